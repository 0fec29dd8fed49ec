"""What a trend must say below itself: where the question changed and how, and where it goes on as declared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.disclosure.released import ReleasedCube, ReleasedStub, ReleasedTable
from survey_app.language import N_, say, translate
from survey_app.operations.shelf import topline
from survey_app.report import labels, numbers

BROKEN = N_("[b] Từ {wave} câu hỏi đã đổi nên không so sánh với các đợt trước: {what}.")
WORDED = N_("lời văn từ “{before}” thành “{after}”")
OFFERED = N_("các ý trả lời từ “{before}” thành “{after}”")
LEANING = N_("cách xếp bên thuận, bên chưa thuận")
MODE = "mode_"
MEMBERS = N_("một câu nằm trong chỉ số đã đổi")
ASKED = N_("cách lấy ý kiến")
OTHERWISE = N_("thứ tự các ý, đối tượng được hỏi hoặc phần khác của câu")


def trend_notes(cubes: Sequence[ReleasedCube], column: str, language: str) -> tuple[str, ...]:
    """Return the notes of a column's trend over these waves, oldest first."""
    asked = [(cube, table) for cube in cubes if (table := topline(cube, column)) is not None]
    notes: list[str] = []
    told: set[tuple[str, str]] = set()
    before: ReleasedTable | None = None
    mode: frozenset[str] = frozenset()
    for cube, table in asked:
        wave = numbers.inside(cube.wave, language)
        if before is not None and before.digest != table.digest:
            changed = "; ".join(what_changed(before.stub, table.stub, language, mode=modes_of(cube) != mode))
            notes.append(translate(BROKEN, language).format(wave=wave, what=changed))
        standing = table.continues
        if standing is not None and (standing.since, standing.own) not in told:
            told.add((standing.since, standing.own))
            notes.append(labels.continued(standing, language))
        before, mode = table, modes_of(cube)
    return tuple(notes)


def modes_of(cube: ReleasedCube) -> frozenset[str]:
    """Return the notes that say how a wave was asked; none in the ordinary mode."""
    return frozenset(code for code in cube.population.note if code.startswith(MODE))


def what_changed(before: ReleasedStub, after: ReleasedStub, language: str, *, mode: bool = False) -> Iterator[str]:
    """Yield in words what differs between two questions, as far as their releases tell; ``mode``: asked otherwise."""
    if mode:
        yield translate(ASKED, language)
    if after.kind == "index":
        if not mode:
            yield translate(MEMBERS, language)
        return
    found = mode
    for was, became in ((before.parent, after.parent), (before.text, after.text)):
        first, second = say(was or {}, language), say(became or {}, language)
        if first != second:
            found = True
            yield translate(WORDED, language).format(before=first, after=second)
    labels = [" / ".join(say(option.label, language) for option in stub.options) for stub in (before, after)]
    if labels[0] != labels[1]:
        found = True
        yield translate(OFFERED, language).format(before=labels[0], after=labels[1])
    elif [option.side for option in before.options] != [option.side for option in after.options]:
        found = True
        yield translate(LEANING, language)
    if not found:
        yield translate(OTHERWISE, language)
