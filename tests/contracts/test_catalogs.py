"""The catalogs: whole, true to the places of each message, and written as their language is written."""

import re
import unicodedata
from collections import Counter

import pytest

from statuspage import create_app
from statuspage.config import PROJECT
from statuspage.present import languages
from tests.catalogs import LANGUAGES, catalog, words
from tests.conftest import settings_for

PLURALS = {"de": 2, "ar": 6}
PLACE = re.compile(r"%%?\((\w+)\)[sd]|%%")
NAMES = {"agent", "company", "customer", "name", "phone", "places", "subject", "to", "typed", "words", "zone"}
HEADER_ONLY = {"%(name)s at %(company)s"}  # stands in a mail's header, where marks would be seen
FIRST, LAST = "\u2068", "\u2069"  # first strong isolate, pop directional isolate

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def pairs(language):
    """(message id, one of its forms, its translation, whether it has a number); a plural gives each of its forms."""
    for message in catalog(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, message.id, message.string, False
            continue
        for said in message.string:
            yield message.id[0], message.id[1], said, True


def ids(of):
    return {message.id for message in of if message.id}


def places(text):
    return Counter(found[0] for found in PLACE.finditer(text))


def test_every_language_that_is_offered_has_a_catalog():
    offered = settings_for("sqlite:////nonexistent/statuspage.db", PROJECT).languages
    assert set(offered) - {"en"} == set(LANGUAGES) == set(PLURALS)


@in_each_language
def test_every_message_of_the_code_is_in_the_catalog(language):
    assert ids(words()) - ids(catalog(language)) == set(), "run `make catalogs`, and translate what is new"


@in_each_language
def test_no_message_is_left_over(language):
    assert ids(catalog(language)) - ids(words()) == set(), "run `make catalogs`"
    assert not catalog(language).obsolete, "run `make catalogs`"


@in_each_language
def test_every_message_is_translated_and_none_is_a_guess(language):
    assert [message.id for message in catalog(language) if message.id and message.fuzzy] == []
    assert [one for one, _, said, _ in pairs(language) if not said] == []


@in_each_language
def test_plurals_have_as_many_forms_as_the_language(language):
    found = catalog(language)
    assert found.num_plurals == PLURALS[language]
    for message in found:
        if isinstance(message.id, tuple):
            assert len(message.string) == PLURALS[language], message.id


@in_each_language
def test_the_places_of_a_message_are_the_same_in_its_translation(language):
    for one, _, said, numbered in pairs(language):
        if not numbered:
            assert places(said) == places(one), one
    for message in catalog(language):
        if isinstance(message.id, tuple):
            every = places(message.id[0]) | places(message.id[1])
            number = {"%(num)s": 1, "%(num)d": 1}
            for said in message.string:  # a form for one number may say it in a word
                assert set(every) - set(number) <= set(places(said)) <= set(every), message.id


@in_each_language
def test_blank_edges_and_markup_are_the_same_in_the_translation(language):
    for one, _, said, _ in pairs(language):
        assert said[: len(said) - len(said.lstrip())] == one[: len(one) - len(one.lstrip())], one
        assert said[len(said.rstrip()) :] == one[len(one.rstrip()) :], one
        assert re.findall(r"<[^>]*>|&#?\w+;", said) == re.findall(r"<[^>]*>|&#?\w+;", one), one


def test_german_has_its_own_quotation_marks_and_dashes():
    for one, _, said, _ in pairs("de"):
        assert not re.search(r"[\"”'`]|\.\.\.|\w…|—| - ", said), (one, said)
        assert said.count("„") == said.count("“"), (one, said)


def test_arabic_has_its_own_commas_and_question_marks():
    for one, _, said, _ in pairs("ar"):
        text = PLACE.sub("", said).replace("10,000", "")
        assert not re.search(r"[,;?\"“”]", text), (one, said)
        assert text.count("«") == text.count("»"), (one, said)


def test_arabic_begins_with_a_letter_that_reads_from_the_right():
    """Texts whose direction is found out (``dir="auto"``) are told by their first letter, and a name may be Latin."""
    for one, _, said, _ in pairs("ar"):
        if one in HEADER_ONLY or not re.search(r"[\u0620-\u064a]", said):
            continue
        text = PLACE.sub(lambda found: "x" if found[1] in NAMES else "", said)
        strong = next(sign for sign in text if unicodedata.bidirectional(sign) in ("L", "R", "AL"))
        assert unicodedata.bidirectional(strong) != "L", (one, said)


def test_arabic_keeps_each_name_apart_from_the_sentence_around_it():
    for one, _, said, _ in pairs("ar"):
        if one in HEADER_ONLY:
            continue
        for found in PLACE.finditer(said):
            if found[1] in NAMES:
                assert said[found.start() - 1 : found.start()] == FIRST, (one, said)
                assert said[found.end() : found.end() + 1] == LAST, (one, said)


def test_no_template_holds_words_or_commas_of_its_own():
    for path in sorted((PROJECT / "templates").rglob("*.*")):
        text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>", "", path.read_text(encoding="utf-8"))
        told = re.findall(r'\s(?:alt|title|placeholder|aria-label)="([^"]*)"', text)
        bare = re.sub(r'<[^>]*>|&#?\w+;|[\w:-]+="[^"]*"', " ", text)
        left = " ".join([bare, *told])
        assert not re.findall(r"[^\W\d_]{2,}|[,;]", left), path


def test_without_compiled_catalogs_every_page_is_english(monkeypatch, tmp_path):
    monkeypatch.setattr(languages, "TRANSLATIONS", tmp_path)
    app = create_app(settings_for(f"sqlite:///{tmp_path}/statuspage.db", tmp_path))
    app.testing = True
    for language in ("en", *LANGUAGES):
        answer = app.test_client().get("/nothing/here", headers={"Accept-Language": language})
        assert answer.status_code == 404
        assert "There is nothing at this address" in answer.text
        assert f'<html lang="{language}"' in answer.text
