"""An agent's Markdown to safe HTML: no raw HTML, no script, no pictures (they track), links that leave cleanly."""

import html as entities
import re

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough").disable("image")
_TAGS = {"p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h3", "h4"}
_HEADING = re.compile(r"(</?)h[1-6]>")


def render(source: str) -> str:
    """HTML for a letter. Headings become h3 at most, so that the page's outline stays the page's."""
    html = _HEADING.sub(r"\1h3>", _MARKDOWN.render(source))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        url_relative="deny",  # a letter is read in mail and feeds too, where an address must be whole
    )


def plain(html: str, limit: int = 0) -> str:
    """The words of some rendered HTML on one line, cut at a word near ``limit`` characters (0: whole)."""
    text = nh3.clean(re.sub(r"</(p|li|h3|h4|pre|blockquote)>|<br>", " ", html), tags=set())
    words = " ".join(entities.unescape(text).split())
    if not limit or len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0] + "…"


def open_places(source: str) -> list[str]:
    """The places of a draft, written [[like this]], that its sender has not yet filled in."""
    parts = (rest.partition("]]") for rest in source.split("[[")[1:])
    return [place.strip("[] \n") for place, end, _ in parts if end]
