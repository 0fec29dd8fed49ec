from survey_app.compilers.tables import table_plan
from survey_app.questionnaire.loader import load_questionnaire


def test_without_a_plan_every_column_is_tabulated_by_everything(asked):
    plan = {table.stub: table.banner for table in table_plan(asked)}
    assert list(plan) == ["s", "f", "m.1", "m.2", "m.7", "b.x", "b.y", "n", "d", "i"]
    assert plan["b.x"] == plan["m.7"] == plan["i"] == ("total", "group", "d")
    assert plan["d"] == ("total", "group")


def test_a_written_plan_is_spelt_out_per_column(text):
    tables = "tables:\n  - {stub: b, banner: [group], chart: stacked}\n  - {stub: [m, b.x], banner: [total, d], chart: bars}\n"
    text += tables
    plan = {table.stub: (table.banner, table.chart) for table in table_plan(load_questionnaire(text, file="q"))}
    assert plan == {
        "m.1": (("total", "d"), "bars"),
        "m.2": (("total", "d"), "bars"),
        "m.7": (("total", "d"), "bars"),
        "b.x": (("group", "total", "d"), "bars"),
        "b.y": (("group",), "stacked"),
        "i": (("total",), "trend"),
    }


def test_the_shipped_plan_covers_every_column(root):
    path = root / "questionnaires" / "tam-trang-quy.yaml"
    questionnaire = load_questionnaire(path.read_text(encoding="utf-8"), file=path.name)
    plan = {table.stub: table.banner for table in table_plan(questionnaire)}
    assert plan["tam_trang"] == ("total", "group", "tham_nien")
    assert plan["kho_khan.6"] == ("total", "group")
    assert len(plan) == 6 + 3 + 6 + 1 + 1 + 1
