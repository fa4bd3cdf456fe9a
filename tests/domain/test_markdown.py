"""An agent's Markdown becomes safe HTML, whatever they paste."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from statuspage.domain.markdown import open_places, plain, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![pixel](https://tracker.example/p.gif)",
    "![][ref]\n\n[ref]: https://tracker.example/p.gif",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&#58;alert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "[click](vbscript:x)",
    "<javascript:alert(1)>",
    '[x](https://x.example "onmouseover=alert(1)")',
    '[x](https://x.example/"onmouseover="alert(1))',
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<iframe src=https://x.example></iframe>",
    "```html\n<script>alert(1)</script>\n```",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mi xlink:href='data:x'>",
    "\\<script>alert(1)\\</script>",
    "[x]: javascript:alert(1)\n\n[x]",
]
ALLOWED = {"p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3"}


def check(html):
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in ALLOWED, element.tag
        assert set(element.attrib) <= {"href", "rel", "dir", "start", "value"}, element.attrib
        if "href" in element.attrib:
            assert element.attrib["href"].split(":")[0].lower() in ("http", "https", "mailto", "tel")
            assert element.attrib["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize("source", ATTACKS)
def test_nothing_that_runs_or_tracks_survives(source):
    check(render(source))
    check(render(f"> - **{source}**"))


SNIPPETS = st.one_of(st.sampled_from(ATTACKS), st.text(), st.text("<>[]()!`*_\"'&:/\\#x \n"))


@given(st.lists(SNIPPETS, max_size=4).map("".join))
def test_nothing_but_a_few_plain_elements_survives_whatever_is_typed(source):
    check(render(source))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Yes**", "<strong>Yes</strong>"),
        ("one\ntwo", "one<br>"),
        ("# Loud", '<h3 dir="auto">Loud</h3>'),
        ("###### Quiet", '<h3 dir="auto">Quiet</h3>'),
        ("~~no~~", "<s>no</s>"),
        ("- a\n- b", '<li dir="auto">a</li>'),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ("[us](tel:+351910000000)", 'href="tel:+351910000000"'),
    ],
)
def test_what_a_letter_needs_is_there(source, html):
    assert html in render(source)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Dear **Ana**,\n\nit is *here*.", "Dear Ana, it is here."),
        ("5 < 6 & “7”", "5 < 6 & “7”"),
        ("a\u00a0b", "a b"),
        ("&amp;lt; stays", "&amp;lt; stays"),
        ("- one\n- two", "one two"),
        ("3. one\n5. two", "3. one 5. two"),
    ],
)
def test_the_words_of_a_letter_on_one_line(source, words):
    assert plain(render(source)) == words


def test_long_words_are_cut_between_two_of_them():
    assert plain("<p>one two three</p>", 9) == "one two…"
    assert plain("<p>one two</p>", 9) == "one two"


def test_a_phone_number_in_one_line_of_words_stays_in_its_order():
    html = Markup(render("اتصل على +351 913 555 163 غدًا"))
    assert plain(html) == "اتصل على \u2066+351 913 555 163\u2069 غدًا"


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("Dear [[name]], the [[ part ]] came.", ["name", "part"]),
        ("[link](https://x.example) [a] ]] [[", []),
        ("[[the [short] name]]", ["the [short] name"]),
        ("[[over\ntwo lines]]", ["over\ntwo lines"]),
        ("[[" + "long " * 60 + "]]", [("long " * 60).strip()]),
        ("[[]]", [""]),
    ],
)
def test_open_places_are_found(source, places):
    assert open_places(source) == places


def test_open_places_are_found_quickly_in_a_letter_made_to_be_slow():
    assert open_places("[[" * 10_000) == []
