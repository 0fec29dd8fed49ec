from __future__ import annotations

from analysis.disclosure.released import ReleasedOption
from survey_app.report.reading import mildest_first


def scale(*sides: str) -> tuple[ReleasedOption, ...]:
    return tuple(ReleasedOption(code=at, label={"vi": str(at)}, side=side) for at, side in enumerate(sides, start=1))


def test_a_side_is_read_from_the_middle_outwards_whichever_way_round_the_scale_is_written() -> None:
    up = scale("unfavourable", "unfavourable", "neutral", "favourable", "favourable")
    assert (mildest_first(up, "unfavourable"), mildest_first(up, "favourable")) == ((2, 1), (4, 5))
    down = scale("favourable", "favourable", "unfavourable", "unfavourable")
    assert (mildest_first(down, "favourable"), mildest_first(down, "unfavourable")) == ((2, 1), (3, 4))
    assert mildest_first(up, "neutral") == (3,)
    assert mildest_first((), "favourable") == ()
