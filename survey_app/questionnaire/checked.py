"""What the rules look at: a questionnaire's document with the places of its items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.questionnaire.documents import (
    AnyItem,
    BatteryDoc,
    MultiDoc,
    QuestionnaireDoc,
    RankingDoc,
    ScaleDoc,
    ScaleItemDoc,
    SidedDoc,
    SingleDoc,
    Translations,
)
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.marks import Step
from survey_app.questionnaire.presets import PRESETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item with its path in the file."""

    item: AnyItem
    path: tuple[Step, ...]
    trait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the rules look at. ``refused`` holds names whose definition is broken: pointing at them is no mistake."""

    document: QuestionnaireDoc
    items: tuple[Placed, ...]
    findings: Findings
    refused: frozenset[str]

    def find(self, name: str) -> AnyItem | None:
        """Return the item of that name."""
        return next((placed.item for placed in self.items if placed.item.item == name), None)

    def unknown(self, name: str, known: Iterable[str]) -> bool:
        """Return whether a name means nothing at all."""
        return name not in set(known) and name not in self.refused

    def scale(self, item: SidedDoc) -> ScaleDoc | None:
        """Return the scale of an item as a document; presets too."""
        return scale_of(self.document, item.scale)


def scale_of(document: QuestionnaireDoc, name: str) -> ScaleDoc | None:
    """Return a scale of the file, or a preset."""
    if name in document.scales:
        return document.scales[name]
    preset = PRESETS.get(name)
    if preset is None:
        return None
    return ScaleDoc(
        options={option.code: Translations(**option.label) for option in preset.options},
        favourable=sorted(preset.favourable),
        unfavourable=sorted(preset.unfavourable),
    )


def placed_items(document: QuestionnaireDoc) -> tuple[Placed, ...]:
    """Return every item in the order members meet them, with its path."""
    paged = [
        Placed(item=item, path=("pages", number, "items", index))
        for number, page in enumerate(document.pages)
        for index, item in enumerate(page.items)
    ]
    traits = [Placed(item=item, path=("traits", index), trait=True) for index, item in enumerate(document.traits)]
    return (*paged, *traits)


def codes_of(document: QuestionnaireDoc, item: AnyItem) -> list[int]:
    """Return the codes that an item offers; empty for numbers, dates, texts, notes and unknown scales."""
    if isinstance(item, (SingleDoc, MultiDoc, RankingDoc)):
        return list(item.options)
    if isinstance(item, (ScaleItemDoc, BatteryDoc)) and (scale := scale_of(document, item.scale)) is not None:
        return list(scale.options)
    return []


def ordinal_columns(document: QuestionnaireDoc) -> dict[str, SidedDoc]:
    """Return the columns that an index may take in."""
    columns: dict[str, SidedDoc] = {}
    for placed in placed_items(document):
        if isinstance(placed.item, ScaleItemDoc):
            columns[placed.item.item] = placed.item
        elif isinstance(placed.item, BatteryDoc):
            columns |= {f"{placed.item.item}.{part}": placed.item for part in placed.item.parts}
    return columns
