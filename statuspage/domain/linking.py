"""What in a running text is an address to follow: of the web, of mail, or a phone number. No sign of it is changed."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from statuspage.domain import phones

REL = "noopener noreferrer nofollow"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_NEVER = f'\\s<>"“”„«»`|。，、！？；：「」『』（）【】《》{_INVISIBLE}'  # what ends an address of the web
_WEB = rf"(?<![A-Za-z0-9])(?:https?://(?=[^\W_])|www\.(?=[^\W_]))[^{_NEVER}]+"
_MAIL = r"(?<![\w.+@-])\w[\w.+'-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])(?![\w@-])"
_ADDRESS = re.compile(rf"(?P<web>{_WEB})|(?P<mail>{_MAIL})|(?P<phone>{phones.IN_TEXT})", re.IGNORECASE)
_AT_THE_END = ".,;:!?'’‘…*~،؛؟"
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Found(NamedTuple):
    """An address in a text: where it begins and ends, and what a link to it holds."""

    start: int
    end: int
    href: str


def find(text: str) -> Iterator[Found]:
    """Every address in this text, from its beginning to its end."""
    at = 0
    while match := _ADDRESS.search(text, at):
        shown, at = match[0], match.end()
        if match["web"]:
            shown = whole(shown)
            at = match.start() + len(shown)
        href = _href(match, shown)
        if not href:
            first = shown.split()[0]  # a date, perhaps; what follows it may be a number to call
            at = at if first.isdecimal() else match.start() + len(first)
        else:
            yield Found(match.start(), match.start() + len(shown), href)


def whole(address: str) -> str:
    """The address without the marks of the sentence around it: a bracket is part of it only where it was opened."""
    end = len(address)
    opened = {close: address.count(close) - address.count(begin) for close, begin in _PAIRS.items()}
    while end and (address[end - 1] in _AT_THE_END or opened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in opened:
            opened[address[end]] -= 1
    return address[:end]


def _href(match: re.Match[str], shown: str) -> str:
    if match["web"]:
        return f"https://{shown}" if shown[:4].lower() == "www." else shown
    if match["mail"]:
        return "mailto:" + quote(shown, safe="@.+'-_")
    return phones.tel_in_text(shown)


def link(found: Found, shown: str) -> str:
    """The address as a link, always written from left to right."""
    return f'<a href="{html.escape(found.href)}" rel="{REL}" dir="ltr">{html.escape(shown)}</a>'


def linked(text: str) -> str:
    """A line as HTML, all of it escaped, each address in it a link; a number alone on it is one to call."""
    if to := phones.tel_alone(text):
        return link(Found(0, len(text), to), text)
    told, at = [], 0
    for found in find(text):
        told += [html.escape(text[at : found.start]), link(found, text[found.start : found.end])]
        at = found.end
    return "".join([*told, html.escape(text[at:])])
