"""pip's settings, taken to another machine."""

from __future__ import annotations

from pathlib import Path

from tools.pip_settings import find_paths, move_paths, parse_settings


def test_settings_become_variables() -> None:
    lines = ["global.index-url='https://example.org/simple'", "install.no-binary='pillow'"]
    assert parse_settings(lines) == {
        "PIP_INDEX_URL": "https://example.org/simple",
        "PIP_NO_BINARY": "pillow",
    }


def test_the_environment_goes_before_files() -> None:
    lines = [":env:.default-timeout='5'", "global.default-timeout='60'"]
    assert parse_settings(lines) == {"PIP_DEFAULT_TIMEOUT": "5"}


def test_several_values_stand_in_one_variable() -> None:
    lines = [r"global.extra-index-url='\nhttps://a.example\nhttps://b.example'"]
    assert parse_settings(lines) == {"PIP_EXTRA_INDEX_URL": "https://a.example https://b.example"}


def test_other_lines_are_passed_over() -> None:
    assert parse_settings(["", "WARNING: something", "nothing='here'"]) == {}


def test_files_and_folders_are_found_where_they_exist(tmp_path: Path) -> None:
    wheels, pins = tmp_path / "wheels", tmp_path / "pins.txt"
    wheels.mkdir()
    pins.touch()
    values = f"{wheels} {pins} {tmp_path / 'gone'} https://example.org/simple relative/folder"
    assert find_paths({"PIP_FIND_LINKS": values}) == [pins, wheels]


def test_of_an_index_the_folder_around_its_pages_is_found(tmp_path: Path) -> None:
    (tmp_path / "an index" / "simple").mkdir(parents=True)
    url = (tmp_path / "an index" / "simple").as_uri()
    assert find_paths({"PIP_INDEX_URL": url}) == [tmp_path / "an index"]


def test_files_that_lie_elsewhere_are_named_there() -> None:
    places = {Path("/etc/pins.txt"): Path("/srv/pins.txt")}
    settings = {"PIP_CONSTRAINT": "/etc/pins.txt /etc/pins.txt.old", "PIP_TIMEOUT": "5"}
    assert move_paths(settings, places) == {
        "PIP_CONSTRAINT": "/srv/pins.txt /etc/pins.txt.old",
        "PIP_TIMEOUT": "5",
    }
