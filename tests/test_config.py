from __future__ import annotations

from pathlib import Path

import pytest

from survey_app.config import Settings, SettingsRejectedError


def test_defaults_serve_a_small_office() -> None:
    settings = Settings.from_environment({"PATH": "/bin"})
    assert settings.folder == Path("var")
    assert settings.public_address == "http://127.0.0.1:8000"


def test_the_address_on_slips_has_no_trailing_slash() -> None:
    settings = Settings.from_environment({"SURVEY_ADDRESS": "https://phieu.example/"})
    assert settings.public_address == "https://phieu.example"


@pytest.mark.parametrize(
    ("key", "value"), [("SURVEY_PROT", "8000"), ("SURVEY_PORT", "http"), ("SURVEY_LANGUAGE", "fr")]
)
def test_an_unknown_key_or_a_wrong_value_stops_start_up(key: str, value: str) -> None:
    with pytest.raises(SettingsRejectedError) as refusal:
        Settings.from_environment({key: value})
    assert key in str(refusal.value)
    assert "SURVEY_FOLDER" in refusal.value.render("en")


def test_there_is_no_setting_that_turns_anonymity_off() -> None:
    assert set(Settings.model_fields) == {
        "folder", "questionnaires", "language", "host", "port", "address", "proxies", "open_most", "shared", "today",
    }  # fmt: skip
