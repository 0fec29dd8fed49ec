"""Hypothesis strategies for whole questionnaires: every type of item, one or two languages, routes over earlier items."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

LETTERS = "abcdeghiklmnopqrstuvxyăâêôơưđáàảãạếềểễệốồổỗộ"
PRESETS = ("dong_y_5", "hai_long_5", "tin_tuong_4", "co_khong", "muc_0_10")


def words(most: int = 5) -> st.SearchStrategy[str]:
    """Texts as people write them: Vietnamese letters, marks, strong words, figures; sometimes awkward ones."""
    word = st.text(LETTERS, min_size=2, max_size=6)
    awkward = st.sampled_from(
        ["Không", "no", "1", "=1+1", "a: b", "# không", "“trích”", "it's", "<5 năm", "5%", "- gạch", "**đậm**", "a & b"]
    )
    return st.lists(word | word | awkward, min_size=1, max_size=most).map(lambda found: " ".join(found).strip())


class Maker:
    """Draws the pieces of one questionnaire in its languages."""

    def __init__(self, draw: st.DrawFn, languages: list[str]) -> None:
        self.draw = draw
        self.languages = languages

    def text(self, mark: str = "") -> Any:
        """A text in every language; ``mark`` tells it from its neighbours."""
        said = {language: f"{mark}{self.draw(words())}" for language in self.languages}
        return said if len(said) > 1 else said[self.languages[0]]

    def options(self, least: int = 2, most: int = 6) -> dict[int, Any]:
        """Options with codes of any order, labels apart."""
        codes = self.draw(st.lists(st.integers(0, 97), min_size=least, max_size=most, unique=True))
        return {code: self.text(f"m{place} ") for place, code in enumerate(codes)}

    def item(self, name: str, earlier: list[dict[str, Any]], kinds: tuple[str, ...]) -> dict[str, Any]:
        """One item, perhaps with help, flags and a route over earlier ones."""
        kind = self.draw(st.sampled_from(kinds))
        made: dict[str, Any] = {"item": name, "type": kind, **self.rest(kind)}
        if kind != "battery" and (pipe := self.pipe(earlier)):
            made["text"] = self.piped(pipe)
        else:
            made["text"] = self.text("Hỏi ")
        if self.draw(st.booleans()):
            made["help"] = self.text()
        if self.draw(st.integers(0, 4)) == 0 and kind != "note":
            made |= {"sensitive": True, "required": True, "short": self.text()}
        if earlier and self.draw(st.booleans()):
            made["when"] = self.condition(earlier)
        return made

    def pipe(self, earlier: list[dict[str, Any]]) -> str:
        """The name of an earlier item to pipe, rarely."""
        names = [one["item"] for one in earlier if one["type"] in {"single", "scale", "number", "multi", "date"}]
        return self.draw(st.sampled_from(names)) if names and self.draw(st.integers(0, 4)) == 0 else ""

    def piped(self, pipe: str) -> Any:
        """A text with one pipe, the same in every language."""
        said = {language: f"Về {{{pipe}}} {self.draw(words(2))}" for language in self.languages}
        return said if len(said) > 1 else said[self.languages[0]]

    def rest(self, kind: str) -> dict[str, Any]:  # noqa: C901, PLR0911 -- one per type
        """What a type of item has besides."""
        order = {"order": "random"} if self.draw(st.booleans()) else {}
        match kind:
            case "single":
                return {"options": self.options(), **order}
            case "multi":
                options = self.options()
                made: dict[str, Any] = {"options": options, **order}
                if self.draw(st.booleans()):
                    made["other"] = self.draw(st.sampled_from(sorted(options)))
                if self.draw(st.booleans()):
                    made["at_most"] = self.draw(st.integers(2, len(options)))
                return made
            case "ranking":
                options = self.options(3)
                return {"options": options, "at_most": self.draw(st.integers(2, len(options))), **order}
            case "scale":
                return {"scale": self.draw(st.sampled_from(PRESETS))}
            case "battery":
                count = self.draw(st.integers(1, 3))
                parts = {f"p{place}": self.text(f"ý {place} ") for place in range(count)}
                return {"scale": self.draw(st.sampled_from(("rieng", "tin_tuong_4"))), "parts": parts}
            case "number":
                low = self.draw(st.integers(-50, 50))
                made = {"from": low, "to": low + self.draw(st.integers(1, 500))}
                if self.draw(st.booleans()):
                    made |= {"whole": False, "unit": self.text()}
                return made
            case "date":
                grain = self.draw(st.sampled_from(("day", "month", "year")))
                tail = {"day": "-03-05", "month": "-03", "year": ""}[grain]
                return {"from": f"2001{tail}", "to": f"2030{tail}", "grain": grain}
            case "text":
                return {"longest": self.draw(st.sampled_from((40, 60, 90)))}
            case _:
                return {}

    def condition(self, earlier: list[dict[str, Any]]) -> str:
        """A condition over earlier items that is sometimes true and sometimes not."""
        tests = [test for one in earlier for test in self.tests(one)]
        if not tests:
            return f"answered({earlier[0]['item']})" if earlier[0]["type"] != "note" else "1 = 1"
        chosen = self.draw(st.lists(st.sampled_from(tests), min_size=1, max_size=3, unique=True))
        return f" {self.draw(st.sampled_from(('and', 'or')))} ".join(chosen)

    def tests(self, item: dict[str, Any]) -> list[str]:  # noqa: PLR0911 -- one per type
        """Tests that may be made of one earlier item."""
        name = item["item"]
        match item["type"]:
            case "single":
                codes = list(item["options"])
                return [f"{name} = {codes[0]}", f"{name} != {codes[-1]}", f"{name} in [{codes[0]}, {codes[1]}]"]
            case "multi" | "ranking":
                code = next(iter(item["options"]))
                return [f"selected({name}, {code})", f"not selected({name}, {code})", f"count({name}) >= 2"]
            case "scale":
                return [f"{name} >= 1", f"answered({name})"]
            case "battery":
                return [f"{name}.p0 = 2", f"not answered({name})"]
            case "number":
                return [f"{name} > {item['from']}", f"{name} <= {item['from']}"]
            case "date":
                return [f"{name} >= 2011-03-05" if item["grain"] == "day" else f"answered({name})"]
            case "text":
                return [f"answered({name})"]
            case _:
                return []


KINDS = ("single", "multi", "scale", "battery", "number", "date", "ranking", "text", "note")


@st.composite
def documents(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> dict[str, Any]:
    """Plain documents of questionnaires; nearly all of them load without errors (``assume`` the rest away)."""
    languages = draw(st.sampled_from((["vi"], ["en"], ["vi", "en"], ["en", "vi"])))
    maker = Maker(draw, languages)
    earlier: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 3))):
        items = []
        for place in range(draw(st.integers(1, 3))):
            item = maker.item(f"q{number}_{place}", earlier, kinds)
            items.append(item)
            earlier.append(item)
        page: dict[str, Any] = {"page": f"trang-{number}"}
        if draw(st.booleans()):
            page["title"] = maker.text()
        pages.append({**page, "items": items})
    document: dict[str, Any] = {
        "questionnaire": draw(st.sampled_from(("thu", "y-kien-quy", "a1"))),
        "title": maker.text(),
        "languages": languages,
        "minutes": 10,
        "purpose": maker.text(),
        "scales": {
            "rieng": {
                "options": {code: maker.text(f"m{code} ") for code in (1, 2, 3)},
                "favourable": [3],
                "unfavourable": [1],
            }
        },
        "pages": pages,
    }
    if draw(st.booleans()):
        document["traits"] = [{"item": "tham_nien", "type": "single", "text": maker.text(), "options": maker.options()}]
    return document
