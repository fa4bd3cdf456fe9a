"""What a strict validator asks of an Atom feed: RFC 4287, RFC 5005, and the warnings of the W3C's feed validator.

``faults`` says each broken rule in a sentence; a feed without faults is one that such a validator accepts.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import html5lib
from lxml import etree

ATOM, HISTORY = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/history/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ONE, MOST_ONE = ("id", "title", "updated"), ("generator", "icon", "logo", "subtitle", "rights", "published", "content")
KNOWN = {
    "feed": {*ONE, *MOST_ONE, "author", "link", "entry"} - {"published", "content"},
    "entry": {*ONE, "published", "content", "author", "link", "summary"},
}
RELS = {"self", "alternate", "hub", "next", "prev-archive", "next-archive", "current"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
TAG = re.compile(r"tag:[A-Za-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
WEB = re.compile(r"https?://[^\s/]+/[^\s]*")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MEDIA = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def faults(document: bytes, address: str, now: datetime) -> list[str]:
    """What is wrong with this document, asked for at this address and time."""
    try:
        root = etree.fromstring(document)
    except etree.XMLSyntaxError as fault:
        return [f"not XML: {fault}"]
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found = [*_feed(root, address), *_history(root), *_order(root, entries)]
    for node in (root, *entries):
        what = etree.QName(node).localname
        found += [f"{what}: {said}" for said in _node(node, root, now)]
    return found


def _feed(root: etree._Element, address: str) -> Iterator[str]:
    selves = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if selves != [address]:
        yield f"asked at {address}, it says {selves}"
    if not LANGUAGE.fullmatch(root.get(f"{XML}lang") or ""):
        yield f"the language is {root.get(f'{XML}lang')}"
    icon = root.findtext(f"{ATOM}icon")
    if icon is not None and not WEB.fullmatch(icon):
        yield f"the icon is at {icon}"


def _history(root: etree._Element) -> Iterator[str]:
    """RFC 5005, section 4."""
    rels = Counter(link.get("rel") for link in root.findall(f"{ATOM}link"))
    href = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    for rel in ("prev-archive", "next-archive", "current", "next"):
        if rels[rel] > 1:
            yield f"more than one {rel}"
        if rels[rel] and href[rel] == href.get("self"):
            yield f"{rel} leads to itself"
    if (root.find(f"{HISTORY}archive") is not None) != bool(rels["current"]):
        yield "a closed page says so, and names the feed that it belongs to"
    if rels["next-archive"] and not rels["current"]:
        yield "only a closed page has a next one"


def _order(root: etree._Element, entries: list[etree._Element]) -> Iterator[str]:
    names = Counter(node.findtext(f"{ATOM}id") for node in (root, *entries))
    yield from (f"{name} stands there twice" for name, times in names.items() if times > 1)
    times = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    if len({*times}) < len(times):
        yield "two entries were updated at the same instant"
    instants = [datetime.fromisoformat(text) for text in times if RFC3339.fullmatch(text)]
    if instants != sorted(instants, reverse=True):
        yield "not newest first"
    whole = root.findtext(f"{ATOM}updated") or ""
    if instants and RFC3339.fullmatch(whole) and datetime.fromisoformat(whole) < instants[0]:
        yield "older than its newest entry"


def _node(node: etree._Element, root: etree._Element, now: datetime) -> Iterator[str]:
    """What a feed and an entry must have alike."""
    kind = etree.QName(node).localname
    parts = Counter(etree.QName(part).localname for part in node if str(part.tag).startswith(ATOM))
    yield from (f"no place for {part}" for part in parts if part not in KNOWN[kind])
    yield from (f"{parts[part]} of {part}" for part in ONE if parts[part] != 1)
    yield from (f"{parts[part]} of {part}" for part in MOST_ONE if parts[part] > 1)
    name = node.findtext(f"{ATOM}id") or ""
    if not IRI.fullmatch(name) or (name.startswith("tag:") and not TAG.fullmatch(name)):
        yield f"the id is {name!r}"
    if not (node.findtext(f"{ATOM}title") or "").strip():
        yield "no title"
    authors = node.findall(f"{ATOM}author") or root.findall(f"{ATOM}author")
    if not authors or not all((author.findtext(f"{ATOM}name") or "").strip() for author in authors):
        yield "nobody wrote it"
    yield from _dates(node, now)
    yield from _links(node)
    if kind == "entry":
        yield from _content(node)


def _dates(node: etree._Element, now: datetime) -> Iterator[str]:
    found = {}
    for part in ("published", "updated"):
        text = node.findtext(f"{ATOM}{part}")
        if text is None:
            continue
        if not RFC3339.fullmatch(text):
            yield f"{part} is {text!r}"
            continue
        found[part] = datetime.fromisoformat(text)
        if found[part] > now:
            yield f"{part} is in the future"
    if len(found) == 2 and found["published"] > found["updated"]:
        yield "published after it was updated"


def _links(node: etree._Element) -> Iterator[str]:
    alternates = Counter()
    for link in node.findall(f"{ATOM}link"):
        rel, kind = link.get("rel", "alternate"), link.get("type")
        if rel not in RELS:
            yield f"rel is {rel!r}"
        if not WEB.fullmatch(link.get("href") or ""):
            yield f"a link to {link.get('href')!r}"
        if kind is not None and not MEDIA.fullmatch(kind):
            yield f"a link to a {kind!r}"
        if rel == "alternate":
            alternates[(kind, link.get("hreflang"))] += 1
    if any(times > 1 for times in alternates.values()):
        yield "two alternates of one kind"


def _content(entry: etree._Element) -> Iterator[str]:
    content = entry.find(f"{ATOM}content")
    if content is None:
        if not any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link")):
            yield "no content, and nowhere to read it"
        return
    if content.get("type") != "html":
        yield f"content is {content.get('type')}"
    if len(content) or not (content.text or "").strip():
        yield "content is not escaped text"
        return
    try:
        html5lib.HTMLParser(strict=True).parseFragment(content.text)
    except html5lib.html5parser.ParseError as fault:
        yield f"content is no HTML: {fault}"
    for bad in re.findall(
        r"(?i)<(?:script|style|iframe|object|embed|form|meta)\b|\son[a-z]+=|javascript:", content.text
    ):
        yield f"content holds {bad}"
    for relative in re.findall(r'(?:href|src)="(?!https?:|mailto:|tel:)([^"]*)"', content.text):
        yield f"{relative!r} leads nowhere from here"
