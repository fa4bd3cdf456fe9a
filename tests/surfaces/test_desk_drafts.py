"""Drafts at the desk: written by the team, filled in for one letter, taken out again, and offers that wait."""

import html
import re
from dataclasses import replace

import pytest

from statuspage.db import db, write
from statuspage.domain.desk.drafts import Draft, end_draft, read_drafts
from statuspage.domain.letters import Letter
from statuspage.domain.people.customers import Customer
from tests.drafts import add_draft
from tests.surfaces.desk import csrf, log_in, post
from tests.surfaces.seals import follow
from tests.surfaces.test_letters_begun_twice import value

DRAFTS = "/desk/drafts"
SAID = {"name": "Waiting", "text_en": "[[their name]], what keeps us is [[your own words: which part]].", "text_de": ""}
FILLED = "[[their name]], “[[the subject]]” is on my bench. By [[the promise]] I write again. [[your own words: more]]"
LETTER = {"heard": "It died again.", "promise": "2026-11-23T17:00", "turn": "us", "seen_by": "customer", "seen": "1"}


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def draft(run, cast, clock):
    """A draft whose address is this."""
    return f"{DRAFTS}/{run(add_draft, clock(), title='Waiting', body='[[their name]], we wait.').id}"


def drafts():
    db.session.rollback()
    return {one.title: one for one in read_drafts(db.session())}


def body_of(page):
    shown = page.split('id="letter-body"')[1].split(">", 1)[1].split("</textarea>")[0]
    return html.unescape(shown).replace("\r\n", "\n").removeprefix("\n")


def hidden(page, name):
    return html.unescape(value(page.split('id="letter-undo"')[1], name))


# ---- written by the team


def test_the_empty_list_says_what_drafts_are_for(client, desk):
    page = client.get(DRAFTS).text
    assert "No draft yet." in page
    assert "It never goes out as it is" in page


