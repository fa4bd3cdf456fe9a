"""What an agent is told at once: sealed for their browser, each occasion once, and within their hours."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.delivery import due as clockwork
from statuspage.delivery.push import sending
from statuspage.delivery.push.reach import NotReached, PointsInside, Reach, is_public
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import ask_call, say_not_quite
from statuspage.domain.notes import add_note
from statuspage.domain.nudges import sending as leasing
from statuspage.domain.nudges.browsers import PushBrowser, add_browser, show, signed_in, signed_out
from statuspage.domain.nudges.nudge import Nudge, Push, leave_test
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from statuspage.security.push_keys import public_key
from tests.cast import Cast, due
from tests.conftest import Clock
from tests.delivery.push_service import HOST, Browser, PushService, claims, serving

Run = Callable[..., object]


@pytest.fixture(scope="module")
def whole_service() -> Iterator[PushService]:
    with serving() as service:
        yield service


@pytest.fixture
def service(whole_service: PushService, app: Flask) -> PushService:
    """The push service, reached as only a test can."""
    whole_service.came.clear()
    whole_service.answers.clear()
    app.extensions["settings"] = replace(app.extensions["settings"], push_hosts=(HOST,))
    app.extensions["reach"] = whole_service.reach
    return whole_service


class Desk:
    """Maria and Tom, who are told in browsers of theirs."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock, run: Run, service: PushService) -> None:
        self.app, self.cast, self.clock, self.run, self.service = app, cast, clock, run, service
        self.maria, self.tom = Browser("maria"), Browser("tom")
        self.add(self.maria, cast.maria)
        self.add(self.tom, cast.tom)

    def add(self, browser: Browser, agent: Agent, **more: str) -> int:
        key = public_key(self.app.extensions["settings"].secret_keys)
        given = {"server_key": key, "mark": f"mark of {browser.endpoint}"[:64], "name": "Firefox", **more}
        found = self.run(add_browser, agent.id, self.clock(), **browser.names, **given, hosts=(HOST,))
        return found.id

    def of(self, browser: Browser) -> PushBrowser | None:
        db.session.rollback()
        return db.session.scalar(select(PushBrowser).where(PushBrowser.endpoint == browser.endpoint))

    def names(self, browser: Browser) -> None:
        with write() as session:
            show(session.scalars(select(PushBrowser).where(PushBrowser.endpoint == browser.endpoint)).one(), "names")

    def letter(self, **length: float) -> None:
        promise = due(self.clock(), **(length or {"hours": 3}))
        said = {"body": "On it.", "heard": "It died.", "promise": promise}
        self.run(write_letter, self.cast.ticket.id, self.cast.maria, self.clock(), **said)

    def look(self, **forward: float) -> list[str]:
        """Time goes on, what is due is left and sent; the titles of what Maria's browser has got by now."""
        self.clock.forward(**forward)
        clockwork.look()
        sending.send_due()
        return [told["title"] for told in self.service.told(self.maria)]


@pytest.fixture
def desk(app: Flask, cast: Cast, clock: Clock, run: Run, service: PushService) -> Desk:
    return Desk(app, cast, clock, run, service)


def test_a_promise_is_told_half_an_hour_before_and_when_it_is_late_each_once(desk):
    desk.letter(hours=2)
    assert desk.look(minutes=89) == []
    assert desk.look(minutes=2) == ["A promise of yours falls due soon."]
    assert desk.look(minutes=1) == ["A promise of yours falls due soon."]
    desk.look(minutes=40)
    assert desk.look(minutes=1) == [
        "A promise of yours falls due soon.",
        "A promise of yours fell due without a letter.",
    ]
    assert desk.service.told(desk.tom) == [], "it is Maria's to keep"


def test_a_kept_promise_is_told_of_no_more(desk):
    desk.letter(hours=2)
    desk.clock.forward(minutes=95)
    clockwork.look()
    desk.letter(hours=5)
    assert desk.look() == []
    assert db.session.scalars(select(Push.outcome)).all() == ["retired"]


