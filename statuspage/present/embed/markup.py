"""The texts that people paste elsewhere, each escaped for the language that it is written in.

The element has a style, which keeps room for the card until its script has loaded; the plain frame has one that makes
it no wider than the element, so that both stand alike. A host whose policy refuses inline styles leaves them out, and
says the same in its own style sheet. No other text has one.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from markupsafe import escape

WIDTH = 416  # CSS pixels: as wide as a card gets
SHIELDS = "https://img.shields.io/endpoint"


def element(script: str, card: str, looks: Mapping[str, str], height: int, inside: str) -> str:
    """The custom element with its script; ``inside`` is HTML, for where no card comes."""
    chosen = "".join(f' {name}="{escape(value)}"' for name, value in looks.items())
    return (
        f'<script async src="{escape(script)}"></script>\n'
        f'<virtual-ticket src="{escape(card)}"{chosen} '
        f'style="display: block; min-height: {height}px">\n  {inside}\n</virtual-ticket>'
    )


def iframe(card: str, title: str, height: int, width: int = 0) -> str:
    """A frame of this height in CSS pixels, of this width or as wide as there is room, up to ``WIDTH``.

    Where styles are refused, only the obsolete ``frameborder`` removes its border.
    """
    wide = f'width="{width}"' if width else f'width="100%" style="max-width: {WIDTH}px"'
    return (
        f'<iframe src="{escape(card)}" title="{escape(title)}" {wide} height="{height}" '
        f'loading="lazy" frameborder="0"></iframe>'
    )


def link(page: str, words: str) -> str:
    return f'<a href="{escape(page)}">{escape(words)}</a>'


def badge_html(page: str, badge: str, words: str, height: int) -> str:
    """An image of this height in CSS pixels. Where ``page`` is "", here and below, it is not a link."""
    image = f'<img src="{escape(badge)}" alt="{escape(words)}" height="{height}">'
    return f'<a href="{escape(page)}">{image}</a>' if page else image


def badge_markdown(page: str, badge: str, words: str) -> str:
    said = "".join(f"\\{sign}" if sign in r"\[]*_`<>&!" else sign for sign in words)
    return f"[![{said}]({badge})]({page})" if page else f"![{said}]({badge})"


def badge_bbcode(page: str, badge: str) -> str:
    """Only addresses stand in it, and these hold nothing that could close a tag."""
    image = f"[img]{badge}[/img]"
    return f"[url={page}]{image}[/url]" if page else image


def badge_rst(page: str, badge: str, words: str) -> str:
    target = f"   :target: {page}\n" if page else ""
    return f".. image:: {badge}\n{target}   :alt: {words}"


def picture(address: str, words: str, size: int) -> str:
    """A square picture, its side in CSS pixels."""
    return f'<img src="{escape(address)}" alt="{escape(words)}" width="{size}" height="{size}" loading="lazy">'


def shields(json: str) -> str:
    """The address at which shields.io draws a badge from the words of ours."""
    return f"{SHIELDS}?{urlencode({'url': json})}"
