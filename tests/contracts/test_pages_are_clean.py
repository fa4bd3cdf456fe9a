"""No script, style or handler inside a page, no bare word that gettext did not see."""

import re
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, nodes

from statuspage.config import PROJECT
from statuspage.security import headers

TEMPLATES = sorted(path for path in (PROJECT / "templates").rglob("*.*") if path.suffix in (".html", ".svg"))
MAIL = PROJECT / "templates" / "mail"  # mail programs know no style sheets
SPOKEN = ("aria-label", "title", "alt", "placeholder", "aria-description", "aria-roledescription")
HANDLER = re.compile(r"^(on|hx-on|hx-vars$|hx-vals$|x-on|@)", re.IGNORECASE)
SCHEME = re.compile(r"^\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""[\w:-]+=("[^"]*"|'[^']*')""")  # of a tag that a macro or a block puts together
GETTEXT = ("_", "gettext", "ngettext", "pgettext")
SENTENCE = re.compile(r"^[A-ZÄÖÜ][a-zäöüß’']+ [a-zäöüß]")


class Page(HTMLParser):
    """What is wrong with the markup of a page, and the words that stand in it."""

    def __init__(self, *, is_mail: bool = False) -> None:
        super().__init__()
        self.is_mail, self.faults, self.words, self.inside = is_mail, [], [], ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.inside = tag if tag in ("script", "style") else ""
        if tag == "style" and not self.is_mail:
            self.faults.append("a <style> inside the page")
        if tag == "script" and "src" not in given:
            self.faults.append("a <script> without src")
        for name, value in given.items():
            if name == "style" and not self.is_mail:
                self.faults.append(f"style={value!r} on <{tag}>")
            if HANDLER.match(name):
                self.faults.append(f"{name} on <{tag}>")
            if SCHEME.match(value) and not name.startswith("content"):
                self.faults.append(f"{name}={value[:30]!r} on <{tag}>")
            if name in SPOKEN:
                self.words.append(value)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "script" and data.strip():
            self.faults.append(f"a script inside the page: {data.strip()[:40]!r}")
        if not self.inside:
            self.words.append(data)


def read(markup, *, is_mail=False):
    page = Page(is_mail=is_mail)
    page.feed(markup)
    page.close()
    return page


def without_jinja(source):
    """The markup alone: what Jinja says is taken out, and within a tag it leaves something that is no word."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}", " ", source, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "0", source, flags=re.DOTALL)


def bare_words(source):
    """Words in the markup itself that no language but English will ever show."""
    texts = read(without_jinja(source), is_mail=True).words
    words = (" ".join(ATTRIBUTE.sub("", text).split()) for text in texts)
    return [text for text in words if re.search(r"[^\W\d_]{2,}", text)]


def bare_sentences(source):
    """Sentences in expressions that do not go through gettext."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(source)
    said = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT:
            said |= {id(const) for const in call.find_all(nodes.Const)}
    found = (const.value for const in tree.find_all(nodes.Const) if id(const) not in said)
    return [value for value in found if isinstance(value, str) and SENTENCE.match(value)]


EXPORT = PROJECT / "templates" / "export" / "story.html"  # opens from a disk, with nothing beside it


def name(path):
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_style_or_handler(path):
    source = path.read_text(encoding="utf-8")
    assert read(without_jinja(source), is_mail=MAIL in path.parents or path == EXPORT).faults == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_of_a_template_goes_through_gettext(path):
    source = path.read_text(encoding="utf-8")
    assert bare_words(source) + bare_sentences(source) == []


@pytest.mark.long
def test_no_page_as_it_is_sent_holds_a_script_style_or_handler(walk):
    seen = 0
    for place, path, answer in walk(("", "?before=9&said=sent"), ({}, {"HX-Request": "true"})):
        if answer.mimetype in ("text/html", "image/svg+xml"):
            seen += 1
            policy = answer.headers["Content-Security-Policy"]
            is_mail = policy in (headers.MAIL, headers.LOCKED_MAIL)  # as it leaves, in a frame by itself
            assert read(answer.text, is_mail=is_mail).faults == [], f"{path} ({place.rule})"
    assert seen > 30


LOADED = re.compile(r"""<(?:script|img|iframe|source|link rel="(?:stylesheet|icon)")[^>]*? (?:src|href)="([^"]+)""")


def test_no_page_asks_any_other_host_for_anything(walk):
    for _, path, answer in walk():
        if answer.mimetype == "text/html":
            loaded = LOADED.findall(answer.text)
            assert [address for address in loaded if not re.match(r"/(?!/)|http://localhost/", address)] == [], path


@pytest.mark.parametrize(
    "markup",
    [
        "<p style='color:red'>",
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        "<a onclick='x()'>",
        "<A ONMOUSEOVER=x>",
        "<a href=' JavaScript:x'>",
        "<div hx-on:click='x'>",
        "<img src='data:image/png;base64,x'>",
    ],
)
def test_the_scan_sees_what_it_looks_for(markup):
    assert read(markup).faults


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<a aria-label='Go'>",
        "{{ x }} days ago",
        "{{ link('Read it now', 'x') }}",
        "{% set a = 'Say it' %}",
    ],
)
def test_the_scan_hears_words_that_no_language_knows(source):
    assert bare_words(source) + bare_sentences(source)


@pytest.mark.parametrize(
    "source",
    ["<p>{{ _('Hello') }} · 3</p>", "<p class='is big'>{# no #}</p>", "{{ ngettext('One day', 'More days', 2) }}"],
)
def test_the_scan_leaves_translated_words_alone(source):
    assert bare_words(source) + bare_sentences(source) == []