def test_a_draft_is_written_in_several_languages_and_says_who_wrote_it_when(client, desk):
    page = client.get(f"{DRAFTS}/new").text
    assert "[[the promise]]" in page, "what can be filled in is told"
    page = follow(
        client, post(client, DRAFTS, **(SAID | {"text_de": "[[ihr Name]], es fehlt ein Teil.", "offer": "yes"}))
    )
    assert "Saved." in page
    assert "English, German" in page
    assert "changed by Maria, today, 09:12" in page
    assert drafts()["Waiting"].is_offer
    form = client.get(f"{DRAFTS}/{drafts()['Waiting'].id}").text
    assert "es fehlt ein Teil.</textarea>" in form
    assert 'value="Waiting"' in form


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Please write something here."),
        ({"name": "x" * 5_000}, "120 is the most that fits"),
        ({"name": "waiting "}, "Another draft is called “waiting” already"),
        ({"text_en": ""}, "Please write something here."),
        ({"text_en": "x" * 10_001}, "10000 is the most that fits"),
        ({"text_de": "[[ihr Nahme]], hallo"}, "We do not know what to put into [[ihr Nahme]]"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(client, desk, draft, wrong, said):
    typed = SAID | {"name": "Another", "text_de": "[[ihr Name]], hallo."} | wrong
    for address in (DRAFTS, f"{DRAFTS}/{post(client, DRAFTS, **(SAID | {'name': 'Mine'})) and drafts()['Mine'].id}"):
        answer = post(client, address, **typed)
        assert answer.status_code == 422
        assert said in html.unescape(answer.text)
        for name in ("text_en", "text_de"):
            assert f"{typed[name]}</textarea>" in html.unescape(answer.text)
        assert f'value="{typed["name"]}"' in html.unescape(answer.text)
    assert set(drafts()) == {"Waiting", "Mine"}


def test_what_a_colleague_changed_meanwhile_is_told_and_nothing_is_overwritten(client, desk, draft):
    shown = html.unescape(value(client.get(draft).text, "shown"))
    theirs = {"name": "Waiting", "text_en": "Tom’s words.", "shown": shown}
    assert post(client, draft, **theirs).status_code == 303
    answer = post(client, draft, name="Waiting", text_en="Maria’s words.", shown=shown)
    assert answer.status_code == 422
    assert "Meanwhile this became “Tom’s words.”" in html.unescape(answer.text)
    assert "Maria’s words.</textarea>" in html.unescape(answer.text)
    again = {"shown": html.unescape(value(answer.text, "shown"))}
    assert post(client, draft, name="Waiting", text_en="Maria’s words.", **again).status_code == 303
    assert drafts()["Waiting"].texts["en"] == "Maria’s words."


def test_who_changes_another_field_than_a_colleague_overwrites_nothing(client, desk, draft):
    shown = html.unescape(value(client.get(draft).text, "shown"))
    theirs = "[[their name]], we wait."
    post(client, draft, name="Waiting", text_en=theirs, text_de="Tom wartet.", shown=shown)
    assert post(client, draft, name="Still waiting", text_en=theirs, text_de="", shown=shown).status_code == 303
    assert drafts()["Still waiting"].texts["de"] == "Tom wartet."


def test_a_deleted_draft_is_taken_back_with_one_press(client, desk, draft):
    page = follow(client, post(client, draft, deed="delete"))
    assert "Deleted. Nobody can begin from it any more" in page
    assert page.count('value="again"') == 2, "beside what is said, and in the list of what is deleted"
    assert drafts() == {}
    assert "Brought back." in follow(client, post(client, draft, deed="again"))
    assert set(drafts()) == {"Waiting"}


def test_whoever_saves_what_was_deleted_meanwhile_loses_nothing(client, desk, draft, run, cast, clock):
    run(end_draft, int(draft.rpartition("/")[2]), cast.tom, clock())
    answer = post(client, draft, name="Waiting", text_en="Maria’s words.")
    assert answer.status_code == 422
    assert "Bring it back first; what you wrote is still here." in html.unescape(answer.text)
    assert "deleted by Tom" in answer.text
    assert "Maria’s words.</textarea>" in html.unescape(answer.text)
    assert post(client, draft, name="Waiting", text_en="Maria’s words.", deed="again").status_code == 303
    assert drafts()["Waiting"].texts["en"] == "Maria’s words."


def test_one_whose_name_is_taken_meanwhile_stays_deleted_and_says_why(client, desk, draft):
    post(client, draft, deed="delete")
    post(client, DRAFTS, **SAID)
    answer = post(client, draft, deed="again")
    assert answer.status_code == 422
    assert "Another draft is called “Waiting” already" in html.unescape(answer.text)


def test_there_is_no_draft_at_another_number(client, desk):
    assert client.get(f"{DRAFTS}/4711").status_code == 404
    assert post(client, f"{DRAFTS}/4711", **SAID).status_code == 404


# ---- in a letter


def lay(client, desk, run, clock, **more):
    draft = run(add_draft, clock(), title="On the bench", body=FILLED)
    return post(client, f"{desk}/preview", **(LETTER | {"draft": str(draft.id)} | more)).text


def test_it_is_filled_in_with_the_name_the_subject_and_the_promise(client, desk, run, clock, cast):
    body = body_of(lay(client, desk, run, clock))
    assert body.startswith(f"Ana, “{cast.ticket.subject}” is on my bench.")
    assert "By Monday, 23 November, 17:00 I write again." in body
    assert body.endswith("[[your own words: more]]")


def test_without_a_promise_its_place_stays_open(client, desk, run, clock):
    assert "By [[the promise]] I" in body_of(lay(client, desk, run, clock, promise="ask"))


def test_it_comes_in_the_customers_language_or_says_that_it_does_not(client, desk, run, clock, cast):
    with write() as session:
        session.get_one(Customer, cast.ana.id).language = "de"
    post(client, DRAFTS, **(SAID | {"name": "Both", "text_de": "[[Ihr Name]], bis [[das Versprechen]]."}))
    page = post(client, f"{desk}/preview", **(LETTER | {"draft": str(drafts()["Both"].id)})).text
    assert body_of(page) == "Ana, bis Montag, 23. November, 17:00."
    page = lay(client, desk, run, clock)
    assert body_of(page).startswith("Ana, “The machine")
    assert "“On the bench” has no text in German yet: this one is in English." in html.unescape(page)


def test_it_is_taken_out_with_one_press_and_put_back_with_another(client, desk, run, clock):
    before = "Ana, one thing first.\r\n\r\nIt is cold."
    page = lay(client, desk, run, clock, body=before)
    laid = body_of(page)
    assert laid.startswith("Ana, one thing first.")
    undo = {name: hidden(page, name) for name in ("undo", "before", "promised")}
    page = post(client, f"{desk}/preview", **LETTER, body=f"{laid} And more.", take_out="1", **undo).text
    assert body_of(page) == before.replace("\r\n", "\n")
    assert "Put it back" in page
    undo = {name: hidden(page, name) for name in ("undo", "before", "promised")}
    page = post(client, f"{desk}/preview", **LETTER, body=before, take_out="1", **undo).text
    assert body_of(page) == f"{laid} And more."


def test_a_kept_letter_that_is_opened_again_offers_to_take_the_draft_out(client, desk, run, clock):
    page = lay(client, desk, run, clock, body="First this.")
    undo = {name: hidden(page, name) for name in ("undo", "before", "promised")}
    kept = LETTER | {"body": body_of(page), "copy": "one-window", **undo}
    post(client, f"{desk}/unsent", **kept)
    page = client.get(desk).text
    assert body_of(page) == kept["body"]
    offered = re.search(r'<p class="composer-undo"[^>]*>', page)[0]
    assert "hidden" not in offered
    assert {name: hidden(page, name) for name in undo} == undo
    post(client, f"{desk}/unsent", **(kept | {"body": "First this."}))
    assert "hidden" in re.search(r'<p class="composer-undo"[^>]*>', client.get(desk).text)[0]


def test_the_pages_script_gets_what_becomes_of_the_letter(client, desk, run, clock):
    draft = run(add_draft, clock(), title="On the bench", body="[[their name]], hello.")
    typed = {"csrf": csrf(client), **LETTER, "body": "First this.", "draft": str(draft.id)}
    said = client.post(f"{desk}/preview", data=typed, headers={"HX-Request": "true"}).json
    assert said["body"] == "First this.\n\nAna, hello."
    assert (said["undo"]["kind"], said["undo"]["before"]) == ("draft", "First this.")


def test_a_letter_that_tells_of_another_promise_than_it_makes_is_refused(client, desk, run, clock):
    page = lay(client, desk, run, clock)
    body = body_of(page).replace("[[your own words: more]]", "The pump draws twice its current, so a fuse went.")
    said = LETTER | {"body": body, "promised": hidden(page, "promised")}
    answer = post(client, f"{desk}/letters", **(said | {"promise": "2026-11-24T17:00"}))
    assert answer.status_code == 422
    assert "Your letter says “Monday, 23 November, 17:00”, and something else is chosen here." in html.unescape(
        answer.text
    )
    assert body_of(answer.text) == body
    assert post(client, f"{desk}/letters", **said).status_code == 303


def test_a_draft_that_was_hardly_changed_is_refused_and_the_words_stay(client, desk, run, clock):
    body = body_of(lay(client, desk, run, clock)).replace("[[your own words: more]]", "Really")
    answer = post(client, f"{desk}/letters", **LETTER, body=body)
    assert answer.status_code == 422
    assert "of this is the draft “On the bench” as it is." in html.unescape(answer.text)
    assert body_of(answer.text) == body
    assert db.session.query(Letter).count() == 0


def test_an_open_place_is_refused_and_marked(client, desk, run, clock):
    body = body_of(lay(client, desk, run, clock))
    answer = post(client, f"{desk}/letters", **LETTER, body=body)
    assert answer.status_code == 422
    assert "yours to fill in first: your own words: more." in answer.text
    assert "<mark>more</mark>" in answer.text


def test_an_offer_waits_greyed_and_says_why_and_nobody_can_choose_it(client, desk, run, clock):
    offer = run(
        add_draft, clock(), title="Voucher", body="[[their name]], with this voucher it is half.", is_offer=True
    )
    button = client.get(desk).text.split(f'name="draft" value="{offer.id}"')[1].split(">")[0]
    assert " disabled" in button
    assert 'aria-describedby="offers-wait"' in button
    assert "An offer waits until this is solved: help comes first." in client.get(desk).text
    answer = post(client, f"{desk}/preview", **LETTER, body="Ana, wait.", draft=str(offer.id))
    assert answer.status_code == 422
    assert "“Voucher” is an offer, and it waits until this is solved" in html.unescape(answer.text)
    assert body_of(answer.text) == "Ana, wait."
    post(client, f"{desk}/letters", **(LETTER | {"body": "It should work now.", "promise": "ask"}))
    assert " disabled" not in client.get(desk).text.split(f'name="draft" value="{offer.id}"')[1].split(">")[0]
    laid = post(client, f"{desk}/preview", **LETTER, draft=str(offer.id)).text
    assert body_of(laid) == "Ana, with this voucher it is half."


def test_a_draft_that_is_gone_lays_nothing(client, desk, run, clock, cast):
    draft = run(add_draft, clock(), title="On the bench", body=FILLED)
    run(end_draft, draft.id, cast.tom, clock())
    assert body_of(post(client, f"{desk}/preview", **LETTER, body="Mine.", draft=str(draft.id)).text) == "Mine."


def test_the_teams_own_language_is_the_first_of_the_desk(app, client, desk):
    app.extensions["settings"] = replace(app.extensions["settings"], languages=("de", "en"))
    answer = post(client, DRAFTS, **SAID)
    assert answer.status_code == 422
    assert 'id="draft-text_de-error"' in answer.text
    assert db.session.query(Draft).count() == 0
