"""What must be told of a survey before its figures are: the disclosure list of AAPOR, made from metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from analysis.errors import NotDisclosedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One text per element of the list; every one must be filled in, if only to say that there is none.

    Parameters
    ----------
    strategy : how the responses were collected. sponsor, conductor : who paid, who carried it out.
    instrument : where the exact wording is found. population : whom the figures are about.
    selection : how people were chosen. mode : paper, web... dates : of fieldwork.
    sizes : people asked, answers, by group where shown. precision : intervals, and their target.
    weighting : how weights were made, and what they cost. processing : checks, exits, imputation.
    limits : what the figures cannot tell.
    """

    strategy: str
    sponsor: str
    conductor: str
    instrument: str
    population: str
    selection: str
    mode: str
    dates: str
    sizes: str
    precision: str
    weighting: str
    processing: str
    limits: str

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield one row per element, in the order of the list."""
        for one in fields(self):
            yield {"element": one.name, "text": getattr(self, one.name)}


ELEMENTS = tuple(one.name for one in fields(Statement))


def disclosure_list(metadata: Mapping[str, str]) -> Statement:
    """Return the disclosure list of a survey, or refuse when an element is missing or empty.

    Parameters
    ----------
    metadata : text by element; elements are the fields of ``Statement``, others are not looked at.

    Returns
    -------
    Statement

    Raises
    ------
    NotDisclosedError
        With the names of all elements that are missing or blank.

    References
    ----------
    AAPOR 2021, Code of Professional Ethics and Practices, section III. R: none.

    Examples
    --------
    >>> disclosure_list(dict.fromkeys(ELEMENTS, "x") | {"mode": "web"}).mode
    'web'
    """
    missing = [name for name in ELEMENTS if not metadata.get(name, "").strip()]
    if missing:
        raise NotDisclosedError(what=", ".join(missing))
    return Statement(**{name: metadata[name].strip() for name in ELEMENTS})
