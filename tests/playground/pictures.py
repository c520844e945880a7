"""Small pictures for the tests."""

import io

from PIL import Image


def picture(
    width: int = 120, height: int = 80, *, colour: str = "teal", form: str = "PNG"
) -> bytes:
    """Return an encoded picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return the decoded picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
