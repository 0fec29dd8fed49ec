"""Writes form.json: answers with what they must lead to, run by Python and by node.

The reviewed cases are written by hand, expectations too; this script refuses to write when Python disagrees with them.
The drawn cases after them are Python's own, from a fixed seed: ``python tests/vectors/make_form.py``.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from survey_app.compilers.form import form_of
from survey_app.questionnaire.answers import Answers, clean_text, kept, payload, read_value
from survey_app.questionnaire.digest import spelled
from survey_app.questionnaire.expressions import evaluate, parse
from survey_app.questionnaire.loader import QuestionnaireRejectedError, load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.piping import piped
from survey_app.questionnaire.routing import progress, reached

HERE = Path(__file__).parent
FILE = HERE / "form.json"
FORM = load_questionnaire((HERE / "form.yaml").read_text(encoding="utf-8"), file="form.yaml")
SEED = 20261123

# condition, answers (items, texts), whether it holds
REVIEWED = [
    ("a = 1", {"a": 1}, {}, True),
    ("a = 1", {"a": 2}, {}, False),
    ("a = 1", {}, {}, None),
    ("a = 1", {"a": "dont_know"}, {}, None),
    ("a != 1", {"a": "refused"}, {}, None),
    ("not a = 1", {}, {}, None),
    ("a = 1 or s = 5", {"a": 1}, {}, True),
    ("a = 2 or s = 5", {"a": 1}, {}, None),
    ("a = 2 and s = 5", {"a": 1}, {}, False),
    ("a = 1 and s = 5", {"a": 1}, {}, None),
    ("not (a = 2 and s = 5)", {"a": 1}, {}, True),
    ("a in [2, 3]", {"a": 3}, {}, True),
    ("a in [2, 3]", {"a": 1}, {}, False),
    ("not a in [2, 3]", {}, {}, None),
    ("a = c", {"a": 1, "c": 1}, {}, True),
    ("a > c", {"a": 3, "c": "dont_know"}, {}, None),
    ("answered(a)", {"a": "dont_know"}, {}, False),
    ("not answered(a)", {}, {}, True),
    ("answered(t)", {}, {"t": "lời"}, True),
    ("answered(t)", {}, {}, False),
    ("answered(m)", {"m": []}, {}, False),
    ("answered(p)", {"p": {"x": "refused"}}, {}, False),
    ("answered(p)", {"p": {"x": "refused", "y": 2}}, {}, True),
    ("answered(p.x)", {"p": {"y": 2}}, {}, False),
    ("p.y >= 2", {"p": {"y": 2}}, {}, True),
    ("p.x >= 2", {"p": {"y": 2}}, {}, None),
    ("p.x >= 2", {"p": {"x": "dont_know"}}, {}, None),
    ("selected(m, 10)", {"m": [1, 10]}, {}, True),
    ("selected(m, 1)", {"m": [10]}, {}, False),
    ("selected(m, 1)", {"m": "refused"}, {}, None),
    ("not selected(m, 1)", {}, {}, None),
    ("selected(r, 3)", {"r": [3, 1]}, {}, True),
    ("count(r) = 2", {"r": [3, 1]}, {}, True),
    ("count(m) > 1", {"m": [1]}, {}, False),
    ("count(m) = 0", {"m": []}, {}, None),
    ("count(m) < 3", {"m": "dont_know"}, {}, None),
    ("count(m) > count(r)", {"m": [1, 2, 3], "r": [1]}, {}, True),
    ("n = 1", {"n": 1.0}, {}, True),
    ("n = 1.0", {"n": 1}, {}, True),
    ("n < 0.30000000000000004", {"n": 0.3}, {}, True),
    ("n > -2.5", {"n": -2.5}, {}, False),
    ("n in [0.5, 1]", {"n": 0.5}, {}, True),
    ("d >= 2021-03-05", {"d": "2021-03-05"}, {}, True),
    ("d > 2021-03-05", {"d": "2021-03-05"}, {}, False),
    ("d < 2021-03", {"d": "2021-02-28"}, {}, True),
    ("d = 2021-03", {"d": "2021-03-01"}, {}, True),
    ("d in [2021-03, 2022-01-01]", {"d": "2022-01-01"}, {}, True),
    ("d >= 2021-03-05", {"d": "refused"}, {}, None),
    ("d >= 2021-03-05", {}, {}, None),
    ("e = 2021-03", {"e": "2021-03"}, {}, True),
    ("e > d", {"e": "2021-04", "d": "2021-03-31"}, {}, True),
    ("e = d", {"e": "2021-04", "d": "2021-04-01"}, {}, True),
    ("f = 2005", {"f": "2005"}, {}, True),
    ("f >= 2005-01-01", {"f": "2005"}, {}, True),
    ("f < k", {"f": "1990", "k": 90}, {}, False),
    ("f in [1990, 2000]", {"f": "2000"}, {}, True),
    ("constructor = 1", {}, {}, None),
    ("answered(constructor)", {}, {}, False),
    ("constructor = 1", {"constructor": 1}, {}, True),
    ("1 = 1", {}, {}, True),
    ("2 <= a", {"a": 2}, {}, True),
]
ALWAYS = ["chao", "a", "s", "m", "r"]
REST = ["n", "k", "d", "e", "f"]
# name, answers (items, texts), items reached besides those that always are, payload
ROUTED = [
    ("nobody answered: unknown hides", {}, {}, ["t"], '{"items":{},"texts":{},"v":1}'),
    ("a routed-away operand is unknown", {"a": 2, "b": 1, "c": 1}, {}, ["t"], '{"items":{"a":2},"texts":{},"v":1}'),
    ("a chain", {"a": 1, "b": 1}, {}, ["b", "c", "t"], '{"items":{"a":1,"b":1},"texts":{},"v":1}'),
    ("an exit does not lead on", {"a": 1, "b": "refused"}, {}, ["b", "t"],
     '{"items":{"a":1,"b":"refused"},"texts":{},"v":1}'),
    ("not, known", {"s": 3, "p": {"y": "dont_know", "x": 2}}, {}, ["p", "constructor", "t"],
     '{"items":{"p":{"x":2,"y":"dont_know"},"s":3},"texts":{},"v":1}'),
    ("a hidden battery counts for nothing", {"s": 5, "p": {"x": 2}}, {}, ["t"],
     '{"items":{"s":5},"texts":{},"v":1}'),
    ("a text that was hidden later", {"m": [1, 2], "constructor": 2}, {"t": "cũ"}, ["constructor"],
     '{"items":{"constructor":2,"m":[1,2]},"texts":{},"v":1}'),
    ("text of other, chosen", {"m": [2, 10]}, {"m": "xa \"nhà\"", "t": "được"}, ["constructor", "t", "u"],
     '{"items":{"m":[2,10]},"texts":{"m":"xa \\"nhà\\"","t":"được"},"v":1}'),
    ("text of other, not chosen", {"m": [2]}, {"m": "xa"}, ["t"], '{"items":{"m":[2]},"texts":{},"v":1}'),
    ("numbers", {"n": 1.0, "k": 90}, {}, ["t"], '{"items":{"k":90,"n":1},"texts":{},"v":1}'),
    ("small numbers", {"n": 0.00001}, {}, ["t"], '{"items":{"n":1e-05},"texts":{},"v":1}'),
    ("long numbers", {"n": -123456.789}, {}, ["t"], '{"items":{"n":-123456.789},"texts":{},"v":1}'),
    ("dates and ranks", {"d": "2021-03-05", "e": "2021-03", "f": "2021", "r": [3, 1]}, {}, ["t"],
     '{"items":{"d":"2021-03-05","e":"2021-03","f":"2021","r":[3,1]},"texts":{},"v":1}'),
    ("empty lists are no answers", {"m": [], "s": 1, "p": {}}, {}, ["p", "t"], '{"items":{"s":1},"texts":{},"v":1}'),
]  # fmt: skip
# text, answers, what is shown in Vietnamese and English
PIPED = [
    ("{a}", {"a": 2}, "Hai", "Two"),
    ("{a}", {}, "…", "…"),
    ("{a}", {"a": "refused"}, "…", "…"),
    ("{m}", {"m": [1, 10]}, "Việc, Khác", "Work, Other"),
    ("{r}", {"r": [3, 1]}, "Ba, Một", "Three, One"),
    ("{p.x}/{p.y}", {"p": {"x": 1, "y": "dont_know"}}, "Không tin tưởng/…", "No trust/…"),
    ("{n}", {"n": 1.5}, "1,5 triệu", "1.5 million"),
    ("{n}", {"n": 1.0}, "1 triệu", "1 million"),
    ("{n}", {"n": 0.1}, "0,1 triệu", "0.1 million"),
    ("{d} {e} {f}", {"d": "2021-03-05", "e": "2021-03", "f": "2021"}, "05/03/2021 03/2021 2021",
     "05/03/2021 03/2021 2021"),
    ("{{a}} {a}}}", {"a": 1}, "{a} Một}", "{a} One}"),
    ("{t}", {}, "…", "…"),
]  # fmt: skip
# item, value, why it is refused
REFUSED = [
    ("a", 1, None),
    ("a", 4, "unknown-code"),
    ("a", 1.5, "unknown-code"),
    ("a", "refused", None),
    ("a", "98", "unknown-exit"),
    ("chao", 1, "value-not-expected"),
    ("t", 1, "value-not-expected"),
    ("m", [1, 2], None),
    ("m", [2, 1], "repeated-code"),
    ("m", [1, 1], "repeated-code"),
    ("m", [], "wrong-type"),
    ("m", 1, "wrong-type"),
    ("m", [9], "unknown-code"),
    ("m", [1, 2, 3, 10], "too-many"),
    ("r", [3, 1], None),
    ("r", [3, 3], "repeated-code"),
    ("r", [1, 2, 3], "too-many"),
    ("p", {"x": 1, "y": "dont_know"}, None),
    ("p", {}, "wrong-type"),
    ("p", 1, "wrong-type"),
    ("p", {"z": 1}, "unknown-part"),
    ("p", {"x": 7}, "unknown-code"),
    ("p", {"x": "khac"}, "unknown-exit"),
    ("n", 2.5, None),
    ("n", 1000001, "out-of-range"),
    ("n", None, "wrong-type"),
    ("k", 2.5, "not-whole"),
    ("k", "hai", "unknown-exit"),
    ("d", "2021-03-05", None),
    ("d", "2021-02-30", "not-a-date"),
    ("d", "2021-03", "not-a-date"),
    ("d", "2019-12-31", "out-of-range"),
    ("d", 2021, "not-a-date"),
    ("d", "refused", None),
    ("e", "2021-13", "not-a-date"),
    ("e", "2026-01", "out-of-range"),
    ("f", "0000", "not-a-date"),
    ("f", "1989", "out-of-range"),
]
CLEANED = [
    ("  a\r\n\tb\u200b\u202e  e\u0302 ", "a b ê"),
    ("\ufeffxin\u00a0chào\u2028nhé", "xin chào nhé"),
    ("\ue000\ufdd0\uffff👍🏽", "👍🏽"),
    ("", ""),
]


def examine(text: str) -> Questionnaire | None:
    """Return the questionnaire of a text; None when it is refused."""
    try:
        return load_questionnaire(text, file="drawn.yaml")
    except QuestionnaireRejectedError:
        return None


def answers_of(items: dict[str, object], texts: dict[str, str]) -> Answers:
    """Return plain answers as typed ones; empty lists and maps stay as a page may leave them."""
    typed = {name: value if value in ([], {}) else read_value(FORM.item(name), value) for name, value in items.items()}
    return Answers(values={name: () if value == [] else value for name, value in typed.items()}, texts=texts)


def led(items: dict[str, object], texts: dict[str, str]) -> dict[str, object]:
    """Return what Python makes of these answers: path, progress, payload and every text as shown."""
    answers = answers_of(items, texts)
    path = [item.item for item in reached(FORM, answers)]
    return {
        "reached": path,
        "progress": [list(progress(FORM, answers, item)) for item in path],
        "payload": payload(FORM, answers).decode(),
        "shown": {
            language: [piped(FORM.item(item).text, FORM, kept(FORM, answers), language) for item in path]
            for language in FORM.languages
        },
    }


def drawn_value(draw: random.Random, item: object) -> object:
    """Return one answer to an item of the compiled form."""
    kind = item["type"]
    codes = [option["code"] for option in item.get("options", [])]
    if item["exits"] and kind != "battery" and draw.random() < 0.15:
        return draw.choice(item["exits"])
    if kind in {"single", "scale"}:
        return draw.choice(codes)
    if kind in {"multi", "ranking"}:
        most = item.get("at_most", item.get("places", len(codes)))
        chosen = draw.sample(codes, draw.randint(1, min(most, len(codes))))
        return sorted(chosen) if kind == "multi" else chosen
    if kind == "battery":
        parts = draw.sample(item["parts"], draw.randint(1, len(item["parts"])))
        return {part["part"]: draw.choice([*codes, *item["exits"]]) for part in parts}
    if kind == "number":
        low, high = int(item["from"]), int(item["to"])
        digits = 0 if item["whole"] else draw.choice([0, 1, 3, 6])
        value = round(draw.uniform(low, high) * draw.choice([1, 0.001]), digits)
        return min(max(int(value) if item["whole"] else value, low), high)
    first, last = int(item["from"][:4]), int(item["to"][:4])
    spelt = f"{draw.randint(first, last)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return min(max(spelt[: len(item["from"])], item["from"]), item["to"])


def drawn_answers(draw: random.Random, form: dict[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Return answers to some of the items, also to items that routing may hide."""
    asked = [item for item in form["items"] if item["type"] not in {"note", "text"}]
    items = {item["item"]: drawn_value(draw, item) for item in asked if draw.random() < 0.7}
    worded = [item["item"] for item in form["items"] if "longest" in item]
    return items, {name: draw.choice(["lời", 'a "b" \\ c', "👍 ý"]) for name in worded if draw.random() < 0.5}


