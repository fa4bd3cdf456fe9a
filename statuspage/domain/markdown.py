"""What an agent typed to safe HTML: the few marks that a letter means, and every other sign as it was typed.

A letter means paragraphs and line breaks, *emphasis* and **strong** words, ~~struck~~ ones, `code`, [words](address),
lists, quotes, code between ``` lines, and a heading where a line with # stands alone. There is no raw HTML, no script,
and no picture (it tracks). What is seen is what was typed, in its order, less the marks that mean one of these.
"""

import html as entities
import re

import nh3

from statuspage.domain import linking
from statuspage.domain.blocks import blocks
from statuspage.domain.validation import CONTROL

_TAGS = {"p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}, "*": {"dir"}}
_NUMBER = re.compile(r'<li\b[^>]*\bvalue="([0-9]+)"[^>]*>')
_CALL = re.compile(r'(<a\b[^>]*\bhref="tel:[^>]*>)(.*?)(?=</a>)')
_END = re.compile(r"</(?:p|li|h3|h4|pre|blockquote)>|<br>|<[uo]l\b[^>]*>")


def render(source: str) -> str:
    """HTML for a letter. A heading is h3, so that the page's outline stays the page's."""
    lines = CONTROL.sub("", source.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return nh3.clean(
        "\n".join(blocks(lines)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=linking.REL,
        url_relative="deny",  # a letter is read in mail and feeds too, where an address must be whole
    )


def plain(html: str, limit: int = 0) -> str:
    """The words of some rendered HTML on one line, cut at a word near ``limit`` characters (0: whole).

    A phone number stands between isolates: among words that are read from right to left its groups would change places.
    """
    called = _CALL.sub("\\1\u2066\\2\u2069", str(html))  # what Markup joins it would escape
    text = nh3.clean(_END.sub(" ", _NUMBER.sub(r"\1. ", called)), tags=set())
    words = " ".join(entities.unescape(text).split())
    if not limit or len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0] + "…"


def open_places(source: str) -> list[str]:
    """The places of a draft, written [[like this]], that its sender has not yet filled in."""
    parts = (rest.partition("]]") for rest in source.split("[[")[1:])
    return [place.strip("[] \n") for place, end, _ in parts if end]


def between_places(source: str) -> list[str]:
    """What a draft says itself: the pieces of its text before, between and after its open places."""
    first, *rest = source.split("[[")
    return [first, *(after if end else place for place, end, after in (one.partition("]]") for one in rest))]
