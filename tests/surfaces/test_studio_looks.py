"""How many look: a sentence, a drawing and the same numbers in a table; and not a word about who."""

import re
from datetime import date

import pytest

from statuspage.domain.publication import visits
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.surfaces.private_things import Ana, fresh, words

TODAY, BEFORE = date(2026, 11, 23), date(2026, 11, 20)


@pytest.fixture
def seen(ana: Ana) -> Ana:
    """Ana's ticket: 3 looks at the page today, 9 at the card on Friday, and two who follow."""
    ana.do(publish, PublicChoice())
    with fresh() as session:
        ids = {scope: share.id for scope, share in shares_of(session, ana.id).items()}
    looks = {(ids["public"], "page", TODAY): 3, (ids["embed"], "card", BEFORE): 9}
    ana.run(visits.add_visits, looks, {(ids["public_feed"], "feedly"): (TODAY, 2)})
    return ana


def part(ana: Ana) -> str:
    return ana.read("/studio").text.split('id="views"')[1]


def test_nothing_is_said_before_there_is_anything_to_look_at(ana: Ana):
    assert 'id="views"' not in ana.read("/studio").text


def test_it_is_said_in_a_sentence_and_how_it_is_counted(seen: Ana):
    said = words(part(seen))
    assert "12 looks in 14 days" in said
    assert "At least 2 people follow the feed" in said
    assert "no cookie, no address, no fingerprint" in said


def test_the_drawing_has_a_bar_a_day_and_the_tallest_is_the_most(seen: Ana):
    heights = [float(found) for found in re.findall(r'class="views-bar[^>]* height="([\d.]+)"', part(seen))]
    assert len(heights) == 14
    assert max(heights) == heights[-4] == 88
    assert round(88 / 3, 1) == heights[-1]
    assert set(heights[:-4]) == {1}


def test_the_table_says_the_same_newest_first(seen: Ana):
    rows = re.findall(r"<tr>(.*?)</tr>", part(seen), re.S)
    assert [words(cell) for cell in re.findall(r"<th.*?</th>", rows[0])] == ["Day", "Page", "Card", "All"]
    numbers = [re.findall(r"<td>(\d+)</td>", row) for row in rows[1:]]
    assert numbers[0] == ["3", "0", "3"]
    assert numbers[3] == ["0", "9", "9"]
    assert len(numbers) == 14


def test_nobody_yet_is_said_as_well(ana: Ana):
    ana.do(publish, PublicChoice())
    assert "0 looks in 14 days" in words(part(ana))
    assert "<table" not in part(ana)
