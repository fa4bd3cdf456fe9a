"""A ticket at the desk: who the customer is, what else one can do, and what stays among us."""

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm, reply, say_felt, thank
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.people import presence
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.tickets import Ticket
from statuspage.present import times
from statuspage.protocol import Live
from statuspage.surfaces.desk import promise_choices
from tests.cast import due
from tests.surfaces.desk import log_in, post


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def heard(run, cast, clock):
    words = {"body": "On it.", "heard": "It died again.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **words)
    return cast.ticket


def test_the_page_says_who_how_and_when_by_their_clock(client, cast, desk):
    page = client.get(desk)
    assert page.headers["Cache-Control"] == "no-store"
    for words in ("Ana Reis", "likes mail", "in Lisbon", "09:12", 'href="tel:+351910000000"', "What did you hear"):
        assert words in page.text


def test_nothing_that_has_passed_is_offered(client, desk, clock):
    clock.forward(hours=9)
    log_in(client)
    assert 'value="2026-11-23T17:00"' not in client.get(desk).text


def test_an_open_page_offers_no_time_that_has_passed(client, desk, clock):
    """It is told anew at the instant that it names itself."""
    for _ in range(30):
        live = client.get(f"{desk}/live")
        if live.status_code != 200:
            log_in(client)
            continue
        clock.time = Live.from_headers(live.headers).until
        offered = re.findall(r'name="promise" value="(2026-[^"]+)"', live.text)
        assert offered
        assert min(offered) >= f"{clock():%Y-%m-%dT%H:%M}", "it is winter in Lisbon"


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Asia/Kathmandu", "America/St_Johns"])
def test_times_are_offered_anew_at_each_full_hour_of_the_customers(cast, clock, zone):
    cast.ana.zone = zone
    turn = promise_choices.until(cast.ana, clock.forward(seconds=7, microseconds=9)).astimezone(ZoneInfo(zone))
    assert (turn.minute, turn.second, turn.microsecond) == (0, 0, 0)
    assert timedelta() < turn - clock() <= timedelta(hours=1)
    assert promise_choices.until(cast.ana, turn) - turn == timedelta(hours=1)


def test_an_open_page_follows_when_the_colleague_whose_ticket_it_is_goes_home(app, client, run, cast, desk, clock):
    run(lambda session: setattr(session.merge(cast.maria), "hours", {"mon": ["09:00", "16:45"]}))
    tom = app.test_client()
    clock.time = clock.time.replace(hour=16, minute=30)
    log_in(tom, "tom@fernhill.example")
    live = tom.get(f"{desk}/live")
    assert "in until 16:45" in live.text
    clock.time = Live.from_headers(live.headers).until
    assert (clock().hour, clock().minute) == (16, 45)
    assert "in until 16:45" not in tom.get(f"{desk}/live").text


def test_a_note_is_shown_as_ours_and_never_to_the_customer(client, run, cast, desk, clock):
    answer = post(client, f"{desk}/notes", body="Between us: a loose fuse.", once="n1")
    assert answer.headers["Location"].endswith("said=noted")
    assert post(client, f"{desk}/notes", body="Between us: a loose fuse.", once="n1").status_code == 303
    page = client.get(desk).text
    assert page.count("Between us: a loose fuse.") == 1
    assert "Only us" in page
    link = re.search(r'id="private-link" value="http://localhost([^"]+)"', page)[1]
    for path in (link, f"{link}/live"):
        found = client.get(path)
        assert found.status_code == 200
        assert "Between us" not in found.text
        live = Live.from_headers(found.headers)
        assert live is None or live.version.split("-")[0] == "1"


def test_a_handover_needs_words_that_the_customer_reads(client, cast, desk):
    assert "so that nobody has to tell it twice" in client.get(desk).text
    empty = post(client, f"{desk}/handovers", to=str(cast.tom.id), note=" ")
    assert empty.status_code == 422
    assert "Please write something here." in empty.text
    assert post(client, f"{desk}/handovers", to=str(cast.tom.id), note="Tom knows fuses.").status_code == 303
    assert db.session.get(Ticket, cast.ticket.id).owner_id == cast.tom.id


@pytest.mark.parametrize("to", ["", "999", "x", "99999999999999999999", "-1", "٣"])
def test_a_handover_to_nobody_we_know_is_refused_with_the_note_kept(client, desk, to):
    answer = post(client, f"{desk}/handovers", to=to, note="Tom knows fuses.")
    assert answer.status_code == 422
    assert "Please choose a colleague." in answer.text
    assert "Tom knows fuses." in answer.text
    assert re.search(r'id="act-handover"[^>]* open', answer.text)


def test_a_promise_moves_before_it_is_due_and_never_after(client, cast, desk, heard, clock):
    assert post(client, f"{desk}/promises", promise="2026-11-23T17:00", seen="2").status_code == 303
    assert db.session.get(Ticket, cast.ticket.id).promises_moved == 1
    assert post(client, f"{desk}/promises", promise="", seen="3").status_code == 422
    clock.forward(hours=9)
    assert 'id="act-promise" name="more" hidden' in client.get(desk).text
    late = post(client, f"{desk}/promises", promise="2026-11-24T17:00", seen="3")
    assert late.status_code == 422
    assert "late already" in late.text


def test_a_promised_call_that_is_moved_is_still_a_call_to_both(client, run, cast, desk, clock):
    call = replace(due(clock(), hours=3), kind="call")
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died again.", promise=call)
    assert "When will you call instead?" in client.get(desk).text
    assert post(client, f"{desk}/promises", promise="2026-11-23T17:00", seen="2").status_code == 303
    page = client.get(desk).text
    assert "calls Ana by" in page
    link = re.search(r'id="private-link" value="http://localhost([^"]+)"', page)[1]
    assert "calls you by" in client.get(link).text


def test_only_a_question_left_unanswered_can_be_closed(client, run, cast, desk, heard, clock):
    assert post(client, f"{desk}/closing", seen="2").status_code == 422
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", asks_solved=True)
    assert "Close, not confirmed" in client.get(desk).text
    assert post(client, f"{desk}/closing", seen="3").status_code == 303
    assert db.session.get(Ticket, cast.ticket.id).closure == "unconfirmed"
    assert "Closed, not confirmed" in client.get(desk).text


def test_a_new_link_voids_the_old_one(client, desk):
    def link():
        return re.search(r'id="private-link" value="http://localhost([^"]+)"', client.get(desk).text)[1]

    old = link()
    assert client.get(old).status_code == 200
    assert post(client, f"{desk}/links").headers["Location"].endswith("?said=rotated#link")
    assert client.get(old).status_code == 410
    assert client.get(link()).status_code == 200


def test_older_letters_and_notes_are_a_page_away_and_none_is_lost(client, run, cast, desk, clock):
    for turn in range(24):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body=f"reply {turn:02}.")
        run(add_note, cast.ticket.id, cast.maria, clock.forward(minutes=1), body=f"note {turn:02}.")
    found, path, pages = [], desk, 0
    while path:
        page = client.get(path).text
        found += re.findall(r"(?:reply|note) \d\d\.", page)
        older = re.search(r'class="earlier"><a href="http://localhost([^"]+)"', page)
        path, pages = older and older[1].replace("&amp;", "&"), pages + 1
    assert pages == 3
    assert sorted(found) == sorted(f"{kind} {turn:02}." for kind in ("reply", "note") for turn in range(24))


