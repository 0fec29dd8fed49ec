"""An office of one reporting group, as its file says it."""

from __future__ import annotations


def organisation_of(*headcounts: int) -> str:
    """The file of an organisation with one branch for each headcount."""
    branches = "\n".join(
        f"  - {{branch: cb-{at}, title: {{vi: Chi bộ {at}, en: Branch {at}}}, group: khoi-a, "
        f"headcounts: {{2021-01-01: {headcount}}}}}"
        for at, headcount in enumerate(headcounts, start=1)
    )
    return f"""
organisation: so-thu
title: {{vi: Đảng bộ Sở Thử, en: Party organisation of the Trial Department}}
groups:
  - {{group: khoi-a, title: {{vi: Khối A, en: Block A}}}}
branches:
{branches}
"""
