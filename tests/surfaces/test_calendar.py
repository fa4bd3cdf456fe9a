"""The promise in other people's calendars: the same event for ever, moved when it is moved, and right in every zone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.agent_verbs import hand_over, move_promise, write_letter
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.share import shares_of
from tests.cast import SUBJECT, due
from tests.conftest import settings_for
from tests.surfaces.ics_rules import events, only
from tests.surfaces.public_things import Shown

EVERYTHING = PublicChoice(subject="title", title="My espresso machine, “Gaggia”; old", letters=True)


def calendar(shown: Shown, query: str = "") -> bytes:
    answer = shown.get("calendar", query)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return answer.data


def test_the_open_promise_stands_in_the_calendar_and_rings(shown: Shown) -> None:
    letter = shown.letter("It is on the bench.", hours=24)
    event = only(calendar(shown))
    assert event["SUMMARY"] == "Maria writes to you"
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 9, 12, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert SUBJECT in event["DESCRIPTION"]
    assert event["DTSTAMP"].dt == letter.at.replace(microsecond=0)
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta()]


def test_a_moved_promise_moves_the_same_event_and_a_kept_one_stays_with_its_outcome(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=24)
    before = only(calendar(shown))
    shown.clock.forward(minutes=5)
    shown.run(move_promise, shown.id, shown.cast.maria, shown.clock(), due(shown.clock(), hours=48))
    moved = only(calendar(shown))
    assert moved["UID"] == before["UID"]
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    assert moved["DTSTART"].dt > before["DTSTART"].dt
    shown.clock.forward(hours=1)
    shown.letter("The part is here.", hours=30)
    found = events(calendar(shown))
    kept = found.pop(str(before["UID"]))
    assert (kept["SUMMARY"], kept["DTSTART"].dt) == ("Promise kept", moved["DTSTART"].dt)
    assert kept["SEQUENCE"] > moved["SEQUENCE"]
    assert not kept.walk("VALARM")
    assert [event["SUMMARY"] for event in found.values()] == ["Maria writes to you"]


def test_a_late_promise_is_told_late_and_stays_so(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=2)
    first = only(calendar(shown))
    shown.clock.forward(hours=5)
    late = only(calendar(shown))
    assert (late["SUMMARY"], late["SEQUENCE"] > first["SEQUENCE"]) == ("Maria’s letter is late", True)
    shown.letter("I am sorry.", asks_solved=True)
    settled = only(calendar(shown))
    assert settled["SUMMARY"].startswith("Promise late by 3 hours")
    assert settled["SEQUENCE"] > late["SEQUENCE"]


def test_after_a_handover_it_is_the_new_owner_who_writes(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=24)
    before = only(calendar(shown))
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Tom has the part.")
    after = only(calendar(shown))
    assert (after["UID"], after["SUMMARY"]) == (before["UID"], "Tom writes to you")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_the_calendar_stays_the_same_to_the_byte_while_nothing_happens(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=90)
    first = shown.get("calendar")
    shown.clock.forward(days=3)
    again = shown.get("calendar", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert shown.get("calendar").data == first.data


def test_it_says_how_often_to_ask_and_leads_to_no_other_address(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    data = calendar(shown)
    read = Calendar.from_ical(data)
    assert (read["X-PUBLISHED-TTL"], read["REFRESH-INTERVAL"].dt) == ("PT1H", timedelta(hours=1))
    assert read["SOURCE"].endswith(shown.links()["calendar"])
    whole = data.replace(b"\r\n ", b"").decode()
    assert not [scope for scope, path in shown.links().items() if scope != "calendar" and path.split("/")[-1] in whole]


def test_once_gives_one_promise_as_a_file_to_keep(shown: Shown) -> None:
    assert shown.get("calendar", "?once").status_code == 404
    assert events(calendar(shown)) == {}
    shown.letter("It is on the bench.")
    shown.letter("It is done soon.")
    answer = shown.get("calendar", "?once")
    assert answer.headers["Content-Disposition"] == "attachment; filename=promise.ics"
    assert only(answer.data) == [*events(calendar(shown)).values()][-1]
    assert b"REFRESH-INTERVAL" not in answer.data
    shown.clock.forward(days=2)
    assert only(shown.get("calendar", "?once").data)["SUMMARY"] == "Maria’s letter is late"
    shown.letter("Does it hold?", asks_solved=True)
    assert shown.get("calendar", "?once").status_code == 404


def test_the_page_offers_it_beside_the_promise_and_in_the_fold(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    page, at = shown.get("private").text, shown.links()["calendar"]
    assert f'href="http://localhost{at}?once"' in page
    assert f'href="webcal://localhost{at}"' in page
    shown.clock.forward(days=2)
    assert "?once" not in shown.get("private").text, "what is late is not to be put down any more"


def test_the_public_one_has_public_words_only(shown: Shown) -> None:
    shown.letter("CANARY", hours=24)
    shown.publish(PublicChoice(subject="title", title="My machine"))
    answer = shown.at(f"{shown.links()['public']}/promise.ics")
    event = only(answer.data)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Maria writes next", "My machine")
    assert event["URL"] == f"http://localhost{shown.links()['public']}"
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
    assert not event.walk("VALARM")
    assert not [word for word in ("CANARY", SUBJECT, "Okafor", "Reis") if word in answer.text]
    shown.letter("Next.", hours=50)
    later = only(shown.at(f"{shown.links()['public']}/promise.ics").data)
    assert later["UID"] == event["UID"]
    assert later["SEQUENCE"] > event["SEQUENCE"]
    private = only(shown.get("calendar", "?once").data)
    assert private["UID"] != later["UID"]


def test_whatever_changes_the_public_one_it_is_newer_and_its_sequence_rises(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=24)
    shown.publish(EVERYTHING)
    path, maria, tom = f"{shown.links()['public']}/promise.ics", shown.cast.maria, shown.cast.tom

    def move(hours: int) -> None:
        shown.clock.forward(seconds=9)
        shown.run(move_promise, shown.id, maria, shown.clock(), due(shown.clock(), hours=hours))

    changes: list[Callable[[], object]] = [
        lambda: move(48),
        lambda: move(3),
        lambda: shown.do(hand_over, maria, tom, note="Tom has the part."),
        lambda: shown.publish(replace(EVERYTHING, title="My grinder")),
        lambda: shown.publish(replace(EVERYTHING, owner="nobody")),
        lambda: shown.clock.forward(hours=4),
        lambda: shown.publish(replace(EVERYTHING, owner="name")),
        lambda: shown.letter("I am sorry."),
    ]
    before = shown.at(path)
    for change in changes:
        change()
        after = shown.at(path, If_Modified_Since=before.headers["Last-Modified"])
        was, event = only(before.data), only(after.data)
        assert (event["UID"], event["SEQUENCE"] > was["SEQUENCE"]) == (was["UID"], True)
        assert event["LAST-MODIFIED"].dt > was["LAST-MODIFIED"].dt
        assert event["SEQUENCE"] < 2**31
        before = after


def test_the_public_one_is_not_there_when_it_is_not_shown(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    for choice, code in ((PublicChoice(), 200), (PublicChoice(promise=False), 404)):
        shown.publish(choice)
        assert shown.at(f"{shown.links()['public']}/promise.ics").status_code == code
        assert ("promise.ics" in shown.get("public").text) is (code == 200)
    shown.do(unpublish)
    assert shown.at(f"{shown.links()['public']}/promise.ics").status_code == 410


def test_a_year_of_letters_costs_what_a_week_does(shown: Shown) -> None:
    with write() as session:
        for number in range(120):
            at = shown.clock.forward(minutes=16)
            heard = "It died." if number == 0 else ""
            write_letter(session, shown.id, shown.cast.maria, at, body="…", heard=heard, promise=due(at, hours=9))
    assert len(events(calendar(shown))) == 50


def test_webcal_is_the_https_address_by_another_word(database, cast, tmp_path):
    app = create_app(settings_for(database, tmp_path, base_url="https://status.example.com"))
    with app.app_context():
        shares = shares_of(db.session(), cast.ticket.id)
        page, calendar = (app.extensions["urls"].shared(shares[scope]) for scope in ("private", "calendar"))
        client = app.test_client()
        shown = client.get(page, base_url="https://status.example.com").text
        body = client.get(calendar, base_url="https://status.example.com").get_data(as_text=True)
        db.session.remove()
        db.engine.dispose()
    assert calendar.startswith("https://")
    assert f'href="webcal{calendar.removeprefix("https")}"' in shown
    assert f'value="{calendar}" readonly' in shown
    assert f"SOURCE;VALUE=URI:{calendar}" in body.replace("\r\n ", "")
    assert "http://" not in body
