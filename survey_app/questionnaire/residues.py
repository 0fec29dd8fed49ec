"""What of a condition is still undecided once some answers are known, each such rest made once.

A rest knows what comes of it after one more answer and remembers that, so going through many answers is looking up.
Two situations in which the rests of all later conditions are the same rests cannot be told apart any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from survey_app.questionnaire.cells import Cell, TooManyCellsError, answers_of
from survey_app.questionnaire.expressions import Both, Either, Expression, Name, Negation, evaluate, mentions

Outcome: TypeAlias = bool | None
Residue: TypeAlias = "Outcome | Rest"


class Rest:
    """The undecided part of a condition. Rests that mean the same thing are the same object."""

    __slots__ = ("comes", "every", "follows", "known", "names", "parts", "test", "unknown")

    def __init__(
        self,
        *,
        names: frozenset[Name],
        test: Expression | None = None,
        known: tuple[tuple[Name, Cell], ...] = (),
        parts: tuple[Rest, ...] = (),
        every: bool | None = None,
        unknown: bool = False,
    ) -> None:
        self.names = names
        """Answers that it still waits for."""
        self.test = test
        """One test with what is known of it; None for something made of parts."""
        self.known = known
        self.parts = parts
        self.every = every
        """Whether all parts (and), or one of them (or), must hold; None for the denial of a single part."""
        self.unknown = unknown
        """Whether one part more is unknown for good."""
        self.follows: dict[Name, tuple[Residue, ...]] = {}
        self.comes: frozenset[Outcome] | None = None


class Residues:
    """All rests of some conditions over the answers that stand for all."""

    def __init__(self, domains: Mapping[Name, tuple[Cell, ...]], needs: Mapping[Name, tuple[Name, ...]]) -> None:
        self.domains = domains
        self._cells = {name: (*cells, None) for name, cells in domains.items()}
        self._needs = needs
        self._made: dict[object, Residue] = {}
        self._place = {name: at for at, name in enumerate(domains)}

    def whole(self, condition: Expression) -> Residue:
        """Return a condition of which nothing is known yet."""
        match condition:
            case Both(parts=parts) | Either(parts=parts):
                return self._joint([self.whole(part) for part in parts], every=isinstance(condition, Both))
            case Negation(inner=inner):
                return self._denied(self.whole(inner))
            case _:
                return self._test(condition, ())

    def after(self, residue: Residue, name: Name) -> tuple[Residue, ...]:
        """Return what is left after each answer to ``name``, in the order of its cells; after no answer comes last."""
        if not isinstance(residue, Rest) or name not in residue.names:
            return (residue,) * len(self._cells[name])
        found = residue.follows.get(name)
        if found is None:
            found = residue.follows[name] = self._follows(residue, name)
        return found

    def outcomes(self, residue: Residue, *, steps: int) -> frozenset[Outcome]:
        """Return all that can come of a residue, whoever is asked what.

        Raises
        ------
        TooManyCellsError
            The bound was met before that was known.
        """
        return self._outcomes(residue, [steps])

    def _outcomes(self, residue: Residue, left: list[int]) -> frozenset[Outcome]:
        if not isinstance(residue, Rest):
            return frozenset({residue})
        if residue.comes is None:
            left[0] -= 1
            if left[0] < 0:
                raise TooManyCellsError
            after = dict.fromkeys(self.after(residue, min(residue.names, key=self._place.__getitem__)))
            residue.comes = frozenset().union(*(self._outcomes(one, left) for one in after))
        return residue.comes

    def _follows(self, rest: Rest, name: Name) -> tuple[Residue, ...]:
        if rest.test is not None:
            return tuple(self._test(rest.test, (*rest.known, (name, cell))) for cell in self._cells[name])
        after = zip(*(self.after(part, name) for part in rest.parts), strict=True)
        if rest.every is None:
            return tuple(self._denied(part) for (part,) in after)
        return tuple(self._joint(parts, every=rest.every, unknown=rest.unknown) for parts in after)

    def _test(self, test: Expression, known: tuple[tuple[Name, Cell], ...]) -> Residue:
        values = dict(known)
        needed = dict.fromkeys(variable for name in mentions(test) for variable in self._needs[name])
        known = tuple((name, values[name]) for name in needed if name in values)
        key = (test, known)
        if key not in self._made:
            waiting = frozenset(needed).difference(values)
            self._made[key] = (
                Rest(test=test, known=known, names=waiting) if waiting else evaluate(test, answers_of(values))
            )
        return self._made[key]

    def _joint(self, parts: Sequence[Residue], *, every: bool, unknown: bool = False) -> Residue:
        undecided: dict[Rest, None] = {}
        for part in parts:
            if isinstance(part, Rest):
                undecided[part] = None
            elif part is None:
                unknown = True
            elif part is not every:
                return part
        if not undecided:
            return None if unknown else every
        if len(undecided) == 1 and not unknown:
            return next(iter(undecided))
        key = (every, frozenset(undecided), unknown)
        if key not in self._made:
            names = frozenset().union(*(part.names for part in undecided))
            self._made[key] = Rest(parts=tuple(undecided), every=every, unknown=unknown, names=names)
        return self._made[key]

    def _denied(self, inner: Residue) -> Residue:
        if not isinstance(inner, Rest):
            return None if inner is None else not inner
        key = ("not", inner)
        if key not in self._made:
            self._made[key] = Rest(parts=(inner,), names=inner.names)
        return self._made[key]
