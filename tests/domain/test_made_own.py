"""A letter from a draft leaves once somebody has made it theirs: its places are filled in, and it says more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.desk.alike import compare
from statuspage.domain.desk.made_own import Filling
from statuspage.domain.errors import Refused
from tests.drafts import add_draft

DRAFT = (
    "[[their name]], I have “[[the subject]]” before me now. What I found is [[your own words: what you found]].\n\n"
    "Next it goes to the bench, where it runs for a whole day, and by [[the promise]] you will know how it went."
)
FILLED = (
    "Ana, I have “The machine heats up, then switches itself off” before me now. What I found is a fuse.\n\n"
    "Next it goes to the bench, where it runs for a whole day, and by Monday, 17:00 you will know how it went."
)
OWN = " The fuse had burnt because the pump drew twice the current, so your cups were cold on Mondays."
OFFER = "[[their name]], as a thank you: with this voucher the next descaling kit is half of its price."


@pytest.fixture
def repair(scene):
    return add_draft(scene.session, scene.now, title="Repair under way", body=DRAFT)


def refusal(call, *arguments, **named):
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value


def letter(scene, body, **rest):
    return scene.letter(body, filling=Filling(promise="Monday, 17:00"), **rest)


TRIVIAL = {
    "as it is": FILLED,
    "another comma": FILLED.replace(",", ";") + "!!",
    "in capitals": FILLED.upper(),
    "another name": FILLED.replace("Ana", "Dear Ana Reis"),
    "more spaces": FILLED.replace(" ", "\n  "),
    "without accents and marks": FILLED.replace("“", "**").replace("”", "**"),
    "twice": f"{FILLED}\n\n{FILLED}",
    "its sentences in another order": "\n".join(reversed(FILLED.split("\n\n"))),
    "one word more": FILLED + " Really.",
    "one word over and over": FILLED + " Really" * 60,
}


@pytest.mark.parametrize("body", TRIVIAL.values(), ids=TRIVIAL)
def test_a_draft_that_was_hardly_changed_does_not_leave_and_says_what_is_missing(scene, repair, body):
    refused = refusal(letter, scene, body)
    assert refused.field == "body"
    assert "is the draft “Repair under way” as it is" in str(refused)
    assert "write what you found, or what it means for this one person" in str(refused)
    assert scene.kinds == ["opened"]


def test_how_much_is_the_same_is_said_in_numbers(scene, repair):
    refused = refusal(letter, scene, FILLED)
    assert 90 <= refused.words.params["same"] <= 100
    assert "%" in str(refused)
    wanting = refused.words.params["wanting"]
    assert 4 <= wanting <= 20
    one = refusal(letter, scene, FILLED + " Really.")
    assert one.words.params["wanting"] == wanting - 1


def test_with_what_was_found_it_leaves(scene, repair):
    assert letter(scene, FILLED + OWN).version == 2


def test_what_is_said_in_a_place_is_its_writers_own(scene, repair):
    assert letter(scene, FILLED.replace("a fuse", OWN.strip(" ."))).version == 2


def test_a_letter_of_ones_own_leaves_whatever_drafts_there_are(scene, repair):
    add_draft(scene.session, scene.now, title="Short", body="Is it solved for you?")
    assert letter(scene, "By Monday you will know.").version == 2
    assert scene.letter("It runs for a whole day now, and it stays hot.").version == 3


def test_the_draft_that_is_most_alike_is_named_in_any_language(scene, repair):
    german = "[[ihr Name]], was uns aufhält, ist ein Teil. Es ist bestellt und kommt am Freitag bei uns an."
    add_draft(scene.session, scene.now, title="Waiting", body="We wait.", de=german.replace("ihr Name", "their name"))
    refused = refusal(
        letter, scene, "Ana, was uns aufhält, ist ein Teil. Es ist bestellt und kommt am Freitag bei uns an."
    )
    assert refused.words.params["draft"] == "Waiting"


@pytest.mark.parametrize("body", ["Hello.", "We wait", "WE  WAIT!"])
def test_a_draft_of_a_word_or_two_does_not_leave_as_it_is_either(scene, body):
    add_draft(scene.session, scene.now, title="Short", body="We wait.")
    add_draft(scene.session, scene.now, title="Shorter", body="[[their name]], hello.")
    assert refusal(scene.letter, body).field == "body"


def test_an_open_place_does_not_leave_and_is_named(scene, repair):
    refused = refusal(letter, scene, DRAFT + OWN)
    assert refused.field == "body"
    assert "your own words: what you found" in str(refused)


# ---- an offer


@pytest.fixture
def voucher(scene):
    return add_draft(scene.session, scene.now, title="Voucher", body=OFFER, is_offer=True)


def test_an_offer_waits_until_it_is_solved(scene, voucher):
    body = (
        "Ana, the fuse is in."
        + OWN
        + "\n\nAs a thank you: with this voucher the next descaling kit is half of its price."
    )
    refused = refusal(scene.letter, body)
    assert (refused.field, "“Voucher” is an offer" in str(refused)) == ("body", True)
    assert refusal(scene.letter, body, asks_solved=True).field == "body"
    scene.ask_solved()
    assert scene.letter(body, asks_solved=True).version == 3


def test_a_letter_that_offers_nothing_does_not_wait(scene, voucher):
    assert scene.letter("Ana, the next kit is on its way; it costs nothing, as you have waited.").version == 2


# ---- the one function, for any words

words = st.text("abcdeé ßشنя汉.,'’\n", max_size=60)


@given(words, words, st.lists(words, max_size=2))
def test_it_never_raises_and_its_shares_are_shares(letter, draft, told):
    alike = compare(letter, draft, told)
    assert 0 <= alike.same <= 100
    assert 0 <= alike.has <= 100
    assert 0 <= alike.wanting <= 20


@given(words, words)
def test_laid_in_twice_it_is_as_much_alike_as_once(letter, draft):
    assert compare(f"{letter}\n\n{draft}\n\n{draft}", draft) == compare(f"{letter}\n\n{draft}", draft)


@given(st.lists(st.sampled_from(FILLED.split()), min_size=6, max_size=40))
def test_capitals_commas_and_spaces_never_count(drawn):
    plain = " ".join(drawn)
    shouted = " ,\n".join(word.upper() for word in drawn) + "!"
    assert compare(shouted, plain) == compare(plain, plain)
    assert compare(plain, plain).wanting > 0


@given(st.lists(st.sampled_from(FILLED.split()), min_size=6, max_size=40), st.text("Anaé Réis", max_size=12))
def test_the_name_never_counts(drawn, name):
    plain = " ".join(drawn)
    assert compare(f"{name}, {plain} {name}", plain, [name]).wanting == compare(plain, plain).wanting
