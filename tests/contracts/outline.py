"""What a page says of itself to whoever cannot see it: its headings, its names, and whether its markup is whole."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import html5lib

SECTIONS = ("article", "section")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TICKED = ("checkbox", "radio", "button", "submit")
REFERS = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list", "form", "popovertarget")
OF_A_SECTION = ("article", "section", "nav", "aside")


def faults(html: str) -> list[str]:
    """Each fault of this page or fragment, in words; none for a page that is as it should be."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    is_page = "<html" in html
    tree = parser.parse(html) if is_page else parser.parseFragment(html)
    found = [f"{code} at {place[0]}: {data}" for place, code, data in parser.errors]
    found += [*_sections(tree), *_ids(tree, is_page), *_ticks(tree), *_pictures(tree)]
    return [*found, *_levels(tree)] if is_page else found


def headings(html: str) -> list[tuple[int, str]]:
    """The level and the words of each heading, in the order in which a screen reader jumps from one to the next."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [(int(node.tag[1]), _words(node)) for node in tree.iter() if node.tag in HEADINGS]


def _sections(tree: Any) -> Iterator[str]:
    for node in _all(tree, *SECTIONS):
        if not any(child.tag in HEADINGS and _words(child) for child in _own(node)):
            yield f"{_told(node)} lacks a heading"


def _own(node: Any) -> Iterator[Any]:
    """What is in a section, but for the sections in it."""
    for child in node:
        yield child
        if child.tag not in OF_A_SECTION:
            yield from _own(child)


def _levels(tree: Any) -> Iterator[str]:
    levels = [(int(node.tag[1]), _words(node)) for node in tree.iter() if node.tag in HEADINGS]
    if [level for level, _ in levels].count(1) != 1:
        yield f"{[words for level, words in levels if level == 1]} are headings of the first level"
    for (before, _), (after, words) in pairwise([(1, ""), *levels]):
        if after > before + 1:
            yield f"“{words}” is of level {after} after one of level {before}"


def _ids(tree: Any, is_page: bool) -> Iterator[str]:
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    ids = [node.get("id") for node in nodes if node.get("id") is not None]
    yield from (f"the id {one!r} stands there {ids.count(one)} times" for one in {*ids} if ids.count(one) > 1)
    yield from (f"the id {one!r}" for one in ids if not one or one.split() != [one])
    for node in nodes if is_page else ():
        for name in REFERS:
            for one in (node.get(name) or "").split():
                if one not in ids:
                    yield f"{name}={one!r} of {_told(node)} leads nowhere"


def _ticks(tree: Any) -> Iterator[str]:
    for node in tree.iter("input"):
        if node.get("type") in TICKED and "autocomplete" in node.attrib:
            yield f"autocomplete on {_told(node)}"


def _pictures(tree: Any) -> Iterator[str]:
    for node in _all(tree, "img", "svg", "iframe", "figure"):
        name = node.get("aria-label") or node.get("title") or node.get("alt") or ""
        if node.tag == "img" and node.get("alt") is None:
            yield f"{_told(node)} has no alt"
        if node.tag == "iframe" and not name.strip():
            yield f"{_told(node)} has no title"
        if node.tag == "figure" and not any(_words(caption) for caption in node.iter("figcaption")):
            yield f"{_told(node)} has no caption"
        if (
            str(node.tag).endswith("svg")
            and node.get("aria-hidden") != "true"
            and not (node.get("role") == "img" and name.strip())
        ):
            yield f"{_told(node)} has neither a name nor is hidden"
    for node in _all(tree, "a", "button"):
        names = [node.get("aria-label") or "", _words(node), *(image.get("alt") or "" for image in node.iter("img"))]
        if not any(name.strip() for name in names):
            yield f"{_told(node)} has no name"


def _all(tree: Any, *tags: str) -> Iterator[Any]:
    return (node for node in tree.iter() if str(node.tag).rpartition("}")[2] in tags)


def _words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def _told(node: Any) -> str:
    known = [f'{name}="{node.get(name)}"' for name in ("id", "class", "name", "src") if node.get(name)]
    return f"<{' '.join([str(node.tag).rpartition('}')[2], *known])}>"
