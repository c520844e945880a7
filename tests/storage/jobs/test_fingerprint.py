from __future__ import annotations

from dataclasses import replace

import pytest

from storage.jobs.fingerprint import JobStyle, fingerprint


def test_the_order_of_options_does_not_matter_and_that_of_styles_does() -> None:
    one = JobStyle(key="a", title="A", style_id=1)
    two = JobStyle(key="b", title="B", file_id="f")
    assert fingerprint("p", [one], {"x": 1, "y": 2}) == fingerprint("p", [one], {"y": 2, "x": 1})
    assert fingerprint("p", [one, two], {}) != fingerprint("p", [two, one], {})


def test_what_a_style_is_called_does_not_matter() -> None:
    renamed = JobStyle(key="a", title="New name", style_id=2)
    assert fingerprint("p", [JobStyle(key="a", title="A", style_id=1)], {}) == fingerprint(
        "p", [renamed], {}
    )


def test_a_polished_style_is_another_recipe() -> None:
    style = JobStyle(key="a", title="A", style_id=1)
    polished = replace(style, polish="mark")
    again = replace(style, polish="other mark")
    assert len({fingerprint("p", [one], {}) for one in (style, polished, again)}) == 3


def test_another_painter_or_another_start_is_another_recipe() -> None:
    style = JobStyle(key="a", title="A", style_id=1)
    others = [
        fingerprint("p", [style], {}),
        fingerprint("p", [style], {}, painter=2),
        fingerprint("p", [style], {}, painter=3),
        fingerprint("p", [style], {}, starts_from="f"),
        fingerprint("p", [style], {}, starts_from="g"),
        fingerprint("p", [style], {}, painter=2, starts_from="f"),
    ]
    assert len(set(others)) == len(others)


def test_what_was_painted_before_painters_had_versions_keeps_its_recipe() -> None:
    style = JobStyle(key="a", title="A", style_id=1)
    assert fingerprint("p", [style], {"seed": 1}) == (
        "402544448fa08ba4d3d26e381d034d4f861d40b1264b5a92807af48dea8a5e20"
    )


@pytest.mark.parametrize("source", [{}, {"style_id": 1, "file_id": "f"}])
def test_a_style_has_one_source(source: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either"):
        JobStyle(key="a", title="A", **source)  # type: ignore[arg-type]
