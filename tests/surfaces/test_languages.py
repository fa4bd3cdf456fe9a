"""Each page speaks its reader's language alone, through the whole life of a ticket."""

import re
from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from statuspage.present import times
from tests.cast import STORY, SUBJECT
from tests.catalogs import LANGUAGES, catalog
from tests.surfaces.walk import Walk

PLACE = re.compile(r"%%?\(\w+\)[sd]")
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = f"""{SUBJECT} {STORY} Maria Okafor Tom Becker Ana Reis Repairs Lisbon Fernhill Coffee maria fernhill example tom
ana org English Deutsch Europe Atom JSON JPEG PNG SVG WebP QR HTML BBCode Markdown README reStructuredText Sphinx oEmbed
WordPress Custom shields io https name left over time MO TB Thunderbird NetNewsWire FreshRSS Feedly PDF an"""


def english(language):
    """The English messages of three words and more whose translation is another, each with a pattern to find it."""
    for message in catalog(language):
        for one in message.id if isinstance(message.id, tuple) else (message.id,):
            parts = PLACE.split(one)
            if one not in message.string and len(re.findall(r"[A-Za-z’]+", " ".join(parts))) > 2:
                yield one, re.compile("[^\n]{0,80}?".join(re.escape(part.replace("%%", "%")) for part in parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_keeps_an_english_sentence(shown, language):
    lines = {line.strip(): where for where, text in Walk(shown, language).whole().items() for line in text.splitlines()}
    whole = "\n".join(lines)
    left = {one: found[0] for one, pattern in english(language) if (found := pattern.search(whole))}
    assert left == {}, [lines.get(line) for line in left.values()]
    if language == "ar":  # another script: whatever is left in Latin letters is a name, or was forgotten
        names = set(LATIN.findall(NAMES))
        assert {line: where for line, where in lines.items() if set(LATIN.findall(line)) - names} == {}


def test_no_line_ends_within_a_time_of_day(app):
    with app.test_request_context(), force_locale("ar"):
        assert times.clock(datetime(2026, 11, 23, 23, 50, tzinfo=UTC), "UTC") == "11:50\u00a0م"
