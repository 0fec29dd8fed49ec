"""The thresholds of the release gate: written into the manifest of a wave, raised at will, never lowered."""

from __future__ import annotations

from dataclasses import dataclass, fields

from analysis.errors import AnalysisError


class LoweredThresholdError(AnalysisError):
    """A threshold would let more through than the gate allows."""

    code = "lowered-threshold"
    template = (
        "{threshold}: {found} asked for, {floor} is the limit. "
        "Thresholds of the gate may be made stricter, never looser."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Thresholds of one wave. The defaults are the limits.

    Parameters
    ----------
    minimum, sensitive : people who must have answered before a group is shown; the second for sensitive questions.
    dominance, dominance_sensitive : people who must have answered otherwise than the largest option.
    round : base of the rounding of counts.
    coverage : share of a roll; a group that answered more completely is told in bands only. May only go down.
    reserve : people on the roll who must not have answered, else bands only.
    roll : people on the roll of a reporting group before it is shown alone.
    precise : answers before a group gets nets, indices, errors and intervals.
    numbers : answers before the mean of a number is shown.
    texts : texts in the organisation before their count is shown.
    magnitude : largest part of a sum that one answer may be. May only go down.
    """

    minimum: int = 10
    sensitive: int = 15
    dominance: int = 2
    dominance_sensitive: int = 3
    round: int = 3
    coverage: float = 0.9
    reserve: int = 2
    roll: int = 25
    precise: int = 25
    numbers: int = 15
    texts: int = 10
    magnitude: float = 0.2

    def __post_init__(self) -> None:
        """Refuse what is looser than the limits.

        Raises
        ------
        LoweredThresholdError
            Naming the first threshold that is too loose.
        """
        for field in fields(self):
            found, floor = getattr(self, field.name), field.default
            looser = found > floor or found <= 0 if field.name in {"coverage", "magnitude"} else found < floor
            if looser:
                raise LoweredThresholdError(threshold=field.name, found=found, floor=floor)

    def told(self) -> dict[str, int]:
        """Return the thresholds as a released cube states them; ``coverage`` in percent."""
        return {
            "minimum": self.minimum,
            "sensitive": self.least(sensitive=True),
            "dominance": self.dominance,
            "dominance_sensitive": self.apart(sensitive=True),
            "round": self.round,
            "coverage": round(100 * self.coverage),
            "roll": self.roll,
            "precise": self.precise,
            "numbers": self.numbers,
        }

    def least(self, *, sensitive: bool) -> int:
        """Return how many people must have answered."""
        return max(self.minimum, self.sensitive) if sensitive else self.minimum

    def apart(self, *, sensitive: bool) -> int:
        """Return how many people must have answered otherwise than the largest option."""
        return max(self.dominance, self.dominance_sensitive) if sensitive else self.dominance

    def covered(self, answered: int, roll: int | None) -> bool:
        """Return whether so much of a known roll answered that counts would tell of certain persons."""
        return roll is not None and (roll - answered <= self.reserve or answered > self.coverage * roll)

    def covered_from(self, roll: int) -> int:
        """Return the smallest number of answers that covers a roll."""
        return min(n for n in range(roll + 1) if self.covered(n, roll))
