"""The document of a questionnaire, put together row by row from the sheets of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from survey_app.compilers.xlsform import keeping
from survey_app.compilers.xlsform.choices import ChoiceList
from survey_app.compilers.xlsform.conditions import ConditionLeftOutError, condition_of, joined
from survey_app.compilers.xlsform.constraints import only_one
from survey_app.compilers.xlsform.headings import KEPT, Headings
from survey_app.compilers.xlsform.items import ONE, OTHER_ADDED, OTHER_ASKED, OTHER_ITEM, Cells, LeftOutError, details
from survey_app.compilers.xlsform.reasons import CELL, CELLS, why_not
from survey_app.compilers.xlsform.report import Report
from survey_app.compilers.xlsform.rows import Asked, Container, Holder, Placed, Walk, asked_of, is_end, kept_of
from survey_app.compilers.xlsform.sheets import Form, Row, UnreadableFormError
from survey_app.compilers.xlsform.wording import NAMED, Known, Words, id_of, slug_of
from survey_app.language import N_, Said, translate
from survey_app.questionnaire.writing import Written

LONGEST_TEXTS = (1000, 140, 70, 35, 20)
"""Characters of a free text: the first that lets the whole ballot fit."""
SHEET = "survey"

PURPOSE = N_("Nhập từ một biểu mẫu XLSForm; xin viết lại mục đích ở đây.")
NOTHING = N_("không có câu nào nhập được")
NO_LABEL = N_("không có nhãn; lấy tên “{name}” làm câu chữ")
REQUIRED = N_("“bắt buộc” thành nhắc nhẹ một lần: không ai bị ép trả lời")
REPEAT = N_("nhóm lặp “{name}” chỉ hỏi một lần")
LOOP = N_("vòng lặp theo danh sách “{list}” thành {count} nhóm câu")
LOOP_ONCE = N_("vòng lặp theo danh sách “{list}” không có danh sách; chỉ hỏi một lần")
GROUP_WHEN = N_("điều kiện của nhóm được đặt vào từng câu trong nhóm")
CONDITION = N_("điều kiện hỏi “{given}” không nhập được ({why}); câu được hỏi mọi người")
GRID = N_("bảng nhiều câu thành câu loại battery trên thang “{scale}”; xem lại thứ tự và hai phía của thang")
UNUSED = N_("không câu nào dùng danh sách “{list}”")
SETTING = N_("thiết lập “{column}” không dùng đến: {content}")
NO_PURPOSE = N_("biểu mẫu không nêu mục đích và số phút; đã điền tạm")

Doc: TypeAlias = dict[str, Written]


def built(
    form: Form, headings: Headings, lists: Mapping[str, ChoiceList], report: Report, *, file: Path, longest: int
) -> Doc:
    """Return the document of a form; ``minutes`` is 0 where the form keeps none.

    Raises
    ------
    UnreadableFormError
        Groups that do not close, too many questions, nothing that can be asked.
    """
    loops = {name: [choice.name for choice in found.choices] for name, found in lists.items()}
    walk = Walk(headings, f"{file.name}:survey", loops)
    builder = _Builder(headings=headings, lists=lists, report=report, walk=walk, longest=longest)
    builder.rows(form)
    if not builder.pages and not builder.traits:
        raise UnreadableFormError(where=file.name, problem=Said(NOTHING))
    for name in sorted(set(lists) - builder.used):
        report.left_out("choices", 0, "", UNUSED, list=name)
    return builder.document(form, file)


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Takes rows in order; what was carried so far is what conditions and pipes may look at."""

    headings: Headings
    lists: Mapping[str, ChoiceList]
    report: Report
    walk: Walk
    longest: int
    known: dict[str, Known] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    slugs: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    pages: list[Doc] = field(default_factory=list)
    traits: list[Written] = field(default_factory=list)
    scales: Doc = field(default_factory=dict)
    batteries: dict[int, Doc] = field(default_factory=dict)
    place: object = None
    items: list[Written] = field(default_factory=list)
    multis: dict[str, Doc] = field(default_factory=dict)

    # -- rows -----------------------------------------------------------------------------------------------------

    def rows(self, form: Form) -> None:
        for found in self.walk.placed(form.survey.rows):
            if isinstance(found, Container):
                self.container(found)
            else:
                self.row(found)
        for row in form.survey.rows:
            if is_end(self.cell(row, "type")):
                self.report.carried(SHEET, row.row, self.cell(row, "name"))

    def cell(self, row: Row, key: str) -> str:
        return self.walk.cell(row, key)

    def texts(self, row: Row, key: str) -> dict[str, str]:
        return self.headings.texts(self.headings.survey, row, key)

    def spoken(self, texts: Mapping[str, str]) -> Written:
        """Return a text as a file in these languages writes it."""
        only = len(self.headings.languages) == 1
        return next(iter(texts.values())) if only else dict(texts)

    def words(self, row: Row, name: str, inside: tuple[Container, ...] = ()) -> Words:
        turn = next((one for one in reversed(inside) if one.choice), None)
        loop: dict[str, str] = {}
        if turn is not None:
            choice = next(one for one in self.lists[turn.over].choices if one.name == turn.choice)
            loop = {"label": next(iter(choice.label.values())), "name": choice.name}
        return Words(report=self.report, sheet=SHEET, row=row.row, name=name, known=self.known, loop=loop)

    def rest(self, row: Row, name: str, read: set[str]) -> None:
        """Note the cells of a row that nothing read; then a row without a remark was carried."""
        for column, content in row.cells.items():
            heading = self.headings.survey[column]
            foreign = heading.key in {"label", "hint"}
            if foreign or heading.key in read or heading.key in {"type", "name", KEPT}:
                continue
            message = CELLS.get(heading.key, CELL)
            self.report.left_out(SHEET, row.row, name, message, column=column, content=content[:60])
        self.report.carried(SHEET, row.row, name)

    # -- groups ---------------------------------------------------------------------------------------------------

    def container(self, opened: Container) -> None:
        row, name = opened.row, opened.name
        kept = keeping.read(kept_of(row))
        if opened.holder is Holder.REPEAT:
            self.report.changed(SHEET, row.row, name, REPEAT, name=name)
        if opened.holder is Holder.LOOP:
            count = len(self.walk.loops.get(opened.over, ()))
            message = LOOP if count else LOOP_ONCE
            self.report.changed(SHEET, row.row, name, message, list=opened.over, count=count)
            self.used.add(opened.over)
        if self.cell(row, "relevant"):
            self.report.changed(SHEET, row.row, name, GROUP_WHEN)
        read = {"relevant", "required"} | ({"appearance"} if self.shown(row) else set())
        if kept.get("type") == "battery":
            self.batteries[row.row] = {"kept": dict(kept)}
        elif self.grid(opened):
            self.batteries[row.row] = {}
        self.rest(row, name, read)

    def shown(self, row: Row) -> bool:
        return self.cell(row, "appearance").lower() in {"field-list", "table-list"}

    def grid(self, opened: Container) -> bool:
        """Return whether a group is a grid of single choices from one list, nothing said of one of them alone."""
        if self.cell(opened.row, "appearance").lower() != "table-list" or not self.texts(opened.row, "label"):
            return False
        asked = [asked_of(self.cell(row, "type")) for row in opened.rows]
        same = {one.list for one in asked if one is not None and one.type == "single" and not one.other}
        if len(same) != 1 or any(one is None or one.type != "single" or one.other for one in asked):
            return False
        found = self.lists.get(next(iter(same)))
        alone = any(self.cell(row, "relevant") or self.texts(row, "hint") for row in opened.rows)
        return found is not None and len(found.choices) > 1 and not alone

    def page(self, inside: tuple[Container, ...]) -> list[Written]:
        """Return the items of the page that these containers make, a new one where they change."""
        outer = tuple(one for one in inside if one.row.row not in self.batteries)
        place = [(one.row.row, one.choice) for one in outer]
        if place == self.place:
            return self.items
        self.place, self.items = place, []
        inner = outer[-1] if outer else None
        kept = keeping.read(kept_of(inner.row)) if inner else {}
        if kept.get("traits"):
            self.items = self.traits
            return self.items
        name = str(kept.get("page") or (f"{inner.name} {inner.choice}" if inner else ""))
        page: Doc = {"page": slug_of(name, self.slugs, fallback="trang" if name else f"trang-{len(self.pages) + 1}")}
        if inner and (title := self.words(inner.row, inner.name, outer).piped(self.texts(inner.row, "label"))):
            page["title"] = kept["title"] if "title" in kept and self.same(inner.row, kept) else self.spoken(title)
        page["items"] = self.items
        self.pages.append(page)
        return self.items

    def same(self, row: Row, kept: Mapping[str, Written]) -> bool:
        """Return whether the texts of a row are still those that were exported with it."""
        shown = {key: self.texts(row, key) for key in ("label", "hint")}
        return bool(kept.get("shown")) and keeping.seal(shown) == kept.get("shown")

    # -- questions ------------------------------------------------------------------------------------------------

    def row(self, placed: Placed) -> None:
        row, name = placed.row, placed.name
        kept = keeping.read(kept_of(row))
        if kept.get("generated"):
            self.generated(placed, kept)
            self.report.carried(SHEET, row.row, name)
            return
        asked = asked_of(placed.type)
        if asked is None:
            self.report.left_out(SHEET, row.row, name, why_not(placed.type), type=placed.type[:60])
            return
        turn = "_".join(one.choice for one in placed.inside if one.choice)
        try:
            self.item(replace(placed, name=f"{name}_{turn}" if turn else name), asked, kept)
        except LeftOutError as refusal:
            self.report.left_out(SHEET, row.row, name, refusal.said.message, **refusal.said.fields)

    def generated(self, placed: Placed, kept: Mapping[str, Written]) -> None:
        """Take in a row that an export added: the words of a pipe, the text box of "other"."""
        of = str(kept.get("of", ""))
        if kept["generated"] == "pipe" and of in self.known:
            self.known[placed.name] = self.known[of]
        if kept["generated"] == "other" and of in self.multis and isinstance(kept.get("code"), int):
            self.multis[of]["other"] = kept["code"]

    def item(self, placed: Placed, asked: Asked, kept: Mapping[str, Written]) -> None:
        row, name = placed.row, placed.name
        words = self.words(row, name, placed.inside)
        text = words.piped(self.texts(row, "label"))
        if not text:
            text = words.piped(self.texts(row, "hint")) or {self.headings.languages[0].value: name or placed.type}
            self.report.changed(SHEET, row.row, name, NO_LABEL, name=next(iter(text.values())))
        battery = next((one for one in placed.inside if one.row.row in self.batteries), None)
        if battery is not None:
            self.part(placed, battery, asked, kept, text)
            return
        asked = self.asked(placed, asked, kept)
        found = self.details(placed, asked, words)
        kept_type = str(kept.get("type", ""))
        item: Doc = {"item": self.named(row, name), "type": kept_type or self.type(asked)}
        when = self.when(placed, kept)
        if when:
            item["when"] = when
        item |= {key: value for key, value in kept.items() if key not in keeping.OURS}
        if self.cell(row, "required").lower() in {"yes", "true", "true()", "1"}:
            item["required"] = True
            self.report.changed(SHEET, row.row, name, REQUIRED)
        help_ = words.piped(self.texts(row, "hint")) if self.texts(row, "label") else {}
        item["text"] = self.spoken(text)
        if help_:
            item["help"] = self.spoken(help_)
        if self.same(row, kept):
            item |= {key: kept[f"{key}_"] for key in ("text", "help") if f"{key}_" in kept}
        self.finish(placed, asked, item, found)

    def asked(self, placed: Placed, asked: Asked, kept: Mapping[str, Written]) -> Asked:
        """Return what a row asks: several of which one may be chosen are a single choice, unless we exported it."""
        if asked.type != "multi" or kept or not only_one(self.cell(placed.row, "constraint")):
            return asked
        self.report.changed(SHEET, placed.row.row, placed.name, ONE)
        return replace(asked, type="single")

    def type(self, asked: Asked) -> str:
        return "number" if asked.type in {"integer", "decimal", "range"} else asked.type

    def named(self, row: Row, name: str) -> str:
        given = id_of(name, self.ids)
        if given != name:
            self.report.changed(SHEET, row.row, name, NAMED, name=name, given=given)
        return given

    def details(self, placed: Placed, asked: Asked, words: Words) -> Doc:
        row = placed.row
        cells = Cells(
            row=row.row,
            name=placed.name,
            asked=asked,
            constraint=self.cell(row, "constraint"),
            parameters=self.cell(row, "parameters"),
            appearance=self.cell(row, "appearance"),
            words=words,
            languages=tuple(language.value for language in self.headings.languages),
            spoken=self.spoken,
            most_characters=self.longest,
            report=self.report,
        )
        return details(cells, self.lists)

    def finish(self, placed: Placed, asked: Asked, item: Doc, found: Doc) -> None:
        """Put an item on its page and let later rows look at it."""
        row, given = placed.row, str(item["item"])
        other = found.pop("other", None)
        if item["type"] == "scale":
            self.scale(str(item["scale"]), found.pop("options", {}))
            found.pop("order", None)
        item |= {key: value for key, value in found.items() if key not in item}
        items = self.page(placed.inside)
        items.append(item)
        chosen = self.lists.get(asked.list)
        self.used.add(asked.list)
        self.known[placed.name] = Known(
            name=given,
            type=str(item["type"]),
            codes=chosen.codes() if chosen else {},
            exits=chosen.exits if chosen else {},
        )
        if item["type"] == "multi":
            self.multis[given] = item
        if other is not None:
            self.other(row, item, int(str(other)), items)
        read = {"relevant", "required", "constraint", "hint"}
        shown = self.cell(row, "appearance").lower()
        read |= {"parameters"} if asked.type == "range" or "order" in found else set()
        read |= {"appearance"} if item["type"] == "date" and shown in {"year", "month-year"} else set()
        self.rest(row, placed.name, read)

    def other(self, row: Row, item: Doc, code: int, items: list[Written]) -> None:
        if item["type"] == "multi":
            item["other"] = code
            self.report.changed(SHEET, row.row, str(item["item"]), OTHER_ADDED, code=code)
            return
        name = id_of(f"{item['item']}_other", self.ids)
        self.report.changed(SHEET, row.row, str(item["item"]), OTHER_ITEM, code=code, item=name)
        asked = {language.value: translate(OTHER_ASKED, language) for language in self.headings.languages}
        when = f"{item['item']} = {code}" if item["type"] == "single" else f"selected({item['item']}, {code})"
        longest = {} if self.longest >= LONGEST_TEXTS[0] else {"longest": min(120, self.longest)}
        items.append({"item": name, "type": "text", "when": when, **longest, "text": self.spoken(asked)})

    def when(self, placed: Placed, kept: Mapping[str, Written]) -> str:
        """Return the condition of a row and of the groups around it; what cannot be said of it is noted."""
        written = self.cell(placed.row, "relevant")
        if "when" in kept and kept.get("relevant") == keeping.seal(written):
            return str(kept["when"])
        found: list[str] = []
        for row in (*(one.row for one in placed.inside), placed.row):
            relevant = self.cell(row, "relevant")
            if not relevant:
                continue
            try:
                found.append(condition_of(relevant, self.known))
            except ConditionLeftOutError as refusal:
                self.report.left_out(
                    SHEET, placed.row.row, placed.name, CONDITION, given=relevant[:120], why=refusal.said
                )
        return joined(found)

    # -- batteries ------------------------------------------------------------------------------------------------

    def part(
        self, placed: Placed, battery: Container, asked: Asked, kept: Mapping[str, Written], text: Mapping[str, str]
    ) -> None:
        """Take a row of a grid as a part of its battery."""
        item = self.batteries[battery.row.row]
        if "item" not in item:
            item = self.batteries[battery.row.row] = self.battery(placed, battery, asked)
        parts = item["parts"]
        assert isinstance(parts, dict)  # noqa: S101 -- made so in ``battery``
        name = str(kept.get("part") or "")
        part = id_of(name or placed.name, set(parts))
        if part != (name or placed.name):
            self.report.changed(SHEET, placed.row.row, placed.name, NAMED, name=placed.name, given=part)
        shown = kept["text_"] if "text_" in kept and self.same(placed.row, kept) else self.spoken(text)
        if "short" in kept:
            shown = {**(shown if isinstance(shown, dict) else {self.headings.languages[0].value: shown})}
            shown["short"] = kept["short"]
        parts[part] = shown
        chosen = self.lists.get(asked.list)
        self.known[placed.name] = Known(
            name=f"{item['item']}.{part}",
            type="scale",
            codes=chosen.codes() if chosen else {},
            exits=chosen.exits if chosen else {},
        )
        self.rest(placed.row, placed.name, {"relevant", "required"})

    def battery(self, placed: Placed, battery: Container, asked: Asked) -> Doc:
        row = battery.row
        kept = self.batteries[row.row].get("kept", {})
        assert isinstance(kept, dict)  # noqa: S101 -- put there by ``container``
        words = self.words(row, battery.name, placed.inside)
        options = self.details(placed, asked, words)["options"]
        self.used.add(asked.list)
        scale = str(kept.get("scale") or id_of(asked.list, set(), fallback="thang"))
        item: Doc = {"item": self.named(row, str(kept.get("item") or battery.name)), "type": "battery", "scale": scale}
        self.scale(scale, options)
        if not kept:
            self.report.changed(SHEET, row.row, battery.name, GRID, scale=scale)
        outer = Placed(row=row, type="", name=battery.name, inside=placed.inside[: placed.inside.index(battery)])
        if when := self.when(outer, kept):
            item["when"] = when
        item |= {key: value for key, value in kept.items() if key not in keeping.OURS and key not in item}
        item["text"] = self.spoken(words.piped(self.texts(row, "label")) or {self.headings.languages[0].value: "…"})
        if help_ := words.piped(self.texts(row, "hint")):
            item["help"] = self.spoken(help_)
        if self.same(row, kept):
            item |= {key: kept[f"{key}_"] for key in ("text", "help") if f"{key}_" in kept}
        item["parts"] = {}
        self.page(placed.inside).append(item)
        self.known[battery.name] = Known(name=str(item["item"]), type="note")
        return item

    def scale(self, name: str, options: Written) -> None:
        if name not in self.scales:
            self.scales[name] = {"options": options}

    # -- the whole ------------------------------------------------------------------------------------------------

    def document(self, form: Form, file: Path) -> Doc:
        row = form.settings.rows[0] if form.settings.rows else Row(row=2, cells={})
        cells = {self.headings.settings[column].key: content for column, content in row.cells.items()}
        kept = keeping.read(cells.get(KEPT, ""))
        identity = cells.get("form_id") or cells.get("set_form_id") or file.stem
        title = cells.get("form_title") or cells.get("set_form_title") or file.stem.replace("_", " ")
        words = Words(report=self.report, sheet="settings", row=row.row, name="", known={})
        spoken: Written = title
        plain = words.plain({language.value: title for language in self.headings.languages})
        spoken = self.spoken(plain or {language.value: file.stem for language in self.headings.languages})
        if kept.get("shown") == keeping.seal(title) and "title" in kept:
            spoken = kept["title"]
        if not kept:
            self.report.changed("settings", row.row, "", NO_PURPOSE)
        purpose = {language.value: translate(PURPOSE, language) for language in self.headings.languages}
        document: Doc = {
            "questionnaire": slug_of(identity, set(), fallback="bieu-mau"),
            "title": spoken,
            "languages": [language.value for language in self.headings.languages],
            "minutes": kept.get("minutes", 0),
            "purpose": kept.get("purpose", self.spoken(purpose)),
        }
        if scales := keeping.scales(self.scales, kept.get("scales", {}), self.headings.languages):
            document["scales"] = scales
        document["pages"] = list(self.pages)
        if self.traits:
            document["traits"] = self.traits
        document |= {key: kept[key] for key in keeping.WHOLE if key in kept}
        self.settings(row)
        return document

    def settings(self, row: Row) -> None:
        for column, content in row.cells.items():
            key = self.headings.settings[column].key
            if key not in {"form_title", "form_id", "set_form_title", "set_form_id", "default_language", KEPT}:
                self.report.left_out("settings", row.row, "", SETTING, column=column, content=content[:60])
        self.report.carried("settings", row.row, "")
