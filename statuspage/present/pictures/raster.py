"""PNG from SVG, drawn with our fonts and whichever others a text needs. The latest pictures are remembered."""

from functools import lru_cache
from typing import TYPE_CHECKING

from statuspage.later import later
from statuspage.present.pictures.fonts import files

if TYPE_CHECKING:
    import resvg_py
else:
    resvg_py = later("resvg_py")


def png(svg: str, zoom: int = 1) -> bytes:
    """The picture as a PNG, with ``zoom`` pixels to each pixel of the SVG."""
    return _drawn(svg, zoom, files(svg))


@lru_cache(128)
def _drawn(svg: str, zoom: int, fonts: tuple[str, ...]) -> bytes:
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=list(fonts),
            sans_serif_family="Statuspage Sans",
            serif_family="Statuspage Serif",
        )
    )