def test_not_yet_a_call_a_handover_and_a_mention_are_told_to_whom_they_are_for(desk):
    ticket, maria, tom, now = desk.cast.ticket.id, desk.cast.maria, desk.cast.tom, desk.clock
    desk.letter()
    desk.run(say_not_quite, ticket, now(), body="It hisses.")
    desk.look()
    desk.run(ask_call, ticket, now(), phone="+351 91 000 0000")
    desk.look()
    desk.run(add_note, ticket, tom, now(), body="@Maria, is the gasket in?")
    assert desk.look() == [
        "A customer says: not yet.", "A customer asks to be called.", "A colleague mentions you in a note.",
    ]  # fmt: skip
    desk.run(hand_over, ticket, maria, tom, now(), note="Tom knows pumps.")
    desk.look()
    (told,) = desk.service.told(desk.tom)
    assert told["title"] == "A colleague has handed you a ticket."
    assert told["url"].startswith(f"/desk/tickets/{ticket}?at=v")
    assert {one["tag"] for one in desk.service.told(desk.maria)} == {f"ticket-{ticket}"}, "the newest takes the place"


def test_nothing_is_named_unless_its_agent_chose_that(desk):
    desk.letter()
    desk.run(say_not_quite, desk.cast.ticket.id, desk.clock(), body="It hisses.")
    desk.look()
    desk.names(desk.maria)
    desk.run(add_note, desk.cast.ticket.id, desk.cast.tom, desk.clock(), body="Secret words, @Maria.")
    desk.look()
    plain, named = desk.service.told(desk.maria)
    assert (plain["title"], plain["body"]) == ("A customer says: not yet.", "")
    assert (named["title"], named["body"]) == ("Tom mentions you in a note.", f"Ana Reis: {desk.cast.ticket.subject}")
    assert "hisses" not in str(plain)
    assert "Secret" not in str(named)


def test_what_leaves_is_sealed_signed_and_ends_with_the_day(desk):
    desk.letter()
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    desk.look()
    ((path, headers, body),) = desk.service.came
    assert path == "/send/maria"
    assert b"called" not in body
    assert headers["Content-Encoding"] == "aes128gcm"
    assert 0 < int(headers["TTL"]) <= (17 - 9) * 3600, "the push service keeps nothing past her hours"
    assert len(headers["Topic"]) == 32
    said = claims(headers["Authorization"])
    assert said["aud"] == f"https://{HOST}"
    assert said["sub"] == "http://localhost"


def test_outside_of_their_hours_nothing_is_told_and_then_all_in_one_line(desk):
    desk.letter(hours=30)  # tomorrow at 15:12
    desk.clock.forward(hours=9)  # 18:12
    desk.run(say_not_quite, desk.cast.ticket.id, desk.clock(), body="No.")
    second = desk.run(open_second, desk)
    desk.run(ask_call, second, desk.clock(), phone="+351 91 000 0000")
    assert desk.look(hours=10) == []
    assert desk.look(hours=5) == ["While you were out, something came up in 2 tickets."]
    (told,) = desk.service.told(desk.maria)
    assert (told["url"], told["tag"]) == ("/desk", "meanwhile")
    assert desk.look(minutes=10) == ["While you were out, something came up in 2 tickets."], "once"


def open_second(session, desk):
    from statuspage.domain.opening import open_ticket

    return open_ticket(session, desk.cast.ana, desk.cast.maria, desk.clock(), subject="No steam", story="It hums.").id


def test_what_came_alone_while_they_were_out_is_told_as_what_it_is(desk):
    desk.letter(hours=30)
    desk.clock.forward(hours=9)
    desk.run(say_not_quite, desk.cast.ticket.id, desk.clock(), body="No.")
    assert desk.look(hours=15) == ["A customer says: not yet."]


def test_a_push_that_waits_past_the_end_of_the_day_waits_for_the_next(desk):
    desk.letter(hours=30)
    desk.service.answers = [(503, {"Retry-After": "36000"})]
    desk.run(say_not_quite, desk.cast.ticket.id, desk.clock(), body="No.")
    assert len(desk.look()) == 1
    assert len(desk.look(hours=11)) == 1, "she is at home"
    assert len(desk.look(hours=14)) == 2


