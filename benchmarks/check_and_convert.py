"""Two hundred questions through ``survey check``, as a ratio to pyxform converting the same form in the same run.

Each measurement is a process of its own, so that nothing is warm; five of each, in turn, and their medians. The form
that pyxform converts is the export of the very questionnaire that is checked. What was measured is kept as JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from survey_app.compilers.xlsform.exporting import export_form
from survey_app.questionnaire.loader import examine
from survey_app.questionnaire.writing import Written, write

QUESTIONS = int(os.environ.get("SURVEY_BENCH_QUESTIONS", "200"))
TIMES = 5
KEPT = Path(os.environ.get("SURVEY_BENCH_KEPT", "artifacts/benchmarks"))
PER_PAGE = 10

STARTED = "import json, sys, time\nbegan = time.perf_counter()\n"
ENDED = "\nprint(json.dumps([loaded - began, time.perf_counter() - loaded]))\n"
CHECK = """
from pathlib import Path
from survey_app.operations.check import check_files
from survey_app.questionnaire.problems import has_errors
loaded = time.perf_counter()
assert not has_errors(check_files([Path(sys.argv[1])]))
"""
CONVERT = """
import warnings
warnings.simplefilter("ignore")
from pyxform.xls2xform import convert
loaded = time.perf_counter()
assert convert(sys.argv[1], warnings=[]).xform
"""


def questionnaire() -> dict[str, Written]:
    """Return a questionnaire of many short questions in two languages, most of them with a route over earlier ones."""
    items: list[dict[str, Written]] = []
    for number in range(QUESTIONS):
        item: dict[str, Written] = {
            "item": f"q{number}",
            "text": {"vi": f"Đồng chí thấy việc thứ {number} thế nào?", "en": f"How do you find matter {number}?"},
        }
        if number % 4 == 3:
            made: Written = {code: {"vi": f"Mục {code}", "en": f"Choice {code}"} for code in range(1, 4)}
            item |= {"type": "single", "options": made}
        else:
            item |= {"type": "scale", "scale": "hai_long_5"}
        if number % 3:
            item["when"] = f"q{number - 1} in [1, 2] or q{max(number - 7, 0)} >= 3"
        items.append(item)
    pages = [{"page": f"trang-{at}", "items": items[at : at + PER_PAGE]} for at in range(0, QUESTIONS, PER_PAGE)]
    return {
        "questionnaire": "do-toc-do",
        "title": {"vi": "Đo tốc độ", "en": "Speed"},
        "languages": ["vi", "en"],
        "minutes": 60,
        "purpose": {"vi": "Đo tốc độ kiểm tra.", "en": "To measure checking."},
        "pages": pages,
    }


def measured(code: str, path: Path) -> tuple[float, float, float]:
    """Return seconds of the whole process, of loading the program, and of the work itself."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", STARTED + code + ENDED, str(path)], check=True, stdout=subprocess.PIPE, text=True
    )
    loading, work = json.loads(done.stdout.splitlines()[-1])
    return time.perf_counter() - began, loading, work


def main() -> None:
    """Write the file and the form, measure both in turn, print and keep."""
    with tempfile.TemporaryDirectory() as made:
        file, form = Path(made) / "do-toc-do.yaml", Path(made) / "do-toc-do.xlsx"
        text = write(questionnaire())
        file.write_text(text, encoding="utf-8")
        examined = examine(text, file=file.name)
        if examined.questionnaire is None:
            sys.exit("\n".join(found.found("en") for found in examined.problems if found.severity == "error"))
        form.write_bytes(export_form(examined.questionnaire).content)
        turns: dict[str, list[tuple[float, float, float]]] = {"check": [], "convert": []}
        console = Console(stderr=True)
        for _ in track(range(TIMES), "Đo", console=console, disable=not sys.stderr.isatty(), transient=True):
            turns["check"].append(measured(CHECK, file))
            turns["convert"].append(measured(CONVERT, form))
    medians = {name: [statistics.median(part) for part in zip(*found, strict=True)] for name, found in turns.items()}
    ratio, work = (medians["check"][place] / medians["convert"][place] for place in (0, 2))
    print(f"{QUESTIONS} questions, medians of {TIMES} fresh processes in turn")
    for name, label in (("check", "survey check      "), ("convert", "pyxform converting")):
        whole, loading, itself = medians[name]
        print(f"  {label}  {whole:6.2f} s  of it loading {loading:5.2f} s, the work {itself:5.2f} s")
    print(f"  ratio  {ratio:.2f} (whole process), {work:.2f} (the work)")
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = {
        "day": datetime.now(UTC).date().isoformat(),
        "questions": QUESTIONS,
        "seconds": turns,
        "ratio": ratio,
        "work": work,
    }
    (KEPT / "check_and_convert.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
