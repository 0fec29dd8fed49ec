"""What the attacker got, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Score:
    """What the attacker got."""

    organisations: int = 0
    waves: int = 0
    broken: int = 0
    programs: int = 0
    tables: int = 0
    """Tables that fit what is told of tiny organisations, all of them tried."""
    numbers: Counter[str] = field(default_factory=Counter)
    """Numbers attacked, by type of item."""
    narrow: Counter[str] = field(default_factory=Counter)
    outsider: Counter[str] = field(default_factory=Counter)
    """All or nobody, proven by somebody outside."""
    insider: Counter[str] = field(default_factory=Counter)
    """All others or nobody else, proven by somebody who takes himself out."""
    alone: Counter[str] = field(default_factory=Counter)
    """What the organisation's own row tells, which is always released: that all, or all but one, answered alike."""
    wrong: Counter[str] = field(default_factory=Counter)
    """Questions in which the attacker's model does not hold the truth."""
    unsolved: Counter[str] = field(default_factory=Counter)
    holes: list[str] = field(default_factory=list)
    releasing: float = 0.0
    attacking: float = 0.0
    """Seconds of work: the gate's, and the attacker's."""

    def __iadd__(self, other: Score) -> Score:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self

    @property
    def told(self) -> int:
        """How often something was told that may not be."""
        return sum(sum(one.values()) for one in (self.narrow, self.outsider, self.insider, self.unsolved))

    @property
    def clean(self) -> bool:
        """Whether nothing was told, by an attacker whose model was right."""
        return self.told == 0 and not self.wrong