def checked(said: object, expected: object, name: str) -> None:
    """Stop when Python does not give what was written by hand."""
    if said != expected:
        raise SystemExit(f"{name}: {said!r} is not the reviewed {expected!r}")


def document() -> dict[str, object]:
    """Return the vectors, the reviewed ones held to what was written by hand."""
    form = form_of(FORM)
    conditions = []
    for text, items, texts, holds in REVIEWED:
        checked(evaluate(parse(text), answers_of(items, texts)), holds, text)
        conditions.append({"text": text, "tree": spelled(parse(text)), "items": items, "texts": texts, "holds": holds})
    paths = []
    order = [item.item for item in FORM.items()]
    for name, items, texts, more, written in ROUTED:
        case = led(items, texts)
        checked(case["reached"], sorted([*ALWAYS, *REST, *more, "tuoi"], key=order.index), name)
        checked(case["payload"], written, name)
        paths.append({"name": name, "items": items, "texts": texts} | case)
    pipes = []
    for text, items, vi, en in PIPED:
        for language, shown in (("vi", vi), ("en", en)):
            checked(piped({language: text}, FORM, answers_of(items, {}), language), shown, text)
            pipes.append({"text": text, "items": items, "language": language, "shown": shown})
    for raw, clean in CLEANED:
        checked(clean_text(raw), clean, ascii(raw))
    draw = random.Random(SEED)  # noqa: S311 -- no secret
    for number in range(40):
        items, texts = drawn_answers(draw, form)
        paths.append({"name": f"drawn {number}", "items": items, "texts": texts} | led(items, texts))
    return {
        "form": form,
        "conditions": conditions,
        "paths": paths,
        "pipes": pipes,
        "refusals": [{"item": item, "value": value, "reason": reason} for item, value, reason in REFUSED],
        "texts": [{"raw": raw, "clean": clean} for raw, clean in CLEANED],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
