"""Pictures as people send them, made for tests."""

import io
from typing import Any

from PIL import Image


def photo(width: int = 60, height: int = 40, kind: str = "JPEG", **more: Any) -> bytes:
    """A picture of one colour; ``more`` is what Pillow writes beside it, such as its Exif."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **more)
    return out.getvalue()
