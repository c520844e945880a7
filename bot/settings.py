"""The settings of an operator: ``ATELIER_*`` variables and ``.env``.

The composition root reads them once; everything else takes the frozen ``Settings`` it is given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "ATELIER_"


def platform_home() -> Path:
    """Return this platform's folder for state, such as ``~/.local/share/atelier``."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "atelier"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "atelier"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "atelier"


class Settings(BaseSettings):
    """All settings; every field has a default, so that ``Settings()`` works without any."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore"
    )

    token: SecretStr = Field(
        default=SecretStr(""),
        description="The bot's token from @BotFather",
    )
    api_url: str = Field(
        default="https://api.telegram.org/bot",
        description="Bot API address; the token is appended",
    )
    file_url: str = Field(
        default="https://api.telegram.org/file/bot",
        description="File address; the token is appended",
    )
    home: Path = Field(
        default_factory=platform_home,
        description="Folder for the database and weights",
    )
    database: str = Field(
        default="",
        description="SQLite file or SQLAlchemy URL; empty: `atelier.db` in the home",
    )
    weights: Path | None = Field(
        default=None,
        description="Folder of local network weights, looked in before downloading",
    )
    networks: Path | None = Field(
        default=None,
        description="Folder of networks of your own, `instant.safetensors`, `lite.safetensors` "
        "and `faces.safetensors`, that work in place of those that ship",
    )
    device: str = Field(
        default="auto",
        description="Where to paint: `auto`, `cpu`, `cuda` or `cuda:1`",
    )
    threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="CPU threads of the engine",
    )
    slots: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Paintings that advance at the same time",
    )
    size: int | None = Field(
        default=None,
        ge=64,
        le=4096,
        description="Longest side of a painting, pixels; empty: as the device likes",
    )
    steps: int | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="Steps of a painting; empty: as the device likes",
    )
    max_size: int = Field(
        default=1536,
        ge=64,
        le=4096,
        description="Longest side that people may choose, pixels",
    )
    admins: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(),
        description="Telegram ids of the bot's admins, separated by commas",
    )
    max_download: int = Field(
        default=20 << 20,
        ge=1 << 10,
        le=2000 << 20,
        description="Largest picture that is fetched, bytes (Telegram itself allows 20 MiB)",
    )
    max_line: int = Field(
        default=64,
        ge=1,
        le=10_000,
        description="Paintings that may wait in line",
    )
    max_active: int = Field(
        default=3,
        ge=1,
        le=1000,
        description="Waiting and running paintings per person",
    )
    quota_hours: float = Field(
        default=24,
        gt=0,
        le=24 * 31,
        description="Hours in which the two quotas count",
    )
    person_quota: int = Field(
        default=200,
        ge=0,
        description="Paintings that a person may ask for in that time",
    )
    group_quota: int = Field(
        default=500,
        ge=0,
        description="Paintings that a group may ask for in that time",
    )
    group_rate: int = Field(
        default=20,
        ge=1,
        description="Paintings that a group may ask for within a minute",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="Least severe messages that are logged",
    )
    health_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="Port of `/healthz` under `atelier run`; 0: none",
    )

    @field_validator("admins", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("threads", "size", "steps", "weights", "networks", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: Any) -> Any:
        # `ATELIER_SIZE=` in a compose file means "not set".
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("home", "weights", "networks")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        # No shell has seen what stands in a `.env` file.
        try:
            return None if value is None else value.expanduser()
        except RuntimeError as error:
            raise ValueError(f"{value} is nobody's home") from error

    @property
    def database_place(self) -> str:
        """The database's address or file, in the home unless another is set."""
        return self.database or str(self.home / "atelier.db")


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One row of the settings table."""

    variable: str
    default: str
    meaning: str


def list_settings() -> Iterator[SettingRow]:
    """Yield every setting, in the order of ``Settings``, as the README's table shows it."""
    for name, field in Settings.model_fields.items():
        yield SettingRow(PREFIX + name.upper(), _default_shown(name), field.description or "")


def settings_markdown() -> str:
    """Return the README's settings table."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    lines += [f"| `{row.variable}` | {row.default} | {row.meaning} |" for row in list_settings()]
    return "\n".join(lines)


def _default_shown(name: str) -> str:
    if name == "home":
        # The platform's folder differs from machine to machine; documentation names one.
        return "`~/.local/share/atelier`"
    value = Settings.model_fields[name].default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f"`{value}`" if value not in ("", None, ()) else ""
