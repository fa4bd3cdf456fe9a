"""The gentle reader at the desk: what it marks, what it puts in its place, and the lists that the team keeps."""

import html
import re

import pytest

from statuspage.db import db, write
from statuspage.domain.desk.phrases import Phrase, end_phrase, read_phrases
from statuspage.domain.letters import Letter
from statuspage.domain.people.customers import Customer
from tests.surfaces.desk import post
from tests.surfaces.seals import desk, follow, words
from tests.surfaces.test_desk_drafts import LETTER, body_of, hidden
from tests.surfaces.test_letters_begun_twice import value

__all__ = ["desk"]  # the fixture

PHRASES = "/desk/phrases"
SAID = {"language": "en", "phrase": "tut tut", "why": "It scolds.", "instead": "I see"}
HURTS = "Ana,\r\n\r\nas per\r\nour policy 🙂 it stays. Calm down."


def listed(language="en"):
    db.session.rollback()
    return {one.words: one for one in read_phrases(db.session(), language)}


def marks(page):
    return re.findall(r'name="gentler" value="([^"]+)"', page)


# ---- beside a letter


def test_what_may_hurt_is_marked_with_why_and_with_what_to_write_instead(client, desk):
    page = post(client, f"{desk}/reading", body=HURTS).text
    said = words(page)
    assert "as per our policy A rule is nobody’s answer" in said
    assert "Use “here is what I can do, and why” instead" in said
    assert "Use “I understand that this is upsetting” instead" in said
    assert 'data-at="6"' in page, "as a script counts, with one sign for the end of a line"
    at = 6 + len("as per\nour policy 🙂 it stays. ") + 1
    assert f'data-at="{at}"' in page, "and two for a sign outside of the first 65,536"


@pytest.mark.parametrize("body", ["", " ", "Ana, it runs again.", "\0\ud7ff" * 9, "x" * 60_000])
def test_where_nothing_hurts_nothing_is_said(client, desk, body):
    answer = post(client, f"{desk}/reading", body=body)
    assert (answer.status_code, answer.text.strip()) == (200, "")


def test_what_was_heard_is_read_too(client, desk):
    assert marks(post(client, f"{desk}/reading", heard="Calm down.", body="Yes.").text)[0].startswith("heard:0:")


def test_of_very_many_a_few_are_told_and_how_many_more_there_are(client, desk):
    page = post(client, f"{desk}/reading", body="Calm down. " * 200).text
    assert len(marks(page)) == 12
    assert "And 188 more." in page


def test_a_letter_is_read_for_the_phrases_of_its_language(client, desk, cast):
    with write() as session:
        session.get_one(Customer, cast.ana.id).language = "de"
    page = words(post(client, f"{desk}/reading", body="Calm down. Wie bereits erwähnt.").text)
    assert "Wie bereits erwähnt" in page
    assert "Noch einmal und hoffentlich klarer" in page
    assert "Calm down" not in page


def test_without_script_it_reads_with_the_preview_and_keeps_no_letter_from_leaving(client, desk):
    page = post(client, f"{desk}/preview", **LETTER, body=HURTS).text
    assert "Read gently: some of these words may hurt." in page
    assert post(client, f"{desk}/letters", **LETTER, body=HURTS).status_code == 303
    assert db.session.query(Letter).count() == 1
    assert "Read gently" not in client.get(desk).text


def test_other_words_are_put_in_their_place_and_taken_back_with_one_press(client, desk):
    page = post(client, f"{desk}/preview", **LETTER, body=HURTS).text
    page = post(client, f"{desk}/preview", **LETTER, body=HURTS, gentler=marks(page)[0]).text
    was = HURTS.replace("\r\n", "\n")
    assert body_of(page) == was.replace("as per\nour policy", "here is what I can do, and why")
    undo = {name: hidden(page, name) for name in ("undo", "before")}
    assert body_of(post(client, f"{desk}/preview", **LETTER, body=body_of(page), take_out="1", **undo).text) == was


@pytest.mark.parametrize("mark", ["", "body:0:1", "body:x:y", "once:0:1", "body:4711:4711"])
def test_words_that_stand_there_no_more_are_left_alone(client, desk, mark):
    answer = post(client, f"{desk}/preview", **LETTER, body=HURTS, gentler=mark)
    assert answer.status_code == 200
    assert body_of(answer.text) == HURTS.replace("\r\n", "\n")


# ---- the lists


def test_the_list_of_each_language_can_be_looked_at(client, desk):
    page = client.get(PHRASES).text
    assert "as per our policy" in page
    assert "came with the product" in page
    assert "wie bereits erwähnt" in client.get(f"{PHRASES}?language=de").text
    assert "as per our policy" in client.get(f"{PHRASES}?language=xx").text, "else that of the agent’s own"


def test_a_phrase_is_added_and_letters_are_read_for_it(client, desk):
    page = follow(client, post(client, PHRASES, **SAID))
    assert "changed by Maria, today, 09:12" in page
    assert "It scolds." in post(client, f"{desk}/reading", body="Tut, tut!").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phrase": ""}, "Please write something here."),
        ({"phrase": "…"}, "There is no word in “…”"),
        ({"phrase": "x" * 5_000}, "120 is the most that fits"),
        ({"why": "x" * 5_000}, "300 is the most that fits"),
        ({"instead": ""}, "Please write something here."),
        ({"language": "xx"}, "There is no such language at this desk."),
        ({"phrase": "As per our policy!"}, "stands in this list already"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(client, desk, wrong, said):
    typed = SAID | wrong
    for address in (PHRASES, f"{PHRASES}/{listed()['calm down'].id}"):
        answer = post(client, address, **typed)
        assert answer.status_code == 422
        assert said in html.unescape(answer.text)
        assert all(f'value="{typed[name]}"' in html.unescape(answer.text) for name in ("phrase", "why", "instead"))
    assert "tut tut" not in listed()


def test_what_a_colleague_changed_meanwhile_is_told_and_nothing_is_overwritten(client, desk):
    phrase = f"{PHRASES}/{listed()['calm down'].id}"
    shown = html.unescape(value(client.get(phrase).text, "shown"))
    said = SAID | {"phrase": "calm down", "shown": shown}
    assert post(client, phrase, **(said | {"why": "Tom’s reason."})).status_code == 303
    answer = post(client, phrase, **(said | {"why": "Maria’s reason."}))
    assert answer.status_code == 422
    assert "Meanwhile this became “Tom’s reason.”" in html.unescape(answer.text)
    assert 'value="Maria’s reason."' in html.unescape(answer.text)


def test_a_deleted_phrase_is_brought_back_with_one_press(client, desk):
    phrase = f"{PHRASES}/{listed()['calm down'].id}"
    page = follow(client, post(client, phrase, deed="delete"))
    assert page.count('value="again"') == 2, "beside what is said, and in the list of what is deleted"
    assert "calm down" not in listed()
    assert "Brought back." in follow(client, post(client, phrase, deed="again"))
    assert "calm down" in listed()


def test_whoever_saves_what_was_deleted_meanwhile_loses_nothing(client, desk, run, cast, clock):
    number = listed()["calm down"].id
    run(end_phrase, number, cast.tom, clock())
    answer = post(client, f"{PHRASES}/{number}", **SAID)
    assert answer.status_code == 422
    assert 'value="tut tut"' in answer.text
    assert post(client, f"{PHRASES}/{number}", **SAID, deed="again").status_code == 303
    assert listed()["tut tut"].id == number


def test_there_is_no_phrase_at_another_number(client, desk):
    assert client.get(f"{PHRASES}/4711").status_code == 404
    assert db.session.get(Phrase, 4711) is None
