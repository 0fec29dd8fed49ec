"""Invented members for the demo and for rehearsals: one factor, item thresholds, drift, fading participation.

The shape follows what real staff surveys show (pooled five-point shares .07 .10 .18 .40 .26, inter-item correlation
.44, standard deviation between branches six points, slow random walk with a common shock, one per cent skipped).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from survey_app.questionnaire.answers import EMPTY, Answers, Value
from survey_app.questionnaire.model import (
    Battery,
    DateItem,
    Exit,
    FreeText,
    Grain,
    Item,
    Multi,
    Note,
    Number,
    Questionnaire,
    Ranking,
    Scale,
    ScaleItem,
    Side,
    Single,
)

LOADING = 0.66
"""Weight of the common factor in a latent answer; its square is the inter-item correlation of .44."""
BETWEEN_BRANCHES = 0.18
"""Standard deviation of the branch effect on the latent scale; about six points of percent favourable."""
DRIFT = 0.035
SHOCK = 0.05
BREAK = -0.25
POOLED = (0.066, 0.098, 0.178, 0.403, 0.255)
"""Shares of five points, least to most favourable."""
PROPOSALS = (
    "Đề nghị đầu tư thêm thiết bị phân tích cho phòng thí nghiệm.",
    "Nên rút gọn thời gian họp, tăng trao đổi theo chuyên đề.",
    "Mong sớm có phần mềm quản lý nhiệm vụ dùng chung.",
    "Đề nghị công khai tiến độ giải quyết kiến nghị hằng quý.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedWave:
    """One wave of invented answers: each with the position of its stratum."""

    answers: tuple[Answers, ...]
    strata: tuple[int, ...]


class Simulation:
    """An invented organisation whose mood and participation move from wave to wave.

    Parameters
    ----------
    questionnaire : what is asked in every wave.
    sizes : roll of each stratum.
    break_at : position of the wave at which an event lowers the mood; None for never.
    """

    def __init__(
        self, questionnaire: Questionnaire, *, sizes: Sequence[int], seed: int, break_at: int | None = None
    ) -> None:
        self._questionnaire = questionnaire
        self._random = np.random.default_rng(seed)
        self._break_at = break_at
        self._stratum = np.repeat(np.arange(len(sizes)), sizes)
        people = len(self._stratum)
        branch = self._random.normal(0, BETWEEN_BRANCHES, len(sizes))[self._stratum]
        self._mood = branch + self._random.normal(0, 1, people)
        level = self._random.normal(0, 0.35, len(sizes))[self._stratum]
        self._propensity = level + self._random.normal(0, 0.9, people)
        self._level = {key: self._random.normal(0, 0.3) for key in _latent_keys(questionnaire)}
        self._trait = {
            trait.item: self._random.dirichlet(np.full(len(_codes(trait)), 6.0)) for trait in questionnaire.traits
        }
        self._background = {
            name: self._random.choice(len(shares), people, p=shares) for name, shares in self._trait.items()
        }
        self._past = 0

    def wave(self, *, quarter: int, share: float | None = None) -> SimulatedWave:
        """Return the next wave's answers; ``quarter`` 1-4 sets the season (Tết and summer lower participation).

        With ``share`` that share of each stratum takes part, whatever the season.
        """
        shock = self._random.normal(0.02, SHOCK) + (BREAK if self._past == self._break_at else 0)
        for key in self._level:
            self._level[key] += shock + self._random.normal(0, DRIFT)
        self._past += 1
        season = {1: -0.45, 3: -0.25}.get(quarter, 0.0)
        chance = 1 / (1 + np.exp(-(1.75 + season + self._propensity)))
        draw = self._random.random(len(chance))
        taking_part = np.flatnonzero(draw < chance) if share is None else self._share_of_each(share, draw)
        wave_mood = 0.85 * self._mood + self._random.normal(0, 0.53, len(self._mood))
        answers = tuple(self._answer(int(person), wave_mood) for person in taking_part)
        return SimulatedWave(answers=answers, strata=tuple(int(at) for at in self._stratum[taking_part]))

    def _share_of_each(self, share: float, draw: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        order = np.lexsort((draw, self._stratum))
        ordered = self._stratum[order]
        sizes = np.bincount(self._stratum)
        place = np.arange(len(order)) - np.concatenate([[0], np.cumsum(sizes)[:-1]])[ordered]
        return np.sort(order[place < np.rint(share * sizes)[ordered]])

    def _answer(self, person: int, mood: npt.NDArray[np.float64]) -> Answers:
        values: dict[str, Value] = {}
        texts: dict[str, str] = {}
        for item in self._questionnaire.items():
            if self._random.random() < 0.011:
                continue
            if isinstance(item, FreeText):
                if self._random.random() < 0.12:
                    texts[item.item] = str(self._random.choice(PROPOSALS))
                continue
            value = self._value(item, person, float(mood[person]))
            if value is not None:
                values[item.item] = value
        return Answers(values=values, texts=texts) if values or texts else EMPTY

    def _value(self, item: Item, person: int, mood: float) -> Value | None:  # noqa: C901, PLR0911 -- one per type
        if item.item in self._background and isinstance(item, Single | ScaleItem):
            return _codes(item)[int(self._background[item.item][person])]
        if not isinstance(item, Note | FreeText) and not isinstance(item, Battery):
            leave = self._leave(item.exits)
            if leave is not None:
                return leave
        match item:
            case ScaleItem():
                return self._point(item.scale, item.item, mood)
            case Battery():
                return {part.part: self._part(item, part.part, mood) for part in item.parts}
            case Single():
                return int(self._random.choice(_codes(item)))
            case Multi():
                return self._ticks(item)
            case Number():
                middle = (item.low + item.high) / 2
                return round(
                    float(np.clip(self._random.normal(middle, (item.high - item.low) / 6), item.low, item.high))
                )
            case DateItem():
                return self._date(item)
            case Ranking():
                return self._ranks(item)
            case Note() | FreeText():
                return None

    def _part(self, item: Battery, part: str, mood: float) -> int | Exit:
        leave = self._leave(item.exits)
        return leave if leave is not None else self._point(item.scale, f"{item.item}.{part}", mood)

    def _leave(self, exits: Sequence[Exit]) -> Exit | None:
        draw = self._random.random()
        if draw < 0.025 and Exit.DONT_KNOW in exits:
            return Exit.DONT_KNOW
        return Exit.REFUSED if draw > 0.99 and Exit.REFUSED in exits else None

    def _point(self, scale: Scale, key: str, mood: float) -> int:
        latent = LOADING * mood + np.sqrt(1 - LOADING**2) * self._random.normal() + self._level[key]
        ordered = _least_to_most_favourable(scale)
        return ordered[int(np.searchsorted(_thresholds(len(ordered)), latent))]

    def _ticks(self, item: Multi) -> tuple[int, ...]:
        codes = [option.code for option in item.options if option.code != item.other]
        most = min(item.at_most or len(codes), len(codes))
        weights = np.linspace(2.0, 0.7, len(codes))
        chosen = self._random.choice(
            codes, 1 + int(self._random.integers(most)), replace=False, p=weights / weights.sum()
        )
        return tuple(sorted(int(code) for code in chosen))

    def _date(self, item: DateItem) -> date:
        days = (item.latest - item.earliest).days
        drawn = item.earliest + timedelta(days=int(self._random.integers(days + 1)))
        return drawn.replace(
            month=1 if item.grain is Grain.YEAR else drawn.month, day=drawn.day if item.grain is Grain.DAY else 1
        )

    def _ranks(self, item: Ranking) -> tuple[int, ...]:
        codes = [option.code for option in item.options]
        weights = np.linspace(2.0, 0.7, len(codes))
        drawn = self._random.choice(codes, item.places, replace=False, p=weights / weights.sum())
        return tuple(int(code) for code in drawn)


def _latent_keys(questionnaire: Questionnaire) -> Iterator[str]:
    for item in questionnaire.items():
        if isinstance(item, ScaleItem):
            yield item.item
        elif isinstance(item, Battery):
            yield from (f"{item.item}.{part.part}" for part in item.parts)


def _codes(item: Single | ScaleItem) -> list[int]:
    options = item.scale.options if isinstance(item, ScaleItem) else item.options
    return [option.code for option in options]


def _least_to_most_favourable(scale: Scale) -> list[int]:
    codes = [option.code for option in scale.options]
    upside_down = bool(codes) and scale.side(codes[0]) is Side.FAVOURABLE
    return codes[::-1] if upside_down else codes


def _thresholds(points: int) -> npt.NDArray[np.float64]:
    edges = np.interp(np.linspace(0, 5, points + 1)[1:-1], np.arange(6), np.concatenate([[0.0], np.cumsum(POOLED)]))
    return np.asarray(ndtri(edges), dtype=np.float64)