def test_how_it_began_stays_at_hand_on_a_long_ticket(client, run, cast, desk, clock):
    assert client.get(desk).text.count("It did it again this morning.") == 1
    for _ in range(25):
        run(reply, cast.ticket.id, clock.forward(minutes=1), body="Hello?")
    page = client.get(desk).text
    assert "How it began, in the words of Ana" in page
    assert page.count("It did it again this morning.") == 1


def test_the_bigger_picture_shows_every_ticket_and_how_it_felt(client, run, cast, desk, clock):
    old = run(open_ticket, cast.ana, cast.tom, clock(), subject="No steam", story="None.")
    run(write_letter, old.id, cast.tom, clock(), body="Done?", heard="h", asks_solved=True)
    run(thank, old.id, 2, clock())
    run(confirm, old.id, clock())
    run(say_felt, old.id, clock(), listened="yes")
    page = client.get(desk).text
    for words in ("2 tickets so far", "No steam", "solved, they agreed", "Felt listened to: 1 of 1", "Thanked Tom"):
        assert words in page
    assert "Not public. Only Ana can switch that on." in page
    run(publish, cast.ticket.id, PublicChoice(), clock())
    page = client.get(desk).text
    assert "Public: the company, the steps, the clock, the promise, the score." in page
    assert "Maria is shown by first name and photo." in page


def test_a_late_promise_counts_at_once_as_the_customer_sees_it(client, desk, heard, clock):
    clock.forward(hours=4)
    log_in(client)
    assert "0 of 1 promise kept so far" in client.get(desk).text
    assert "<dd>0 of 1</dd>" in client.get(desk).text


def test_the_agent_sees_that_the_customer_reads_now(client, run, cast, desk, clock):
    assert re.search(r"data-reading[^>]* hidden", client.get(desk).text)
    run(presence.be, cast.ticket.id, "reading", clock())
    assert not re.search(r"data-reading[^>]* hidden", client.get(desk).text)


def test_a_colleague_who_writes_is_seen_and_oneself_is_not(app, client, cast, desk):
    assert post(client, f"{desk}/presence", doing="writing").status_code == 204
    assert "Maria is writing to Ana now" not in client.get(desk).text
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    assert "Maria is writing to Ana now" in tom.get(desk).text


def test_the_live_fragment_counts_notes_in_its_version_and_turns_at_midnight(client, run, cast, desk, clock):
    """At the agent's own midnight, 18:15 by UTC, or when their session ends."""
    logged_out = clock() + timedelta(hours=12)
    run(lambda session: setattr(session.merge(cast.maria), "zone", "Asia/Kathmandu"))
    run(add_note, cast.ticket.id, cast.maria, clock(), body="Between us.")
    clock.time = clock.time.replace(hour=18, minute=5)
    midnight = times.midnight("Asia/Kathmandu", clock())
    live = client.get(f"{desk}/live")
    told = Live(cast.ticket.id, f"1.1-{midnight.timestamp():.0f}", midnight, beside="/desk")
    assert Live.from_headers(live.headers) == told
    assert "Between us." in live.text
    clock.time = clock.time.replace(hour=21, minute=5)
    assert Live.from_headers(client.get(f"{desk}/live").headers).until == logged_out


def test_a_live_fragment_after_the_session_ended_is_a_401(client, desk, clock):
    clock.forward(hours=13)
    assert client.get(f"{desk}/live", headers={"HX-Request": "true"}).status_code == 401
