from __future__ import annotations

from dataclasses import replace

import pytest

from storage.recipes import StyleSource, recipe


def test_the_order_of_options_does_not_matter_and_that_of_styles_does() -> None:
    one = StyleSource(key="a", title="A", style_id=1)
    two = StyleSource(key="b", title="B", file_id="f")
    assert recipe("p", [one], {"x": 1, "y": 2}) == recipe("p", [one], {"y": 2, "x": 1})
    assert recipe("p", [one, two], {}) != recipe("p", [two, one], {})


def test_what_a_style_is_called_does_not_matter() -> None:
    renamed = StyleSource(key="a", title="New name", style_id=2)
    assert recipe("p", [StyleSource(key="a", title="A", style_id=1)], {}) == recipe(
        "p", [renamed], {}
    )


def test_a_polished_style_is_another_recipe() -> None:
    style = StyleSource(key="a", title="A", style_id=1)
    polished = replace(style, polish="mark")
    again = replace(style, polish="other mark")
    assert len({recipe("p", [one], {}) for one in (style, polished, again)}) == 3


@pytest.mark.parametrize("source", [{}, {"style_id": 1, "file_id": "f"}])
def test_a_style_has_one_source(source: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either"):
        StyleSource(key="a", title="A", **source)  # type: ignore[arg-type]
