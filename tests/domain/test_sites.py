"""Where a card may stand: origins as browsers spell them, and a clear word for what is not one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.errors import Refused
from statuspage.domain.shares.sites import MOST, origin, parse

# What a security policy takes as a source (CSP 3, section 2.3.1), and nothing that could end it or begin another.
SOURCE = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9][0-9]{0,4})?")


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.ORG/", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("https://example.org:08443", "https://example.org:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
        ("https://مثال.example", "https://xn--mgbh0fb.example"),
        ("ana-kitchen.example", "https://ana-kitchen.example"),
        ("Ana-Kitchen.example:8443/menu", "https://ana-kitchen.example:8443"),
        ("bücher.example", "https://xn--bcher-kva.example"),
        ("https://example.org/blog/@ana", "https://example.org"),
        ("https://example.org?x=1", "https://example.org"),
        ("https://example.org#top", "https://example.org"),
        ("https://example\u3002org/x", "https://example.org"),
    ],
)
def test_an_origin_is_spelled_as_a_browser_spells_it(typed, site):
    assert origin(typed) == site
    assert origin(site) == site


@pytest.mark.parametrize(
    "typed",
    [
        "example",
        "localhost:3000",
        "127.0.0.1",
        "ana@example.org",
        "//example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "null",
        "*",
        "https://*.example.org",
        "https://",
        "https:///",
        "https://ana@example.org",
        "https://ana:secret@example.org",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org:99999999",
        "https://example.org:x",
        "https://example.org.",
        "https://.example.org",
        "https://exa mple.org",
        "https://example.org; script-src *",
        "https://example.org,https://other.example",
        "https://example.org 'self'",
        "https://under_score.example",
        "https://-dash.example",
        "https://[::1]",
        "https://1.2.3",
        "https://1.2.3.4.5",
        "https://999.1.1.1",
        "https://0x7f.0x1",
        "https://" + "a" * 64 + ".example",
        "https://" + ".".join(["abcdefghij"] * 25),
        "https://xn--\u0661.example",
        "https://example.org\\@other.example",
        "https://example.org:@other.example/",
        "x" * 1_000_000,
    ],
)
def test_what_is_not_one_origin_is_refused_by_its_line(typed):
    with pytest.raises(Refused) as refused:
        parse(f"https://good.example\n\n{typed}")
    assert refused.value.field == "sites"
    assert str(refused.value.words).startswith("Line 3, “")
    assert str(refused.value.words).isprintable()
    assert len(str(refused.value.words)) < 200


def test_lines_are_sites_each_once_and_in_order():
    typed = "https://b.example\r\n\n  https://a.example/  \nHTTPS://B.example:443\n"
    assert parse(typed) == ("https://b.example", "https://a.example")


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u200d", "\x00", "\u00a0"])
def test_what_nobody_sees_is_no_part_of_a_site(hidden):
    assert parse(f"{hidden}https://example.org{hidden}\nana-kitchen.example{hidden}") == (
        "https://example.org",
        "https://ana-kitchen.example",
    )
    with pytest.raises(Refused) as refused:
        parse(f"a.example\n{hidden}not a site{hidden}")
    assert refused.value.cleaned == "a.example\nnot a site"


@pytest.mark.parametrize("typed", ["", " \n\t\n", "\r\n" * 10_000])
def test_nothing_typed_is_no_site(typed):
    assert parse(typed) == ()


@pytest.mark.parametrize("number", [MOST + 1, 10_000])
def test_more_sites_than_there_is_room_for_are_refused_in_words(number):
    with pytest.raises(Refused, match=f"These are {number} sites; {MOST} is the most"):
        parse("\n".join(f"https://s{n}.example" for n in range(number)))
    assert len(parse("\n".join(f"https://s{n}.example" for n in range(MOST)))) == MOST


@given(
    st.one_of(st.text(max_size=80), st.text("htps:/.*;'\" @?#[]%\\xn-aé1.0\t\n", max_size=60).map("https://".__add__))
)
def test_whatever_is_typed_only_sources_of_a_policy_come_out(typed):
    try:
        sites = parse(typed)
    except Refused:
        return
    assert all(SOURCE.fullmatch(site) for site in sites)
    assert parse("\n".join(sites)) == sites
