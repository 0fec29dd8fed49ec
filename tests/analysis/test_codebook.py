import numpy as np
import pytest

from analysis.codebook import Codebook, check_labels
from analysis.counting import Banner, Level, count
from analysis.errors import AmbiguousLabelError
from analysis.responses import Responses


def test_labels_that_differ_pass():
    check_labels(["An ninh", "Kinh tế", "", ""], "branches")


@pytest.mark.parametrize(
    "pair", [("An ninh", "an ninh"), ("An ninh", " An  ninh "), ("Kinh t\u1ebf", "Kinh te\u0302\u0301")]
)
def test_labels_that_a_reader_takes_for_one_are_refused_without_telling_them(pair):
    with pytest.raises(AmbiguousLabelError, match="branches: labels 1 and 3") as refused:
        check_labels([pair[0], "Khác", pair[1]], "branches")

    assert pair[0] not in str(refused.value)


def test_counting_refuses_them_in_strata_and_levels(scale_column):
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=(scale_column("q"),)),
        codes={"q": np.array([0, 1], dtype=np.int16)},
        stratum=np.array([0, 1]),
    )
    levels = tuple(Level(key=key, label={}) for key in ("a", "A"))
    banner = Banner(name="g", levels=levels, positions=np.array([0, 1]))

    with pytest.raises(AmbiguousLabelError, match="strata"):
        count(wave, strata=("x", "X "), banners=[])
    with pytest.raises(AmbiguousLabelError, match="g: "):
        count(wave, strata=("x", "y"), banners=[banner])
