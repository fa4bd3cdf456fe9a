"""A logo for the company of a test, and what was asked of it."""

import io
from typing import Any

from PIL import Image

from statuspage import wearing
from statuspage.db import write
from statuspage.domain.logos import make_logo
from statuspage.domain.our_company import LogoFacts, change_our_company

MAGENTA = (200, 0, 160)


def picture(size: tuple[int, int] = (300, 120), colour: tuple[int, int, int] = MAGENTA) -> bytes:
    """A picture of one colour, which nothing else of ours has."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def noise(size: tuple[int, int] = (640, 240)) -> bytes:
    """A picture that no program makes much smaller."""
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, "PNG")
    return file.getvalue()


def wear(clock: Any, uploaded: bytes | None = None) -> LogoFacts:
    """Our company has this logo from now on."""
    made = make_logo(uploaded or picture())
    with write() as session:
        change_our_company(session, clock(), {}, agent_id=None, logo=made)
    wearing.look()
    found = wearing.logo()
    assert found is not None
    return found
