"""Writing at the desk: what goes out, what is refused with the text kept, and what two agents at once see."""

from dataclasses import replace

import pytest
from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import confirm, reply
from statuspage.domain.desk.unsent_letters import UnsentLetter, read_unsent
from statuspage.domain.letters import Letter
from statuspage.domain.notes import Note
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Promise
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.drafts import add_draft
from tests.surfaces.desk import csrf, log_in, post

LETTER = {
    "heard": "It died again, on a Monday.",
    "body": "I am **on it**.",
    "promise": "2026-11-23T17:00",
    "step": "heard",
    "turn": "us",
    "seen_by": "customer",
    "seen": "1",
    "once": "a-key",
}


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


def letters() -> int:
    return db.session.scalar(select(func.count()).select_from(Letter)) or 0


def test_a_letter_goes_out_with_what_was_heard_and_a_promise_by_the_customers_clock(client, cast, desk):
    answer = post(client, f"{desk}/letters", **LETTER)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://localhost{desk}?said=sent")
    ticket = db.session.get(Ticket, cast.ticket.id)
    assert (ticket.heard_words, ticket.step, ticket.promised_at.isoformat()) == (
        LETTER["heard"],
        "heard",
        "2026-11-23T17:00:00+00:00",
    )
    page = client.get(f"{desk}?said=sent").text
    assert "Sent: it stands on the page of Ana." in page
    assert "<strong>on it</strong>" in page


def test_the_question_is_an_end_too(client, cast, desk):
    assert post(client, f"{desk}/letters", **(LETTER | {"promise": "ask"})).status_code == 303
    assert db.session.get(Ticket, cast.ticket.id).step == "solved"


def test_a_picked_time_and_a_call_are_promised(client, cast, desk):
    picked = {"promise": "pick", "day": "2026-11-24", "time": "09:30", "kind": "call"}
    assert post(client, f"{desk}/letters", **(LETTER | picked)).status_code == 303
    assert "calls Ana by" in client.get(desk).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"promise": ""}, "A letter ends with when you write next"),
        ({"promise": "2026-11-23T08:00"}, "has passed already"),
        ({"promise": "rubbish"}, "give the day and the time"),
        ({"promise": "pick", "day": "", "time": "10:00"}, "give the day and the time"),
        ({"promise": "2031-01-01T10:00"}, "further off than anyone can promise"),
        ({"heard": ""}, "Please write something here."),
        ({"body": " \u200b "}, "Please write something here."),
        ({"body": "x" * 1_000_000}, "20000 is the most that fits"),
        ({"body": "be\u202ell"}, "read backwards"),
        ({"body": "be\x07ll"}, "control characters"),
        ({"body": "Dear [[their name]], hello"}, "yours to fill in first"),
        ({"step": "flying"}, "one of the answers"),
        ({"step": "solved"}, "ask the customer whether they agree"),
        ({"turn": "nobody"}, "one of the answers"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_words_and_the_text(client, desk, change, words):
    answer = post(client, f"{desk}/letters", **(LETTER | change))
    assert answer.status_code == 422
    assert words in answer.text
    kept = (LETTER | change)["body"].strip().replace("\u202e", "").replace("\x07", "").replace("\u200b", "").strip()
    assert kept in answer.text
    assert letters() == 0


def test_an_hour_that_the_clocks_skip_is_no_promise(client, run, cast, desk, clock):
    clock.time = clock.time.replace(year=2027, month=3, day=27)
    log_in(client)
    answer = post(client, f"{desk}/letters", **(LETTER | {"promise": "2027-03-28T01:30"}))
    assert answer.status_code == 422
    assert "does not exist on that day" in answer.text


def test_a_closed_ticket_takes_no_letter(client, run, cast, desk, clock):
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", heard="h", asks_solved=True)
    run(confirm, cast.ticket.id, clock())
    answer = post(client, f"{desk}/letters", **(LETTER | {"seen": "9"}))
    assert answer.status_code == 422
    assert "This ticket is closed" in answer.text
    assert LETTER["body"] in answer.text
    assert "Your letter, which was not sent" in answer.text


DEEDS = ("letters", "notes", "handovers", "promises", "closing", "links", "presence", "unsent", "preview")


@pytest.mark.parametrize("number", ["999", "99999999999999999999", "0"])
def test_a_ticket_that_is_not_there_is_not_there(client, desk, number):
    assert client.get(f"/desk/tickets/{number}").status_code == 404
    assert client.get(f"/desk/tickets/{number}/live").status_code == 404
    for deed in DEEDS:
        assert post(client, f"/desk/tickets/{number}/{deed}", **LETTER).status_code == 404, deed
    assert post(client, f"/desk/tickets/{number}/unsent", discard="1").status_code == 404


def test_a_letter_sent_twice_counts_once(client, desk):
    for _ in range(2):
        assert post(client, f"{desk}/letters", **LETTER).status_code == 303
    assert letters() == 1


def test_whoever_did_not_see_the_colleagues_letter_reads_it_before_sending(client, run, cast, desk, clock):
    words = {"body": "Tom was quicker.", "heard": "h", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.tom, clock(), **words)
    answer = post(client, f"{desk}/letters", **LETTER)
    assert answer.status_code == 409
    assert "New since you opened this page" in answer.text
    assert "Tom was quicker." in answer.text
    assert answer.text.count('id="v2"') == 1
    assert "I am **on it**." in answer.text
    assert 'name="seen" value="2"' in answer.text
    assert letters() == 1
    assert post(client, f"{desk}/letters", **(LETTER | {"seen": "2", "once": "another"})).status_code == 303
    assert letters() == 2


def test_a_reply_that_came_meanwhile_is_read_first_too(client, run, cast, desk, clock):
    run(reply, cast.ticket.id, clock(), body="It works again!")
    answer = post(client, f"{desk}/letters", **LETTER)
    assert answer.status_code == 409
    assert "It works again!" in answer.text


def test_only_us_makes_a_note_that_needs_no_promise(client, cast, desk):
    note = LETTER | {"seen_by": "us", "promise": "", "heard": "", "body": "Between us: the fuse."}
    assert post(client, f"{desk}/letters", **note).headers["Location"].endswith("?said=noted")
    assert letters() == 0
    assert db.session.scalar(select(Note.body)) == "Between us: the fuse."


def test_a_preview_is_safe_and_sends_nothing(client, desk):
    typed = LETTER | {"body": "**Hi** <script>alert(1)</script> [x](javascript:alert(1))"}
    fragment = client.post(f"{desk}/preview", data={"csrf": csrf(client), **typed}, headers={"HX-Request": "true"})
    assert '<p dir="auto"><strong>Hi</strong>' in fragment.text
    assert "Next word by today, 17:00" in fragment.text
    assert "Maria" in fragment.text
    assert 'class="letter' in fragment.text
    assert "<script>" not in fragment.text
    assert 'href="javascript' not in fragment.text
    whole = post(client, f"{desk}/preview", **typed)
    assert whole.status_code == 200
    assert "<strong>Hi</strong>" in whole.text
    assert LETTER["heard"] in whole.text
    assert letters() == 0


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"promise": "ask"}, "Maria asks: is it solved?"),
        ({"promise": "2026-11-23T17:00", "kind": "call"}, "A call by "),
        ({"promise": "2026-01-01T17:00"}, "on it"),
        ({"promise": "pick", "day": "soon"}, "on it"),
        ({"step": "working"}, "Working on it"),
        ({"step": "nowhere"}, "on it"),
    ],
)
def test_a_preview_shows_the_letter_with_whatever_is_chosen_so_far(client, desk, change, shown):
    page = client.post(
        f"{desk}/preview", data={"csrf": csrf(client), **(LETTER | change)}, headers={"HX-Request": "true"}
    )
    assert page.status_code == 200
    assert shown in page.text


