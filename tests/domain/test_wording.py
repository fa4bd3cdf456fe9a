"""What happened is said in one sentence: once, for every reader."""

from datetime import datetime
from typing import Any

import pytest

from statuspage.domain.errors import Words
from statuspage.domain.kinds import KINDS
from statuspage.domain.wording import sentence, step_words

AT = "2026-11-26T17:00:00+00:00"
FACTS: dict[str, dict[str, Any]] = {
    "corrected": {"letter": 2, "written": "2026-11-26T17:00:00+00:00", "own": True},
    "promise_moved": {"from": AT, "due": "2026-11-27T09:00:00+00:00"},
    "felt": {"listened": "partly"},
    "handover": {"from": 1, "to": 2},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("customer", ["", "Ana"])
def test_every_kind_of_event_has_a_sentence_with_all_its_places_filled(kind: str, customer: str):
    words = sentence(kind, FACTS.get(kind, {}), by="Maria", to="Tom", customer=customer)
    assert str(words)
    assert "%" not in str(words)


@pytest.mark.parametrize("kind", KINDS)
def test_to_the_customer_no_sentence_names_the_customer(kind: str):
    assert "customer" not in sentence(kind, FACTS.get(kind, {}), by="Maria", to="Tom").params


def test_the_customer_is_you_to_themselves_and_named_to_others():
    assert str(sentence("reply", {})) == "You wrote"
    assert str(sentence("reply", {}, customer="Ana")) == "Ana wrote"


def test_a_moved_promise_names_who_moved_it_and_both_instants():
    words = sentence("promise_moved", FACTS["promise_moved"], by="Maria")
    assert words.params["name"] == "Maria"
    assert words.params["before"] == datetime.fromisoformat(AT)


def test_a_letter_tells_the_most_telling_thing_about_it():
    told = [
        sentence("letter", facts, by="Maria").message
        for facts in (
            {"asks": True, "step": ["working", "solved"]},
            {"phone": True},
            {"step": ["heard", "looking"]},
            {},
        )
    ]
    assert told == [
        "%(name)s asked you whether it is solved",
        "%(name)s called you, and wrote it down",
        "%(name)s wrote, and moved this to “%(step)s”",
        "%(name)s wrote",
    ]


def test_a_step_inside_a_sentence_is_words_of_its_own_to_be_translated():
    words = sentence("letter", {"step": ["heard", "looking"]}, by="Maria")
    assert words.params["step"] == Words("Looking into it")


@pytest.mark.parametrize(("listened", "told"), [("yes", "felt listened to"), ("no", "did not feel listened to")])
def test_how_it_felt_is_told_as_it_was_said(listened: str, told: str):
    assert str(sentence("felt", {"listened": listened}, customer="Ana")) == f"Ana {told}"


def test_thanks_without_a_known_name_are_still_thanks():
    assert str(sentence("thanked", {"to": 7})) == "You said thank you"


def test_switching_on_is_not_the_same_as_changing_what_is_shown():
    assert str(sentence("published", {"first": True})) == "You switched the public view on"
    assert str(sentence("published", {})) == "You changed what others see"


def test_the_last_step_is_the_customers_own():
    assert str(step_words("confirmed")) == "You agree"
    assert str(step_words("confirmed", "Ana")) == "Ana agrees"
