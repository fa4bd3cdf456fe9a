"""The way in: the form by which anyone asks, on a page of ours and in a frame on the pages of others."""

from statuspage.surfaces.ask import frame
from statuspage.surfaces.ask.page import bp

__all__ = ["bp", "frame"]
