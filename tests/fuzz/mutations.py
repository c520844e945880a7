"""Changes to seeds that keep most of them whole: Hypothesis draws them, and shrinks them too."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

_LENGTHS = (0, 1, 0x7F, 0x80, 0xFF)


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of ``seeds`` with bytes changed, taken out, doubled, or its end cut off."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 8))):
        if not data:
            break
        # The square prefers the header, where the decisions are.
        at = int(draw(st.floats(0, 1, exclude_max=True)) ** 2 * len(data))
        match draw(st.sampled_from(("set", "edge", "drop", "double", "cut"))):
            case "set":
                data[at] = draw(st.integers(0, 255))
            case "edge":
                data[at] = draw(st.sampled_from(_LENGTHS))
            case "drop":
                del data[at : at + draw(st.integers(1, 16))]
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 16))]
            case "cut":
                del data[max(at, len(data) // 2) :]
    return bytes(data)
