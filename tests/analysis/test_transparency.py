import pytest

from analysis.errors import NotDisclosedError
from analysis.transparency import ELEMENTS, disclosure_list


def test_the_list_holds_every_element_in_order():
    found = disclosure_list({name: f" {name} text " for name in ELEMENTS})

    assert [row["element"] for row in found.rows()] == list(ELEMENTS)
    assert found.mode == "mode text"


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_every_empty_element_is_named(blank):
    metadata = {name: "x" for name in ELEMENTS if name not in {"mode", "limits"}}
    if blank is not None:
        metadata |= {"mode": blank, "limits": blank}

    with pytest.raises(NotDisclosedError, match="mode, limits"):
        disclosure_list(metadata)
