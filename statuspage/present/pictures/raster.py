"""PNG from SVG, with our fonts and none besides those that a text needs. What was drawn lately is remembered."""

from functools import lru_cache

import resvg_py

from statuspage.present.pictures.fonts import files


def png(svg: str, zoom: int = 1) -> bytes:
    """The picture in pixels, ``zoom`` of them to one of the SVG."""
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
