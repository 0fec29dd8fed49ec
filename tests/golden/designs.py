"""The designs of the reference, as R computed with them."""

from __future__ import annotations

import numpy as np
from registry import api, dept

from analysis.design import Design, Seen, Target

P, Q = Target.POPULATION, Target.PROCESS
YES = np.array([0.0, 1.0])


def as_r(names, headcounts, **more) -> Design:
    return Design(strata=names, headcounts=headcounts, seen=Seen.RESPONDENTS, **more)


def strat(*, single=False):
    counts, names, headcounts = api(clustered=False, single=single)
    return counts, as_r(names, headcounts)


def clus():
    counts, names, headcounts = api(clustered=True)
    return counts, as_r(names, headcounts)


def pair(estimates, at=0):
    return float(estimates.value[at]), float(estimates.se[at])


def dept25():
    counts, names, headcounts = dept(wave="2025")
    return counts, as_r(names, headcounts)
