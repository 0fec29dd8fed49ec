"""Settings, from the environment only. An unknown ``SURVEY_`` key stops start-up: no misspelt safeguard may pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from survey_app.errors import SurveyError
from survey_app.language import N_, Language, Said

PREFIX = "SURVEY_"
UNKNOWN, UNFIT = N_("không có biến này"), N_("giá trị không hợp lệ")


class SettingsRejectedError(SurveyError):
    """A setting that does not exist or does not parse."""

    code = "settings-rejected"
    found = N_("Biến môi trường {name} không dùng được: {problem}.")
    fix = N_("Các biến được hiểu: {known}. Sửa hoặc bỏ biến này rồi chạy lại.")


class Settings(BaseModel):
    """Where things are kept and how the server listens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = Field(default=Path("var"), description="stores, wave secrets and keys live here")
    questionnaires: Path | None = Field(default=None, description="folder of the YAML files; default: the ones shipped")
    language: Language = Language.VI
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    address: str | None = Field(
        default=None, description="public address printed on slips, for example https://poll.example"
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=4,
        description="proxies in front of the server whose X-Forwarded-For, -Proto and -Host are believed; 0: nobody's",
    )
    open_most: int = Field(
        default=20_000, ge=1, description="ballots that one open wave takes; beyond it a calm page refuses more"
    )
    shared: Path = Field(default=Path("../shared"), description="test inputs")
    today: str | None = Field(
        default=None, description="a fixed day (yyyy-mm-dd) in place of the clock, for rehearsals and tests"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings, or refuse with the name of the first key that is wrong."""
        given = {
            key.removeprefix(PREFIX).lower(): value for key, value in environment.items() if key.startswith(PREFIX)
        }
        known = ", ".join(PREFIX + name.upper() for name in cls.model_fields)
        try:
            return cls.model_validate(given)
        except ValidationError as refusal:
            first = refusal.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            problem = UNKNOWN if first["type"] == "extra_forbidden" else UNFIT
            raise SettingsRejectedError(name=name, problem=Said(problem), known=known) from None

    @property
    def public_address(self) -> str:
        """The address that members type, without a trailing slash."""
        return (self.address or f"http://{self.host}:{self.port}").rstrip("/")
