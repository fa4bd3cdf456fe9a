"""The spellings of each language: whole, and each with one meaning."""

from dataclasses import fields

import pytest

from statuspage.delivery.incoming.folding import folded
from statuspage.delivery.incoming.spellings import ENGLISH, LANGUAGES
from statuspage.delivery.incoming.time_shapes import AHEAD, MONTHS, WEEKDAYS

TABLES = ("begins", "steps", "times")
SHOWN = {*WEEKDAYS, *MONTHS, *AHEAD}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_every_spelling_has_one_meaning(language, table):
    spelt = [folded(one) for said in getattr(LANGUAGES[language], table).values() for one in said.split("|")]
    assert sorted(spelt) == sorted(set(spelt))
    assert all(spelt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_that_there_is_to_say(language):
    spelt = LANGUAGES[language]
    assert all(getattr(spelt, field.name) for field in fields(spelt))
    assert set(spelt.begins) == set(ENGLISH.begins)
    assert set(spelt.steps) == set(ENGLISH.steps)
    assert set(spelt.times) >= SHOWN


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  Nächstes\u00a0 Mal ", "nachstes mal"),
        ("غداً", "غدا"),
        ("إلى", "الي"),
        ("\u200fالسـاعة ٩", "الساعه 9"),
        ("ＮＥＸＴ：", "next:"),
        ("O’Clock", "o clock"),
    ],
)
def test_words_are_compared_without_what_people_leave_out(typed, plain):
    assert folded(typed) == plain
