"""From a questionnaire to an XLSForm workbook that other tools compile, with what could not be carried."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import assert_never

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from survey_app.compilers.xlsform import keeping
from survey_app.compilers.xlsform.headings import KEPT
from survey_app.compilers.xlsform.report import Line, Report
from survey_app.compilers.xlsform.sheets import KNOWN_SHEETS, text_of
from survey_app.compilers.xlsform.telling import Names, Piping, shown_text
from survey_app.language import N_, Text, say, translate
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
    Option,
    Page,
    Questionnaire,
    Ranking,
    ScaleItem,
    Single,
)
from survey_app.questionnaire.writing import Written
from survey_app.questionnaire.xpath import to_xpath

SPOKEN = {"vi": "Vietnamese (vi)", "en": "English (en)"}
EXITS = {Exit.DONT_KNOW: N_("Khó trả lời"), Exit.REFUSED: N_("Không muốn trả lời")}
CARRIED = frozenset({"item", "type", "text", "help", "options", "parts", "from", "to", "whole", "order", "when"})
"""Keys of an item that the form's own cells say."""
WIDTHS = {"type": 26, "name": 22, "label": 52, "hint": 36, "relevant": 40, "constraint": 40}

NO_EXITS = N_("“Khó trả lời” và “Không muốn trả lời” không có chỗ ở loại câu này; để trống là bỏ qua")
KEPT_ONLY = N_("chỉ giữ ở cột {column}, chương trình khác không hiểu: {keys}")
SOFT = N_("“required” chỉ nhắc nhẹ một lần; biểu mẫu không ép trả lời")
SHUFFLED = N_("thứ tự ngẫu nhiên áp dụng cho cả hai lối ra")
FIRST_PLACES = N_("chỉ xếp {most} mục đầu; biểu mẫu xếp mọi mục")
UNIT = N_("đơn vị được viết vào sau câu hỏi")
GRAIN = N_("chỉ hỏi đến {grain}; ngày giờ lẻ do chương trình khác điền")
PIPED = N_("chỗ chèn câu trả lời trước dùng dòng tính “{name}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedForm:
    """An .xlsx workbook and what became of each of its rows."""

    content: bytes
    lines: tuple[Line, ...]


def export_form(questionnaire: Questionnaire) -> ExportedForm:
    """Return the XLSForm workbook of a questionnaire."""
    writer = _Form(questionnaire)
    writer.write()
    return ExportedForm(content=writer.content(), lines=writer.report.by_row(KNOWN_SHEETS))


@dataclass(slots=True)
class _Form:
    """Writes the rows of the three sheets."""

    questionnaire: Questionnaire
    report: Report = field(default_factory=Report)
    survey: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    lists: dict[str, object] = field(default_factory=dict)
    names: Names = field(init=False)
    written: Mapping[str, Written] = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.questionnaire)
        self.written = json.loads(self.questionnaire.canonical)

    # -- the whole ------------------------------------------------------------------------------------------------

    def write(self) -> None:
        for page, raw in zip(self.questionnaire.pages, _maps(self.written.get("pages")), strict=True):
            self.page(page, raw)
        if self.questionnaire.traits:
            self.begin(self.names.group("traits"), None, {"traits": True})
            for item, raw in zip(self.questionnaire.traits, _maps(self.written.get("traits")), strict=True):
                self.item(item, raw)
            self.survey.append({"type": "end_group"})

    def page(self, page: Page, raw: Mapping[str, Written]) -> None:
        kept: dict[str, Written] = {"page": page.page}
        self.begin(self.names.group(page.page), page.title, kept, raw)
        for item, inner in zip(page.items, _maps(raw.get("items")), strict=True):
            self.item(item, inner)
        self.survey.append({"type": "end_group"})

    def begin(
        self, name: str, title: Text | None, kept: dict[str, Written], raw: Mapping[str, Written] | None = None
    ) -> None:
        row = {"type": "begin_group", "name": name}
        if title is not None and raw is not None:
            shown = self.texts(row, "label", title)
            kept |= {"shown": keeping.seal({"label": shown, "hint": {}}), "title": raw["title"]}
        self.put(row, kept)

    def put(self, row: dict[str, str], kept: Mapping[str, Written]) -> int:
        """Add a row to the survey sheet; return its number in the spreadsheet."""
        if kept:
            row[KEPT] = keeping.write(kept)
        self.survey.append(row)
        number = len(self.survey) + 1
        self.report.carried("survey", number, row.get("name", ""))
        return number

    def texts(self, row: dict[str, str], key: str, text: Text, tail: Text | None = None) -> dict[str, str]:
        """Write a text into its columns; return what an import will read there."""
        shown = {}
        piping = Piping(self.questionnaire, self.names)
        for language in self.questionnaire.languages:
            if language not in text:
                continue
            said = piping.said(text[language]) + (f" ({say(tail, language)})" if tail else "")
            row[f"{key}::{SPOKEN[language]}"] = said
            shown[language] = text_of(said)
        for name in piping.calculates:
            self.calculate(name)
        return {language: words for language, words in shown.items() if words}

    def calculate(self, name: str) -> None:
        """Add the row that holds the words of an earlier answer, once."""
        made = self.names.calculate(name)
        if any(row.get("name") == made for row in self.survey):
            return
        formula = self.names.formula(name, self.questionnaire)
        row = {"type": "calculate", "name": made, "calculation": formula}
        number = self.put(row, {"generated": "pipe", "of": self.names.field_of(name)})
        self.report.changed("survey", number, made, PIPED, name=made)

    # -- items ----------------------------------------------------------------------------------------------------

    def item(self, item: Item, raw: Mapping[str, Written]) -> None:
        kept: dict[str, Written] = {key: value for key, value in raw.items() if key not in CARRIED}
        row = {"type": "", "name": self.names.item(item.item)}
        if row["name"] != item.item:
            kept["item"] = item.item
        shown = {"label": self.texts(row, "label", item.text, self.unit(item)), "hint": {}}
        kept["text_"] = raw["text"]
        if item.help is not None:
            shown["hint"] = self.texts(row, "hint", item.help)
            kept["help_"] = raw["help"]
        kept["shown"] = keeping.seal(shown)
        if item.when is not None:
            row["relevant"] = to_xpath(item.when, self.questionnaire, field=self.names.field)
            kept |= {"when": raw["when"], "relevant": keeping.seal(text_of(row["relevant"]))}
        self.typed(item, row, kept)

    def unit(self, item: Item) -> Text | None:
        return item.unit if isinstance(item, Number) else None

    def typed(self, item: Item, row: dict[str, str], kept: dict[str, Written]) -> None:  # noqa: C901 -- one per type
        match item:
            case Single():
                self.select("select_one", item, item.options, row, kept, random=item.random)
            case Multi():
                self.multi(item, row, kept)
            case ScaleItem():
                kept["type"] = "scale"
                self.select("select_one", item, item.scale.options, row, kept, listed=item.scale.scale)
            case Ranking():
                self.ranking(item, row, kept)
            case Battery():
                self.battery(item, row, kept)
            case Number():
                row["type"] = "integer" if item.whole else "decimal"
                row["constraint"] = f". >= {_said(item.low)} and . <= {_said(item.high)}"
                number = self.told(item, row, kept)
                if item.unit:
                    self.report.changed("survey", number, item.item, UNIT)
            case DateItem():
                self.date(item, row, kept)
            case FreeText():
                row["type"] = "text"
                row["constraint"] = f"string-length(.) <= {item.longest}"
                kept.pop("longest", None)
                self.told(item, row, kept)
            case Note():
                row["type"] = "note"
                self.told(item, row, kept)
            case _:  # pragma: no cover
                assert_never(item)

    def told(self, item: Item, row: dict[str, str], kept: Mapping[str, Written]) -> int:
        """Add an item's row; note what of it the form's own cells do not say."""
        number = self.put(row, kept)
        keys = [key for key in kept if key not in keeping.OURS and key not in {"scale", "unit", "grain", "other"}]
        if keys:
            self.report.changed("survey", number, item.item, KEPT_ONLY, column=KEPT, keys=", ".join(sorted(keys)))
        if item.required:
            self.report.changed("survey", number, item.item, SOFT)
        if isinstance(item, (Number, DateItem)):
            self.report.left_out("survey", number, item.item, NO_EXITS)
        return number

    def select(
        self,
        kind: str,
        item: Item,
        options: Sequence[Option],
        row: dict[str, str],
        kept: Mapping[str, Written],
        *,
        listed: str = "",
        random: bool = False,
    ) -> int:
        row["type"] = f"{kind} {self.list(listed or item.item, options, item.exits)}"
        if random:
            row["parameters"] = "randomize=true"
        number = self.told(item, row, kept)
        if random and item.exits:
            self.report.changed("survey", number, item.item, SHUFFLED)
        return number

    def multi(self, item: Multi, row: dict[str, str], kept: dict[str, Written]) -> None:
        kept.pop("at_most", None)
        tests = [f"count-selected(.) <= {item.at_most}"] if item.at_most is not None else []
        if item.exits:
            chosen = " or ".join(f"selected(., '{way.value}')" for way in item.exits)
            tests.insert(0, f"(not({chosen}) or count-selected(.) = 1)")
        if tests:
            row["constraint"] = " and ".join(tests)
        self.select("select_multiple", item, item.options, row, kept, random=item.random)
        if item.other is not None:
            box = {"type": "text", "name": self.names.group(f"{item.item}_other")}
            label = next(option.label for option in item.options if option.code == item.other)
            self.texts(box, "label", shown_text(label))
            box["relevant"] = f"selected(${{{row['name']}}}, '{item.other}')"
            self.put(box, {"generated": "other", "of": item.item, "code": item.other})

    def ranking(self, item: Ranking, row: dict[str, str], kept: dict[str, Written]) -> None:
        row["type"] = f"rank {self.list(item.item, item.options, ())}"
        if item.random:
            row["parameters"] = "randomize=true"
        number = self.told(item, row, kept)
        if item.exits:
            self.report.left_out("survey", number, item.item, NO_EXITS)
        if item.at_most is not None:
            self.report.changed("survey", number, item.item, FIRST_PLACES, most=item.at_most)

    def date(self, item: DateItem, row: dict[str, str], kept: Mapping[str, Written]) -> None:
        row["type"] = "date"
        row["constraint"] = f". >= date('{item.earliest.isoformat()}') and . <= date('{item.latest.isoformat()}')"
        if item.grain is not Grain.DAY:
            row["appearance"] = "year" if item.grain is Grain.YEAR else "month-year"
        number = self.told(item, row, kept)
        if item.grain is not Grain.DAY:
            self.report.changed("survey", number, item.item, GRAIN, grain=item.grain.value)

    def battery(self, item: Battery, row: dict[str, str], kept: dict[str, Written]) -> None:
        kept |= {"type": "battery", "item": item.item}
        row |= {"type": "begin_group", "appearance": "field-list"}
        self.told(item, row, kept)
        listed = self.list(item.scale.scale, item.scale.options, item.exits)
        raw = next(one for one in _items(self.written) if one.get("item") == item.item)
        texts = raw["parts"] if isinstance(raw["parts"], Mapping) else {}
        for part in item.parts:
            name = self.names.part(item.item, part.part)
            inner = {"type": f"select_one {listed}", "name": name}
            shown = self.texts(inner, "label", part.text)
            said: Written = texts.get(part.part, "")
            held: dict[str, Written] = {"part": part.part, "shown": keeping.seal({"label": shown, "hint": {}})}
            if isinstance(said, Mapping):
                held |= {"short": said["short"]} if "short" in said else {}
                said = {key: words for key, words in said.items() if key != "short"}
            self.put(inner, {**held, "text_": said})
        self.survey.append({"type": "end_group"})

    # -- choices --------------------------------------------------------------------------------------------------

    def list(self, name: str, options: Sequence[Option], exits: Sequence[Exit]) -> str:
        """Return the name of the choice list with these options and exits, added to the sheet when it is new."""
        made = [(str(option.code), dict(option.label)) for option in options]
        spoken = [(way.value, {language: translate(EXITS[way], language) for language in SPOKEN}) for way in exits]
        rows = [*made, *spoken]
        base, count = name, 1
        while self.lists.get(name, rows) != rows:
            count += 1
            name = f"{base}_{count}"
        if name not in self.lists:
            self.lists[name] = rows
            for choice, label in rows:
                self.choice(name, choice, label)
        return name

    def choice(self, listed: str, name: str, label: Text) -> None:
        row = {"list_name": listed, "name": name}
        for language in self.questionnaire.languages:
            if language in label:
                row[f"label::{SPOKEN[language]}"] = label[language]
        self.choices.append(row)
        self.report.carried("choices", len(self.choices) + 1, f"{listed} {name}")

    # -- the workbook ---------------------------------------------------------------------------------------------

    def settings(self) -> dict[str, str]:
        first = self.questionnaire.languages[0]
        title = say(self.questionnaire.title, first)
        kept: dict[str, Written] = {
            key: self.written[key] for key in ("minutes", "purpose", *keeping.WHOLE) if key in self.written
        }
        sides = self.written.get("scales", {})
        if isinstance(sides, Mapping) and sides:
            kept["scales"] = {str(name): scale for name, scale in sides.items()}
        kept |= {"title": self.written["title"], "shown": keeping.seal(text_of(title))}
        keys = [key for key in kept if key not in {"title", "shown"}]
        self.report.changed("settings", 2, "", KEPT_ONLY, column=KEPT, keys=", ".join(sorted(keys)))
        return {
            "form_title": title,
            "form_id": self.questionnaire.questionnaire,
            "default_language": SPOKEN[first],
            KEPT: keeping.write(kept),
        }

    def content(self) -> bytes:
        workbook = Workbook()
        workbook.remove(workbook.active)
        spoken = [SPOKEN[language] for language in self.questionnaire.languages]
        said = [f"{key}::{language}" for key in ("label", "hint") for language in spoken]
        columns = ["type", "name", *said, "relevant", "constraint", "calculation", "appearance", "parameters", KEPT]
        _sheet(workbook, "survey", columns, self.survey)
        _sheet(workbook, "choices", ["list_name", "name", *(one for one in said if "label" in one)], self.choices)
        settings = self.settings()
        _sheet(workbook, "settings", list(settings), [settings])
        stream = BytesIO()
        workbook.save(stream)
        return stream.getvalue()


def _sheet(workbook: Workbook, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    sheet = workbook.create_sheet(name)
    sheet.append(list(columns))
    for place, column in enumerate(columns, start=1):
        sheet.cell(row=1, column=place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column.split("::")[0], 20)
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            if text := row.get(column, ""):
                cell = sheet.cell(row=number, column=place)
                cell.value = text
                cell.data_type = "s"  # a text that begins with "=" is a text, not a formula
                cell.alignment = Alignment(wrap_text=not column.startswith(KEPT), vertical="top")
    sheet.freeze_panes = "A2"


def _maps(written: Written | None) -> list[Mapping[str, Written]]:
    return [one for one in written if isinstance(one, Mapping)] if isinstance(written, list) else []


def _items(written: Mapping[str, Written]) -> list[Mapping[str, Written]]:
    return [item for page in _maps(written.get("pages")) for item in _maps(page.get("items"))]


def _said(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
