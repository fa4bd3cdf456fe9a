"""The letter of a cause before the owner of a ticket: theirs to make their own, to put away, or to leave beside."""

import re

import pytest

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.causes.laying import lay
from tests.surfaces.desk import log_in, post
from tests.surfaces.seals import LETTER, NAME, desk, follow, kenji, laid, number, seals, words
from tests.surfaces.test_letters_begun_twice import value, written

__all__ = ["desk", "kenji", "laid", "seals"]  # the fixtures

LAID = "Dear Ana, the seals of March are bad. Yours in Lisbon is one of them."
SENT = {"heard": "It dies.", "promise": "2026-11-23T17:00", "step": "heard"}
SENT |= {"turn": "us", "seen_by": "customer", "seen": "1"}


def test_it_stands_in_the_form_of_its_owner_and_no_next_word_is_chosen_for_them(client, desk, laid):
    page = client.get(desk).text
    assert written(page) == LAID
    assert f"A letter about “{NAME}” is laid before you" in page
    assert value(page, "laid") == str(laid)
    assert not re.search(r'name="promise"[^>]* checked', page)
    assert f"a letter about “{NAME}” is laid before you" in client.get("/desk").text


def test_as_it_was_laid_and_without_a_next_word_it_is_not_sent(client, desk, laid):
    sent = SENT | {"body": LAID, "laid": str(laid), "copy": "one"}
    answer = post(client, f"{desk}/letters", **sent)
    assert answer.status_code == 422
    assert "word for word. Make it yours" in answer.text
    assert value(answer.text, "laid") == str(laid)
    answer = post(client, f"{desk}/letters", **(sent | {"body": LAID + " I have yours.", "promise": ""}))
    assert answer.status_code == 422
    assert "A letter ends with when you write next" in answer.text


def test_made_theirs_it_is_sent_and_the_cause_shows_it_with_its_promise(client, desk, laid, seals):
    own = {"body": LAID + " I have a new one for you.", "laid": str(laid), "copy": "one", "once": "k"}
    assert post(client, f"{desk}/letters", **(SENT | own)).status_code == 303
    page = words(client.get(seals).text)
    assert "sent by Maria, today, 09:12" in page
    assert page.count("next word by today, 17:00") == 1, "as the ticket has it, and no second time of the letter"
    assert "promised for" not in page
    assert "1 has heard, one letter waits for a hand" in page
    assert written(client.get(desk).text) == ""


def test_what_its_owner_has_begun_stays_in_the_form_and_it_lies_beside(client, desk, seals, cast, run, clock):
    post(client, f"{desk}/unsent", **SENT, body="Ana, I am at it.", copy="one")
    run(lay, number(seals), cast.tom, clock(), body=LETTER, language="en")
    page = client.get(desk).text
    assert written(page) == "Ana, I am at it."
    assert value(page, "laid") == ""
    assert LAID in page.split('id="laid-beside"')[1]
    assert "lies beside another letter that Maria has begun" in client.get(seals).text
    led = post(client, f"{desk}/unsent", **SENT, body="Ana, I am still at it.", copy="one", take=value(page, "take"))
    taken = client.get(led.headers["Location"]).text
    assert written(taken) == LAID
    assert "Ana, I am still at it." in taken.split('class="begun"')[1]


def test_gone_on_with_it_is_an_unsent_letter_like_any_other(client, desk, laid, seals):
    post(client, f"{desk}/unsent", **(SENT | {"promise": ""}), body=LAID + " And", laid=str(laid), copy="one")
    page = client.get(desk).text
    assert written(page) == LAID + " And"
    assert value(page, "laid") == str(laid)
    assert 'id="laid-beside"' not in page
    assert not re.search(r'name="promise"[^>]* checked', page), "the next word is still theirs to choose"
    assert "Maria is making it theirs" in client.get(seals).text


@pytest.mark.parametrize("is_beside", [False, True])
def test_put_away_the_cause_says_so(client, desk, laid, seals, is_beside):
    if is_beside:
        post(client, f"{desk}/unsent", **SENT, body="Ana, I am at it.", copy="one")
        how = {"body": "Ana, I am at it.", "copy": "one", "drop": value(client.get(desk).text, "drop")}
    else:
        how = {"body": LAID, "laid": str(laid), "copy": "one", "discard": "1"}
    assert "Put away, and the page of the cause says so." in follow(
        client, post(client, f"{desk}/unsent", **SENT, **how)
    )
    assert "put away by Maria, today, 09:12" in client.get(seals).text
    assert written(client.get(desk).text) == ("Ana, I am at it." if is_beside else "")


def test_a_colleague_reads_that_it_waits_and_finds_it_not_in_their_form(app, desk, laid):
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    page = tom.get(desk).text
    assert written(page) == ""
    assert "A letter about it is laid before Maria." in page


def test_handed_over_it_lies_before_the_new_owner(app, client, desk, laid, run, cast, clock):
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Yours.")
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    assert written(tom.get(desk).text) == LAID
    assert written(client.get(desk).text) == ""


def test_an_owner_hears_that_the_reader_has_another_language_than_the_letter(client, desk, seals, run, cast, clock):
    post(client, f"{seals}/letters", body="Liebe Ana, [[IHR ORT]], [[their name]].", language="de", seen="0")
    page = client.get(desk).text
    assert "It is written in German, and Ana reads English." in page
    assert "Lissabon" in written(page)


def test_a_note_with_its_words_is_no_letter(client, desk, laid, seals):
    note = SENT | {"body": LAID, "laid": str(laid), "seen_by": "us", "copy": "one"}
    assert post(client, f"{desk}/letters", **note).status_code == 303
    assert "waits for the hand of Maria" in client.get(seals).text