def away(desk, cover: Agent | None) -> None:
    """Maria is away from now until Thursday morning."""
    from statuspage.domain.people.away import Away, written

    gone = Away(desk.clock(), desk.clock() + timedelta(days=3), cover.id if cover else None)
    with write() as session:
        session.get_one(Agent, desk.cast.maria.id).absences = written([gone])


def test_while_they_are_away_whoever_covers_is_told(desk):
    desk.letter(hours=2)
    away(desk, desk.cast.tom)
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    assert desk.look(minutes=1) == []
    desk.look(minutes=95)
    assert [one["title"] for one in desk.service.told(desk.tom)] == [
        "A customer asks to be called.",
        "A promise of whoever you cover for falls due soon.",
    ]
    desk.names(desk.tom)
    assert desk.look(minutes=40) == []
    assert desk.service.told(desk.tom)[2]["title"].startswith("Maria promised to write by")


def test_where_nobody_covers_it_waits_until_they_are_back_and_so_does_a_mention(desk):
    desk.letter(hours=90)
    away(desk, None)
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    away(desk, desk.cast.tom)
    desk.run(add_note, desk.cast.ticket.id, desk.cast.tom, desk.clock(), body="@Maria, when you are back.")
    for _ in range(3):
        assert desk.look(hours=24 - 0.01) == []
    assert db.session.scalars(select(Push.tries)).all() == [0, 0], "nobody tries meanwhile"
    assert desk.look(hours=1) == ["While you were out, something came up in one ticket."]
    assert desk.service.told(desk.tom) == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(desk, status):
    desk.letter()
    desk.service.answers = [(status, {})]
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    desk.look()
    assert desk.of(desk.maria) is None
    assert db.session.scalar(select(func.count()).select_from(Push)) == 0
    assert desk.of(desk.tom) is not None


def test_a_service_that_is_down_is_tried_again_later_and_later(desk):
    desk.letter()
    desk.service.answers = [(503, {}), (429, {"Retry-After": "600"})]
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    assert len(desk.look()) == 1
    assert desk.of(desk.maria).fault == "The push service answered 503."
    assert len(desk.look(seconds=10)) == 1, "not at once"
    assert len(desk.look(minutes=2)) == 2
    assert len(desk.look(minutes=9)) == 2, "it asked for ten minutes"
    assert len(desk.look(minutes=2)) == 3
    assert desk.of(desk.maria).fault == ""
    assert len(desk.look(minutes=30)) == 3


def test_what_is_turned_away_says_why_at_the_desk_and_is_not_tried_again(desk):
    desk.letter()
    desk.service.answers = [(413, {})]
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    assert len(desk.look()) == len(desk.look(hours=2)) == 1
    assert desk.of(desk.maria).fault == "The push service answered 413."


def test_it_gives_up_after_half_a_day(desk, monkeypatch):
    monkeypatch.setattr(leasing, "MOST_TRIES", 3)
    desk.letter(hours=40)
    desk.service.answers = [(503, {})] * 9
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    for _ in range(5):
        desk.look(hours=1)
    assert len(desk.service.came) == 3
    assert db.session.scalars(select(Push.outcome)).all() == ["dead"]


def test_whoever_signed_out_there_or_was_let_go_is_told_nothing(desk):
    desk.letter()
    mark = desk.of(desk.maria).mark
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    desk.run(signed_out, mark)
    assert desk.look() == [], "not even what was on its way"
    desk.run(say_not_quite, desk.cast.ticket.id, desk.clock(), body="No.")
    assert desk.look() == []
    desk.run(signed_in, desk.cast.tom.id, mark)
    assert not desk.of(desk.maria).is_on, "another one sits there now"
    desk.run(signed_in, desk.cast.maria.id, mark)
    desk.run(add_note, desk.cast.ticket.id, desk.cast.tom, desk.clock(), body="@Maria?")
    with write() as session:
        session.get_one(Agent, desk.cast.maria.id).is_active = False
    assert desk.look() == []


