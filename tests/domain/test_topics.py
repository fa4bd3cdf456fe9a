"""Topics: the team's own words for what can be asked, in each language that it likes."""

import pytest

from statuspage.domain.errors import Refused
from statuspage.domain.way_in.topics import (
    MOST,
    MOST_ASKED,
    end_topic,
    every,
    in_language,
    move_up,
    offered,
    save_topic,
    take_topic_back,
)


@pytest.fixture
def add(scene):
    def one(title="Repairs", asked="", name="", **words):
        told = {"en": (title, asked)} | words
        return save_topic(scene.session, None, name=name, words=told, agents=[], first="en")

    return one


def names(scene):
    return [one.name for one in offered(scene.session)]


def test_a_topic_speaks_the_language_asked_for_else_the_companys(add):
    topic = add("Repairs", "Which machine?\n\n Order number ", de=("Reparatur", ""))
    assert in_language(topic, "de", "en").title == "Reparatur"
    assert in_language(topic, "ar", "en").asked == ("Which machine?", "Order number")
    assert topic.name == "repairs"


def test_topics_stand_in_the_teams_order_and_can_be_offered_no_more_and_again(scene, add, clock):
    first, second = add("One"), add("Two")
    add("Three")
    move_up(scene.session, second.id)
    assert names(scene) == ["two", "one", "three"]
    move_up(scene.session, second.id)
    end_topic(scene.session, second.id, scene.now)
    assert names(scene) == ["one", "three"]
    take_topic_back(scene.session, second.id)
    assert names(scene) == ["one", "three", "two"]
    assert next(one.id for one in every(scene.session)) == first.id


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title_en"),
        ({"title": "x" * 61}, "title_en"),
        ({"asked": "\n".join("abcdefg")}, "asked_en"),
        ({"asked": "x" * 121}, "asked_en"),
        ({"title": "قهوة"}, "name"),
        ({"de": ("", "Welche?")}, "title_de"),
    ],
)
def test_what_cannot_be_offered_is_refused_at_its_field(add, typed, field):
    with pytest.raises(Refused) as refused:
        add(**typed)
    assert refused.value.field == field


def test_two_topics_never_have_one_address(scene, add):
    first = add("Repairs")
    with pytest.raises(Refused) as refused:
        add("Other", name="REPAIRS")
    assert refused.value.field == "name"
    words = {"en": ("Mending", "")}
    assert save_topic(scene.session, first.id, name="repairs", words=words, agents=[], first="en").id == first.id


def test_there_is_an_end_to_topics_and_to_what_one_asks(scene, add):
    for number in range(MOST):
        add(f"Topic {number}")
    with pytest.raises(Refused):
        add("One more")
    assert MOST_ASKED < MOST
