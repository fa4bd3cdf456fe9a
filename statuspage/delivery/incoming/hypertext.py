"""The HTML of a mail as lines: what a reader sees of it, and what its program has said of each line.

The parser of libxml2 hands over one element after the other and keeps no tree, so that neither depth nor size takes
more than linear time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statuspage.delivery.incoming.elements import Element, meaning
from statuspage.delivery.incoming.lines import MOST_DEPTH, MOST_LINES, RULE, SIGNS, Standing, WrittenLine, unquoted
from statuspage.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

_ROOM = ("blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "ul")  # is left around these
_BLOCKS = frozenset(
    (
        *_ROOM,
        *(
            "address",
            "article",
            "aside",
            "body",
            "center",
            "dd",
            "details",
            "div",
            "dt",
            "fieldset",
            "figure",
            "footer",
        ),
        *("form", "header", "hr", "li", "main", "nav", "section", "summary", "table", "tbody", "tfoot", "thead", "tr"),
    )
)
_UNSEEN = frozenset(("head", "math", "object", "script", "select", "style", "svg", "template", "title"))
_WORDS_STYLES = ("mso", "x_mso", "elementtoproof", "x_elementtoproof")  # their style sheets take the margin away
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?:\s*0", re.IGNORECASE)
_KEPT_SPACES = re.compile(r"white-space:\s*(?:pre|break-spaces)", re.IGNORECASE)
_SPACES = re.compile("[ \t\n\u00a0]+")
_WORDS_LIST = re.compile(r"mso-list:\s*l\d", re.IGNORECASE)
_BULLET = re.compile(r"^[·•▪§o]\s+(?=\S)")
_LINKED = re.compile(r"(?:https?|tel|sms):", re.IGNORECASE)
_MOST_INDENT = 8
_MOST_OF_HEAD = 4  # lines
_MOST_LINKED = 100  # pieces of text in one link
_MOST_ELEMENTS = 100_000  # what comes behind them is not read; a mail of a hundred pages has fewer


def html_lines(html: str) -> list[WrittenLine]:
    """The lines of clean HTML, whatever it is."""
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(html.encode())
        parser.close()
    except etree.LxmlError:  # of nothing at all, for one; what was read until then stands
        reader.close()
    return reader.lines


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has begun: its meaning, whether room is left around it, and how spaces were kept before it.

    ``begun`` is the number of whole lines, and of pieces of the next one, that came before it.
    """

    means: Element
    is_apart: bool
    kept_spaces: bool
    href: str
    begun: tuple[int, int]


