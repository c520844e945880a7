"""Settings: read from the environment, checked, frozen, secret where it must be, documented."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import PREFIX, Settings, list_settings, settings_markdown

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for row in list_settings():
        monkeypatch.delenv(row.variable, raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_default() -> None:
    assert Settings().slots >= 1


def test_variables_and_dotenv_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ATELIER_SLOTS=5\nATELIER_SIZE=128\n")
    monkeypatch.setenv("ATELIER_SLOTS", "3")
    settings = Settings()
    assert (settings.slots, settings.size) == (3, 128), "a variable wins over .env"


@pytest.mark.parametrize("written", ["1003,1004", "1003, 1004", "1003 1004"])
def test_admins_are_ids_separated_by_commas(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ATELIER_ADMINS", written)
    assert Settings().admins == (1003, 1004)


@pytest.mark.parametrize("name", ["home", "weights", "networks"])
def test_folders_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv(f"ATELIER_{name.upper()}", "~/there")
    assert getattr(Settings(), name) == Path("/somewhere/there")


def test_the_home_of_nobody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_NETWORKS", "~nobody-of-that-name/there")
    with pytest.raises(ValidationError, match="nobody's home"):
        Settings()


def test_a_blank_variable_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_NETWORKS", " ")
    assert Settings().networks is None


def test_an_empty_variable_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIZE", "STEPS", "THREADS", "WEIGHTS"):
        monkeypatch.setenv(PREFIX + name, "")
    settings = Settings()
    assert (settings.size, settings.steps, settings.threads, settings.weights) == (None,) * 4


@pytest.mark.parametrize(
    ("name", "value"), [("SLOTS", "0"), ("SIZE", "9"), ("LOG_LEVEL", "shout")]
)
def test_a_value_out_of_range_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().slots = 9


def test_the_token_is_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_TOKEN", "123:secret")
    assert "secret" not in repr(Settings())


def test_the_database_lives_in_the_home_folder_unless_named(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).database_place == str(tmp_path / "atelier.db")
    assert Settings(database="sqlite+aiosqlite:///x.db").database_place.endswith("///x.db")


def test_every_setting_is_explained() -> None:
    assert [row.variable for row in list_settings() if not row.meaning] == []
    assert all(row.variable in settings_markdown() for row in list_settings())


@pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")
def test_the_readme_names_every_setting() -> None:
    readme = README.read_text(encoding="utf-8")
    assert [row.variable for row in list_settings() if f"`{row.variable}`" not in readme] == []
