"""The rules for feeds find what they look for: a good feed passes, and each way to spoil it is noticed."""

from datetime import UTC, datetime

import pytest

from tests.surfaces.atom_rules import faults

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = "https://status.example.com/pf/x.atom"
ENTRY = (
    "<entry><id>tag:status.example.com,2026:public/b</id><title>Maria wrote</title>"
    "<updated>2026-11-23T11:00:00Z</updated>"
    "<published>2026-11-23T11:00:00Z</published>"
    '<link rel="alternate" href="https://status.example.com/p/y#b" type="text/html"/>'
    '<content type="html">&lt;p&gt;On it.&lt;/p&gt;</content></entry>'
)
GOOD = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="en">'
    "<id>tag:status.example.com,2026:public/a</id><title>My machine</title><updated>2026-11-23T11:00:00Z</updated>"
    f'<author><name>Fernhill Coffee</name></author><link rel="self" href="{HERE}" type="application/atom+xml"/>'
    '<link rel="prev-archive" href="https://status.example.com/pf/x.atom?archive=1" type="application/atom+xml"/>'
    f"{ENTRY}</feed>"
)
SPOILT = {
    "cut short": ("</feed>", ""),
    "not a feed": ("feed", "rss"),
    "a control character": ("On it.", "On\x08it."),
    "no id": ("<id>tag:status.example.com,2026:public/a</id>", ""),
    "a relative id": ("tag:status.example.com,2026:public/b", "b"),
    "a tag without a day": ("tag:status.example.com,2026:public/b", "tag:status.example.com:b"),
    "a name twice": ("2026:public/b", "2026:public/a"),
    "no title": ("<title>Maria wrote</title>", "<title> </title>"),
    "nobody": ("<author><name>Fernhill Coffee</name></author>", ""),
    "an author without a name": ("<name>Fernhill Coffee</name>", "<name/>"),
    "another address": (f'"{HERE}"', '"https://status.example.com/pf/z.atom"'),
    "no self": ('rel="self"', 'rel="alternate"'),
    "no language": (' xml:lang="en"', ""),
    "no such language": ('xml:lang="en"', 'xml:lang="en_GB"'),
    "a date without a zone": ("<published>2026-11-23T11:00:00Z", "<published>2026-11-23T11:00:00"),
    "the future": ("<published>2026-11-23T11:00:00Z", "<published>2026-11-23T12:00:01Z"),
    "published later": ("<published>2026-11-23T11:00:00Z", "<published>2026-11-23T11:00:01Z"),
    "older than its entry": (
        "</title><updated>2026-11-23T11:00:00Z</updated><a",
        "</title><updated>2026-11-23T10:00:00Z</updated><a",
    ),
    "a relative link": ("https://status.example.com/p/y#b", "/p/y#b"),
    "an unknown link": ('rel="alternate"', 'rel="friend"'),
    "a link to no type": ('type="text/html"', 'type="html"'),
    "two alternates": ("<content", '<link href="https://status.example.com/p/z" type="text/html"/><content'),
    "xhtml that is none": ('type="html"', 'type="xhtml"'),
    "no content": ("&lt;p&gt;On it.&lt;/p&gt;", ""),
    "content that is not escaped": ("&lt;p&gt;On it.&lt;/p&gt;", "<p>On it.</p>"),
    "content cut short": ("&lt;p&gt;On it.&lt;/p&gt;", "&lt;p&gt;&lt;b&gt;On it.&lt;/p&gt;"),
    "a script": ("On it.", "&lt;script&gt;1&lt;/script&gt;"),
    "a handler": ("&lt;p&gt;", '&lt;p onclick="x"&gt;'),
    "a relative picture": ("On it.", '&lt;a href="/x"&gt;x&lt;/a&gt;'),
    "an element with no place": ("<title>Maria", "<icon>x</icon><title>Maria"),
    "two previous pages": ("</author>", '</author><link rel="prev-archive" href="https://status.example.com/a"/>'),
    "an archive of nothing": ("<author>", "<fh:archive/><author>"),
    "a page after the newest": ("</author>", '</author><link rel="next-archive" href="https://status.example.com/a"/>'),
    "two at one instant": ("</feed>", ENTRY.replace("public/b", "public/c") + "</feed>"),
    "oldest first": ("</feed>", ENTRY.replace("public/b", "public/c").replace("T11:00", "T11:30") + "</feed>"),
}


def test_a_good_feed_has_no_faults() -> None:
    assert faults(GOOD.encode(), HERE, NOW) == []


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_feed_is_noticed(what: str) -> None:
    good, bad = SPOILT[what]
    assert good in GOOD
    assert faults(GOOD.replace(good, bad).encode(), HERE, NOW) != []