class _Reader:
    """Collects lines from the calls of the parser."""

    def __init__(self) -> None:
        self.lines: list[WrittenLine] = []
        self._pieces: list[str] = []
        self._prefix = ""
        self._open: list[_Open] = []
        self._within = dict.fromkeys(Element, 0)
        self._depth = 0
        self._lists: list[int] = []  # of each list around, the number of the next item; 0 where they have none
        self._keeps_spaces = self._is_apart = self._is_words_list = self._has_room = False
        self._answered_from, self._is_cited = 0, False
        self._elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins. The parser sees to it that it ends too."""
        self._elements += 1
        if self._is_full:
            return
        means = Element.HIDDEN if tag in _UNSEEN else meaning(tag, attributes)
        style = attributes.get("style", "")
        is_apart = tag in _ROOM and not self._lists and not _has_no_margin(attributes, style)
        if tag in _BLOCKS or means is not Element.PLAIN:
            self._break(is_apart)
        begun = len(self.lines), len(self._pieces)
        self._open.append(_Open(means, is_apart, self._keeps_spaces, attributes.get("href", ""), begun))
        self._keeps_spaces |= tag == "pre" or _KEPT_SPACES.search(style) is not None
        self._enter(means)
        self._begin(tag, attributes)

    def end(self, tag: str) -> None:
        """The newest element ends."""
        if self._is_full:
            return
        ended = self._open.pop()
        if tag == "a":
            self._link(ended)
        if tag in _BLOCKS or ended.means is not Element.PLAIN:
            self._break(ended.is_apart)
        self._leave(ended.means)
        self._keeps_spaces = ended.kept_spaces
        if tag == "blockquote":
            self._depth -= 1
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def data(self, text: str) -> None:
        """Text between elements."""
        if self._is_full or self._within[Element.HIDDEN]:
            return
        if not self._keeps_spaces:
            self._has_room |= "\u00a0" in text  # the only thing in a paragraph that shall stay empty
            self._pieces.append(_SPACES.sub(" ", text))
            return
        *whole, last = text.split("\n")
        for one in whole:
            self._pieces.append(one)
            self._emit(even_empty=True)
        self._pieces.append(last)

    def close(self) -> None:
        """Nothing more comes."""
        self._emit()

    @property
    def _is_full(self) -> bool:
        return self._elements > _MOST_ELEMENTS or len(self.lines) > MOST_LINES

    def _enter(self, means: Element) -> None:
        if means is Element.REPLY and not self._within[Element.REPLY]:
            self._answered_from, self._is_cited = len(self.lines), False
        if means is Element.CITE and not self._is_cited:
            self._is_cited = True
            self._mark_head()
        self._within[means] += 1

    def _mark_head(self) -> None:
        """What a program wrote above the first quote of the answered mail is no word: "Maria wrote:"."""
        above = self.lines[self._answered_from :] if self._within[Element.REPLY] else []
        told = " ".join(line.seen for line in above[:_MOST_OF_HEAD])
        if len(above) <= _MOST_OF_HEAD and told.endswith((":", "\uff1a")):
            self._quote_from(self._answered_from)

    def _quote_from(self, number: int) -> None:
        self.lines[number:] = [replace(line, standing=Standing.QUOTED) for line in self.lines[number:]]

    def _leave(self, means: Element) -> None:
        if means is Element.BELOW:
            return  # it goes on to the end
        self._within[means] -= 1
        if means is Element.REPLY and not self._within[means] and not self._is_cited:  # then it is quoted as a whole
            self._quote_from(self._answered_from)

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """What an element is by itself, before there is anything in it."""
        if tag == "br":
            self._emit(even_empty=True)
        elif tag == "blockquote":
            self._depth += 1
        elif tag in ("ul", "ol"):
            self._lists.append(_number(attributes.get("start"), 1) if tag == "ol" else 0)
        elif tag == "li":
            self._prefix = self._item(attributes)
        elif tag == "p":
            self._is_words_list = _WORDS_LIST.search(attributes.get("style", "")) is not None
        else:
            self._pieces.append(_shown(tag, attributes))

    def _item(self, attributes: Mapping[str, str]) -> str:
        indent = "  " * min(len(self._lists) - 1, _MOST_INDENT)
        if not self._lists or not self._lists[-1]:
            return f"{indent}- "
        number = _number(attributes.get("value"), self._lists[-1])
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _link(self, link: _Open) -> None:
        """Behind the words of a link comes its address, where they do not say it themselves."""
        lines, pieces = link.begun
        is_long = len(self._pieces) - pieces > _MOST_LINKED
        if is_long or lines != len(self.lines) or not _LINKED.match(link.href):
            return
        shown = "".join("".join(self._pieces[pieces:]).split())
        if shown and not _LINKED.match(shown) and shown.strip("/") not in link.href:
            self._pieces.append(f" ({link.href.strip()})")

    def _break(self, is_apart: bool) -> None:
        """What comes next stands on a line of its own, with room above it perhaps."""
        self._emit()
        self._is_apart |= is_apart

    def _emit(self, *, even_empty: bool = False) -> None:
        """End the line."""
        text = "".join(self._pieces)
        self._pieces.clear()
        text = self._bare(text)
        has_room, self._has_room = self._has_room, False
        if not text and not even_empty and not has_room:
            return
        if self._is_apart and self.lines and self.lines[-1].text:
            self.lines.append(WrittenLine("", standing=self._standing()))
        if self._is_words_list:
            text = _BULLET.sub("- ", text)
        depth, text = unquoted(text)  # of plain text that a program has made HTML of
        text = self._prefix + text if text else ""
        self.lines.append(WrittenLine(text, min(self._depth + depth, MOST_DEPTH), self._standing()))
        self._prefix, self._is_apart = ("" if text else self._prefix), False

    def _bare(self, text: str) -> str:
        if text.strip() == "--":
            return SIGNS if text.endswith((" ", "\u00a0")) else "--"
        return text.rstrip() if self._keeps_spaces else _SPACES.sub(" ", text).strip()

    def _standing(self) -> Standing:
        if self._within[Element.BELOW]:
            return Standing.BELOW
        if self._within[Element.QUOTE] or self._within[Element.CITE]:
            return Standing.QUOTED
        return Standing.SIGNATURE if self._within[Element.SIGNATURE] else Standing.NONE


def _has_no_margin(attributes: Mapping[str, str], style: str) -> bool:
    return _NO_MARGIN.search(style) is not None or attributes.get("class", "").lower().startswith(_WORDS_STYLES)


def _number(typed: str | None, otherwise: int) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 7 else otherwise


def _shown(tag: str, attributes: Mapping[str, str]) -> str:
    """The text that an element is by itself."""
    if tag == "img":
        return _emoji(attributes)
    return {"hr": RULE, "td": " ", "th": " "}.get(tag, "")


def _emoji(attributes: Mapping[str, str]) -> str:
    """What a picture stands for, if it is one of a sign: Gmail and Yahoo send emoji so."""
    text = attributes.get("data-emoji") or attributes.get("alt", "")
    return text if not text.isascii() and not any(sign.isalnum() for sign in text) and len(text) < 16 else ""