def test_a_draft_is_put_in_after_what_is_written_and_its_open_places_are_listed(client, run, desk, clock):
    draft = run(add_draft, clock(), title="We heard you", body="Dear [[their name]], I found [[your own words: what]].")
    page = post(client, f"{desk}/preview", **(LETTER | {"draft": str(draft.id)})).text
    assert "I am **on it**.\n\nDear Ana, I found [[your own words: what]]." in page
    assert "<mark>what</mark>" in page


SAYS = "Try it, [[their name]]. [[your own words]] [[Your own words]]"


@pytest.mark.parametrize("body", ["Is it solved?\r\n\r\nTry it, Ana. [[your own words]] [[Your own words]]", ""])
def test_a_draft_takes_the_place_of_another_that_nobody_touched_and_lists_a_place_once(client, run, desk, clock, body):
    run(add_draft, clock(), title="Solved?", body=f"Is it solved?\n\n{SAYS}")
    draft = run(add_draft, clock(), title="We heard you", body="I read it. [[your own words]] [[your own words]]")
    page = post(client, f"{desk}/preview", **(LETTER | {"body": body, "draft": str(draft.id)})).text
    assert "\nI read it. [[your own words]] [[your own words]]</textarea>" in page
    assert page.count("<mark>") == 1


def test_a_draft_is_put_in_once(client, run, desk, clock):
    draft = run(add_draft, clock(), title="We heard you", body="Dear [[their name]],\n\nI read it.")
    written = "First this.\r\n\r\nDear Ana,\r\n\r\nI read it."
    page = post(client, f"{desk}/preview", **(LETTER | {"body": written, "draft": str(draft.id)})).text
    assert page.split('id="letter"')[1].split("</textarea>")[1].count("I read it.") == 1


def test_an_unsent_letter_is_kept_and_comes_back_and_goes_with_the_sending(client, desk):
    kept = post(client, f"{desk}/unsent", body="Half a lett", promise="pick", day="2026-12-01", time="08:15")
    assert (kept.status_code, kept.text) == (200, "09:12")
    page = client.get(desk).text
    assert "Half a lett" in page
    assert "Kept from today, 09:12" in page
    assert 'value="2026-12-01"' in page
    assert post(client, f"{desk}/letters", **LETTER).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(UnsentLetter)) == 0