def test_two_senders_at_once_tell_it_once(desk):
    desk.letter()
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    app = desk.app

    def send() -> None:
        with app.app_context():
            clockwork.look()
            sending.send_due()
            db.session.remove()

    together = [threading.Thread(target=send) for _ in range(3)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert len(desk.service.came) == 1


def test_two_windows_that_renew_the_same_browser_at_once_leave_one(desk):
    third = Browser("third")

    def renew() -> None:
        with desk.app.app_context():
            desk.add(third, desk.cast.maria)
            db.session.remove()

    together = [threading.Thread(target=renew) for _ in range(3)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert desk.of(third) is not None
    assert db.session.scalar(select(func.count()).select_from(PushBrowser)) == 3


def test_two_looks_at_the_clock_at_once_leave_one_nudge(desk):
    desk.letter(hours=2)
    desk.clock.forward(minutes=95)
    app = desk.app

    def look() -> None:
        with app.app_context():
            clockwork.look()
            db.session.remove()

    together = [threading.Thread(target=look) for _ in range(3)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert db.session.scalar(select(func.count()).select_from(Nudge)) == 1


def test_a_sender_that_was_killed_leaves_it_to_the_next(desk):
    desk.letter()
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    with write() as session:
        assert leasing.lease(session, desk.clock(), sending.LEASE) is not None
    assert desk.look() == [], "it is in somebody's hands"
    assert len(desk.look(minutes=3)) == 1


def test_a_test_comes_at_any_hour_and_only_there(desk):
    desk.clock.forward(hours=12)
    desk.run(lambda session: leave_test(session, session.merge(desk.of(desk.maria)), desk.clock(), "a form"))
    assert desk.look() == ["It works: this is how you will be told."]
    assert desk.service.told(desk.tom) == []


def test_a_name_that_leads_inside_is_never_reached_and_the_browser_is_forgotten(desk):
    asked = []

    def find(host):
        asked.append(host)
        return [("93.184.216.34", 443), ("10.0.0.7", 443)]

    desk.app.extensions["reach"] = Reach(find=find)
    desk.letter()
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    assert desk.look() == []
    assert asked == [HOST], "looked up once, and nothing was connected to"
    assert desk.of(desk.maria) is None


def test_a_service_with_another_ones_certificate_is_told_nothing(desk, service):
    with serving() as stranger:
        desk.app.extensions["reach"] = replace(service.reach, find=stranger.reach.find)
        desk.letter()
        desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
        desk.look()
        assert stranger.came == []
    assert "cannot be trusted" in desk.of(desk.maria).fault


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1",
     "fec0::1", "::10.0.0.1", "4000::1"],
)  # fmt: skip
def test_no_address_inside_counts_as_public(address):
    assert not is_public(address)


def test_addresses_of_the_internet_do():
    assert is_public("93.184.216.34")
    assert is_public("2606:4700::1111")
    with pytest.raises(NotReached, match="no host named"):
        Reach(find=lambda _: []).post("https://push.example.net/", {}, b"")
    with pytest.raises(PointsInside):
        Reach(find=lambda _: [("127.0.0.1", 443)]).post("https://push.example.net/", {}, b"")


def test_a_key_of_a_secret_that_was_taken_away_is_said_at_the_desk(desk):
    desk.letter()
    desk.app.extensions["settings"] = replace(desk.app.extensions["settings"], secret_keys=("another-secret" * 3,))
    desk.run(ask_call, desk.cast.ticket.id, desk.clock(), phone="+351 91 000 0000")
    assert desk.look() == []
    assert "add this browser again" in desk.of(desk.maria).fault


def test_a_nudge_about_what_nobody_doubts_only(desk, run, clock):
    with write() as session:
        session.get_one(Ticket, desk.cast.ticket.id).suspected_at = clock() - timedelta(minutes=1)
    run(ask_call, desk.cast.ticket.id, clock(), phone="+351 91 000 0000")
    assert desk.look() == []
