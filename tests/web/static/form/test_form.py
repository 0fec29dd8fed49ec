"""The scripts of the member's page do what Python does: on golden vectors, and on drawn questionnaires."""

import json
import random
import subprocess

import pytest

from survey_app.compilers.form import form_of
from survey_app.questionnaire.answers import ForeignAnswersError, clean_text, read_value
from survey_app.questionnaire.digest import spelled
from survey_app.questionnaire.expressions import evaluate, parse
from survey_app.questionnaire.loader import load_questionnaire


def test_the_committed_vectors_are_what_python_gives(vectors):
    assert json.loads(vectors.FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors.document()))


def test_python_refuses_what_the_vectors_refuse(vectors):
    for item, value, reason in vectors.REFUSED:
        if reason is None:
            read_value(vectors.FORM.item(item), value)
            continue
        with pytest.raises(ForeignAnswersError) as refusal:
            read_value(vectors.FORM.item(item), value)
        assert refusal.value.reason == reason


def test_node_passes_the_golden_vectors(node, scripts):
    done = subprocess.run([node, "--test", "vectors.test.js"], cwd=scripts, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def condition(draw, earlier):  # noqa: PLR0911 -- one per type
    """Return a condition over earlier items, as written in YAML."""
    if draw.random() < 0.35:
        inner = [condition(draw, earlier) for _ in range(draw.randint(1, 3))]
        joined = f" {draw.choice(['and', 'or'])} ".join(f"({part})" for part in inner)
        return f"not ({joined})" if draw.random() < 0.4 else joined
    name, kind = draw.choice(earlier)
    sign = draw.choice(["=", "!=", "<", "<=", ">", ">="])
    if draw.random() < 0.2:
        return f"answered({name})"
    match kind:
        case "multi" | "ranking":
            return draw.choice(
                [f"selected({name}, {draw.randint(1, 4)})", f"count({name}) {sign} {draw.randint(0, 3)}"]
            )
        case "battery":
            return f"{name}.{draw.choice('xy')} {sign} {draw.randint(1, 4)}"
        case "day" | "month":
            return f"{name} {sign} 202{draw.randint(1, 4)}-0{draw.randint(1, 9)}"
        case "year":
            return f"{name} {sign} {draw.randint(1990, 2025)}"
        case "text":
            return f"answered({name})"
        case "single" if draw.random() < 0.3:
            return f"{name} in [{draw.randint(1, 2)}, {draw.randint(3, 4)}]"
        case "number":
            return f"{name} {sign} {draw.choice([0, 1, 2.5, -3])}"
    return f"{name} {sign} {draw.randint(1, 4)}"


FOUR = "options: {1: Một, 2: Hai, 3: Ba, 4: Bốn}"
TYPES = {
    "single": f"type: single, {FOUR}",
    "multi": f"type: multi, {FOUR}, other: 4, at_most: 3",
    "ranking": f"type: ranking, {FOUR}, at_most: 2",
    "battery": "type: battery, scale: tin_tuong_4, parts: {x: x, y: y}",
    "number": "type: number, from: -10, to: 10, whole: false, unit: giờ",
    "day": "type: date, from: 2020-01-01, to: 2025-12-31",
    "month": "type: date, from: 2020-01, to: 2025-12, grain: month",
    "year": "type: date, from: 1990, to: 2025, grain: year",
    "text": "type: text",
}


def questionnaire(draw):
    """Return a questionnaire with items of every type behind conditions on earlier ones."""
    lines, earlier = [], []
    for at in range(draw.randint(4, 12)):
        kind = draw.choice(list(TYPES))
        piped = [name for name, other in earlier if other not in {"battery", "text"}]
        text = f"Câu {at} {{{draw.choice(piped)}}}" if piped and draw.random() < 0.5 else f"Câu {at}"
        when = f', when: "{condition(draw, earlier)}"' if earlier and draw.random() < 0.6 else ""
        lines.append(f'      - {{item: q{at}, text: "{text}", {TYPES[kind]}{when}}}')
        earlier.append((f"q{at}", kind))
    head = "questionnaire: ve\ntitle: Vẽ\nminutes: 20\npurpose: Thử.\npages:\n  - page: mot\n    items:\n"
    return head + "\n".join(lines) + "\n", earlier


def test_drawn_questionnaires_lead_node_and_python_the_same_way(node, scripts, vectors, monkeypatch):
    draw = random.Random(7)  # noqa: S311 -- no secret
    calls, expected = [], []
    made = 0
    while made < 40:
        text, earlier = questionnaire(draw)
        examined = vectors.examine(text)
        if examined is None:  # a drawn condition that nobody could ever meet
            continue
        made += 1
        monkeypatch.setattr(vectors, "FORM", examined)
        form = form_of(examined)
        for _ in range(12):
            items, texts = vectors.drawn_answers(draw, form)
            calls.append(["led", form, items, texts])
            expected.append(vectors.led(items, texts))
            tested = condition(draw, earlier)
            calls.append(["evaluate", spelled(parse(tested)), {"values": items, "texts": texts}])
            expected.append(evaluate(parse(tested), vectors.answers_of(items, texts)))
    letters = [*"ab \t\u00a0\u200b\u2028\U0001f44d\ud83d\ue000\ufdd0\u0302eê"]
    for _ in range(200):
        drawn = "".join(draw.choices(letters, k=12)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        calls.append(["cleanText", drawn])
        expected.append(clean_text(drawn))
    done = subprocess.run(
        [node, "batch.js"], cwd=scripts, input=json.dumps(calls), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(expected))


NUMBERS = """\
questionnaire: so
title: Số
minutes: 2
purpose: Thử.
pages:
  - page: mot
    items:
      - {item: n, type: number, text: N, from: -900000000, to: 900000000, whole: false}
      - {item: z, type: note, text: "{n}"}
"""


def test_numbers_are_written_the_same(node, scripts, vectors, monkeypatch):
    monkeypatch.setattr(vectors, "FORM", load_questionnaire(NUMBERS, file="so.yaml"))
    draw = random.Random(11)  # noqa: S311 -- no secret
    numbers = [draw.uniform(-1, 1) * 10.0 ** draw.randint(-12, 8) for _ in range(300)]
    numbers += [0, -0.0, 1.0, 0.1, 0.0001, 0.00009999, 123456789.123456, 1e-7, 5e-324, 0.30000000000000004]
    calls = [["led", form_of(vectors.FORM), {"n": number}, {}] for number in numbers]
    done = subprocess.run(
        [node, "batch.js"], cwd=scripts, input=json.dumps(calls), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == json.loads(json.dumps([vectors.led({"n": number}, {}) for number in numbers]))


def test_the_form_is_plain_json(vectors):
    form = form_of(vectors.FORM)
    assert json.loads(json.dumps(form)) == form
    assert [item["item"] for item in form["items"]] == [item.item for item in vectors.FORM.items()]
    assert next(item for item in form["items"] if item["item"] == "m")["random"] is True
    assert "help" not in form["items"][1]