def test_a_copy_that_arrives_after_the_letter_itself_is_not_kept(client, desk):
    assert post(client, f"{desk}/letters", **LETTER, copy="a window").status_code == 303
    for words in (LETTER["body"], "I am **on"):
        late = post(client, f"{desk}/unsent", **(LETTER | {"body": words}), copy="a window")
        assert (late.status_code, late.text) == (204, "")
    assert read_unsent(db.session, 1, 1) == []


def test_an_unsent_letter_can_be_thrown_away(client, desk):
    post(client, f"{desk}/unsent", body="Half a lett")
    assert post(client, f"{desk}/unsent", discard="1").status_code == 303
    assert "Half a lett" not in client.get(desk).text


def test_a_colleague_does_not_see_an_unsent_letter(app, client, desk):
    post(client, f"{desk}/unsent", body="Half a lett")
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    assert "Half a lett" not in tom.get(desk).text


def test_whoever_was_logged_out_while_writing_gets_the_words_back(client, desk, clock):
    token = csrf(client)
    clock.forward(hours=13)
    answer = client.post(f"{desk}/letters", data={"csrf": token, **LETTER})
    assert answer.status_code == 401
    assert "I am **on it**." in answer.text
    assert LETTER["heard"] in answer.text
    assert "next=%2Fdesk%2Ftickets%2F" in answer.text
    assert letters() == 0


def test_a_letter_begun_before_another_login_of_ones_own_is_kept_and_sent(client, desk):
    token = csrf(client)
    post(client, "/desk/logout")
    log_in(client)
    assert client.post(f"{desk}/unsent", data={"csrf": token, "body": "Half a letter"}).status_code == 200
    assert client.post(f"{desk}/letters", data={"csrf": token, **LETTER}).status_code == 303
    assert letters() == 1


def test_a_letter_is_never_sent_in_anothers_name_and_its_words_are_given_back(client, desk):
    token = csrf(client)
    log_in(client, "tom@fernhill.example")
    answer = client.post(f"{desk}/letters", data={"csrf": token, **LETTER})
    assert answer.status_code == 403
    assert "You are logged in as Tom Becker now" in answer.text
    assert "I am **on it**." in answer.text
    assert f'href="{desk}"' in answer.text
    assert letters() == 0


@pytest.mark.parametrize("logged_in", [False, True])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_posts_is_never_shown_back(client, cast, logged_in, headers):
    if logged_in:
        log_in(client)
    answer = client.post(f"/desk/tickets/{cast.ticket.id}/letters", data={"body": "Buy this"}, headers=headers)
    assert answer.status_code == (403 if logged_in else 401)
    assert "Buy this" not in answer.text


def test_where_a_call_is_promised_a_letter_promises_that_call_again_unless_something_else_is_chosen(
    client, run, cast, desk, clock
):
    run(lambda session: setattr(session.get(Customer, cast.ana.id), "phone", "+351 91 555 0163"))
    promise = replace(due(clock(), hours=26), kind="call")
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="I ring you.", heard="It died.", promise=promise)
    page = fromstring(client.get(desk).text)
    (letter,) = page.xpath('//form[@id="letter"]')
    fields = dict(letter.form_values())
    assert fields["kind"] == "call"
    said = {name: fields[name] for name in ("kind", "promise", "day", "time")}
    seen = {"seen": fields["seen"], "heard": ""}
    assert post(client, f"{desk}/letters", **(LETTER | said | seen)).status_code == 303
    db.session.rollback()
    again = db.session.get(Promise, db.session.get(Ticket, cast.ticket.id).promise_id)
    assert (again.kind, again.due_at) == ("call", promise.at)


def test_a_letter_that_somebody_else_reads_too_is_not_said_to_be_for_one_alone(client, run, cast, desk, clock):
    run(
        write_letter,
        cast.ticket.id,
        cast.maria,
        clock(),
        body="On it.",
        heard="It died.",
        promise=due(clock(), hours=3),
    )
    assert "Ana only" in pills(client.get(desk))
    run(let_in, cast.ticket.id, clock(), name="Joana Reis")
    assert "Ana only" not in pills(client.get(desk))
    assert "Not public" in pills(client.get(desk))


def pills(answer):
    return [one.text_content().strip() for one in fromstring(answer.text).xpath('//*[contains(@class, "pill")]')]


def test_what_waits_beyond_the_first_three_is_counted_and_stands_below(client, run, cast, desk, clock):
    def top():
        (found,) = fromstring(client.get(desk).text).xpath('//section[@id="top"]')
        return found

    for number in range(2):  # besides what was asked first
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"It hisses, {number}.")
    assert "more." not in top().text_content()
    for number in range(2, 4):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"It hisses, {number}.")
    assert "And 2 more." in top().text_content()
    assert len(top().xpath(".//article")) == 3
