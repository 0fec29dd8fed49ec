import numpy as np
import pytest
from scipy import stats

from analysis.saddlepoint import saddlepoint_tail


def test_saddlepoint_is_close_to_one_chi_squared():
    assert saddlepoint_tail(6.0, np.array([1.0, 1.0])) == pytest.approx(stats.chi2.sf(6, 2), rel=0.05)
