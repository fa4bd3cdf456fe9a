"""Followers by mail: asked first, asked seldom, and told whatever becomes public; nobody else can follow for them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.agent_verbs import close_unconfirmed, move_promise, write_letter
from statuspage.domain.bounces import Bounce
from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing
from statuspage.domain.publication import followers
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.followers import EXPIRED, FOLLOWS, OPEN, STOPPED, ask_to_follow, confirm
from statuspage.domain.publication.mailing import leave_late, leave_letters
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.verbs import withdraw
from statuspage.domain.subscriptions import Subscription
from tests.asked import statements
from tests.cast import due
from tests.domain.scene import Scene
from tests.patience import LONG

JOANA = "joana@example.org"
LETTERS = PublicChoice(letters=True)


@dataclass
class Followed:
    """Ana's ticket with its public view, and who wants to follow it."""

    scene: Scene

    @property
    def id(self) -> int:
        return self.scene.ticket.id

    def ask(self, email: str = JOANA, ticket_id: int = 0) -> None:
        scene = self.scene
        ask_to_follow(scene.session, ticket_id or self.id, email, "Europe/Lisbon", "en", scene.now)

    def row(self, email: str = JOANA) -> Any:
        self.scene.session.flush()
        return self.scene.session.scalar(select(Subscription).where(Subscription.email == email))

    def confirm(self, email: str = JOANA, asked_at: Any = None) -> str:
        return confirm(self.scene.session, self.row(email).id, asked_at or self.scene.now, self.scene.now)

    def follow(self, email: str = JOANA) -> None:
        self.ask(email)
        assert self.confirm(email) == OPEN

    def end(self, email: str = JOANA) -> None:
        self.row(email).ended_at = self.scene.now

    def publish(self, choice: PublicChoice = LETTERS) -> None:
        publish(self.scene.session, self.id, choice, self.scene.now)

    def left(self, kind: str) -> list[Outgoing]:
        self.scene.session.flush()
        to_follower = Outgoing.to == "follower", Outgoing.kind == kind
        return list(self.scene.session.scalars(select(Outgoing).where(*to_follower).order_by(Outgoing.id)))

    def count(self, kind: str) -> int:
        return self.scene.session.scalar(select(func.count()).where(Outgoing.kind == kind, Outgoing.to == "follower"))

    def letters(self) -> list[Outgoing]:
        """What the letters written so far leave, as at the end of their transaction."""
        leave_letters(self.scene.session)
        self.scene.session.info.pop("public_letters", None)
        return self.left("letter")

    def late(self, **length: float) -> list[Outgoing]:
        """The notices that there are some time later."""
        self.scene.clock.forward(**length)
        leave_late(self.scene.session, self.scene.now)
        return self.left("late")


@pytest.fixture
def followed(scene: Scene) -> Followed:
    return Followed(scene)


def test_whoever_asks_is_asked_and_follows_nothing_before_they_say_yes(followed):
    followed.publish()
    followed.ask(" Joana@Example.ORG ")
    row = followed.row()
    assert [(one.subscription_id, one.outcome, one.version) for one in followed.left("confirm")] == [
        (row.id, "waiting", 0)
    ]
    assert (row.reader, row.confirmed_at, row.zone, row.language) == ("follower", None, "Europe/Lisbon", "en")
    followed.scene.letter(is_public=True)
    assert followed.letters() == []


def test_what_is_no_address_is_refused(followed):
    for typed in ("joana", "joana@example", "a@b.c\nBcc: x@y.example", "", "a@b.example, c@d.example"):
        with pytest.raises(Refused):
            followed.ask(typed)
    assert followed.left("confirm") == []


def test_one_address_is_asked_once_a_day_for_one_ticket(followed):
    for _ in range(50):
        followed.ask()
        followed.ask("JOANA@example.org")
    assert len(followed.left("confirm")) == 1
    followed.scene.clock.forward(hours=23, minutes=59)
    followed.ask()
    assert len(followed.left("confirm")) == 1
    followed.scene.clock.forward(minutes=2)
    followed.ask()
    assert len(followed.left("confirm")) == 2


@pytest.mark.parametrize("wishes", [500, pytest.param(10_000, marks=pytest.mark.torture)])
def test_ten_thousand_wishes_for_one_victim_leave_three_mails_a_day(followed, wishes):
    scene, said = followed.scene, {"subject": "It", "story": "broke"}
    tickets = [open_ticket(scene.session, scene.cast.ana, scene.cast.maria, scene.now, **said).id for _ in range(40)]
    for number in range(wishes):
        followed.ask(ticket_id=tickets[number % len(tickets)])
    assert len(followed.left("confirm")) == followers.MOST == 3
    assert scene.session.scalar(select(func.count()).where(Subscription.email == JOANA)) == 3, "no row for nothing"
    scene.clock.forward(hours=25)
    for ticket in tickets:
        followed.ask(ticket_id=ticket)
    assert len(followed.left("confirm")) == 6


def test_a_day_begins_nothing_anew_at_midnight(followed):
    scene, said = followed.scene, {"subject": "It", "story": "broke"}
    tickets = [open_ticket(scene.session, scene.cast.ana, scene.cast.maria, scene.now, **said).id for _ in range(8)]
    scene.clock.forward(hours=14, minutes=47)  # 23:59
    for ticket in tickets[:4]:
        followed.ask(ticket_id=ticket)
    scene.clock.forward(minutes=2)
    for ticket in tickets[4:]:
        followed.ask(ticket_id=ticket)
    assert len(followed.left("confirm")) == 3


def test_an_address_that_bounced_is_never_asked(followed):
    followed.scene.session.add(Bounce(email=JOANA, at=followed.scene.now, words="550 no such user"))
    followed.ask()
    assert followed.left("confirm") == []
    assert followed.row() is None


def test_one_ticket_has_only_so_many_asked_in_a_day(followed, monkeypatch):
    monkeypatch.setattr(followers, "MOST_OF_A_TICKET", 5)
    for number in range(9):
        followed.ask(f"reader{number}@example.org")
    assert len(followed.left("confirm")) == 5


def test_a_confirmation_used_twice_says_that_one_follows_already(followed):
    followed.ask()
    asked_at = followed.scene.now
    assert followed.confirm() == OPEN
    first = followed.row().confirmed_at
    followed.scene.clock.forward(days=9)
    assert followed.confirm(asked_at=asked_at) == FOLLOWS
    assert followed.row().confirmed_at == first


def test_a_question_can_be_answered_for_three_days(followed):
    followed.ask()
    asked_at = followed.scene.now
    followed.scene.clock.forward(days=3)
    assert followed.confirm(asked_at=asked_at) == EXPIRED
    assert followed.row().confirmed_at is None
    followed.scene.clock.forward(seconds=-1)
    assert followed.confirm(asked_at=asked_at) == OPEN


def test_after_the_end_an_old_question_opens_nothing_and_a_new_one_does(followed):
    followed.ask()
    asked_at = followed.scene.now
    followed.confirm()
    followed.scene.clock.forward(minutes=9)
    followed.end()
    assert followed.confirm(asked_at=asked_at) == STOPPED
    followed.scene.clock.forward(minutes=9)
    followed.ask()
    assert len(followed.left("confirm")) == 2, "whoever ended it may change their mind within the day"
    assert followed.confirm() == OPEN
    assert followed.row().ended_at is None


def test_whoever_said_no_without_ever_following_is_not_asked_again(followed):
    followed.ask()
    followed.end()
    for _ in range(29):
        followed.scene.clock.forward(days=1)
        followed.ask()
    assert len(followed.left("confirm")) == 1
    followed.scene.clock.forward(days=2)
    followed.ask()
    assert len(followed.left("confirm")) == 2


def test_nobody_else_changes_the_language_or_the_clock_of_a_follower(followed):
    followed.follow()
    followed.scene.clock.forward(days=2)
    scene = followed.scene
    ask_to_follow(scene.session, followed.id, JOANA, "Asia/Tokyo", "ar", scene.now)
    assert (followed.row().zone, followed.row().language) == ("Europe/Lisbon", "en")
    assert followed.row().confirmed_at is not None


def test_each_letter_that_becomes_public_is_left_for_each_follower_once(followed):
    followed.publish()
    followed.follow()
    followed.follow("rui@example.org")
    letter = followed.scene.letter(is_public=True)
    assert [(row.version, row.outcome, row.tries, row.data) for row in followed.letters()] == [
        (letter.version, "waiting", 0, {})
    ] * 2
    followed.scene.letter()
    assert len(followed.letters()) == 2, "a private one is told to nobody"


@pytest.mark.parametrize("when", ["off", "letters not shown", "page withdrawn", "ended", "bounced"])
def test_nothing_is_left_for_a_follower_while(followed, when):
    scene = followed.scene
    followed.publish()
    followed.follow()
    if when == "off":
        unpublish(scene.session, followed.id, scene.now)
    elif when == "letters not shown":
        followed.publish(PublicChoice(letters=False))
    elif when == "page withdrawn":
        withdraw(scene.session, followed.id, "public", scene.now)
    elif when == "ended":
        followed.end()
    else:
        scene.session.add(Bounce(email=JOANA, at=scene.now, words="550 no such user"))
    scene.letter(is_public=True)
    assert followed.letters() == []
    assert followed.late(hours=4) == [] or when == "letters not shown"


def test_showing_what_was_written_before_mails_no_history(followed):
    followed.publish(PublicChoice(letters=False))
    followed.follow()
    followed.scene.letter(is_public=True)
    assert followed.letters() == []
    followed.publish()
    unpublish(followed.scene.session, followed.id, followed.scene.now)
    followed.publish()
    assert followed.letters() == []


def test_a_promise_that_falls_due_is_told_once(followed):
    followed.publish()
    followed.follow()
    followed.scene.letter(hours=3)
    assert followed.late(hours=3) == []
    assert len(followed.late(minutes=1)) == 1
    assert len(followed.late(hours=2)) == 1
    followed.scene.letter(hours=5)
    assert len(followed.late(hours=6)) == 2, "another promise is another notice"
    assert [row.version for row in followed.left("late")] == [0, 0]


def test_a_promise_that_was_moved_is_late_when_the_new_one_is(followed):
    followed.publish()
    followed.follow()
    followed.scene.letter(hours=3)
    followed.scene.clock.forward(hours=1)
    followed.scene.agent(move_promise, due(followed.scene.now, hours=8))
    assert followed.late(hours=5) == []
    assert len(followed.late(hours=4)) == 1


def test_a_promise_that_is_not_shown_is_told_to_nobody(followed):
    followed.publish(PublicChoice(promise=False, letters=True))
    followed.follow()
    followed.scene.letter(hours=3)
    assert followed.late(hours=4) == []


def test_what_fell_due_before_one_followed_or_while_it_was_off_is_no_news(followed):
    followed.publish()
    followed.follow("rui@example.org")
    followed.scene.letter(hours=3)
    unpublish(followed.scene.session, followed.id, followed.scene.now)
    followed.scene.clock.forward(hours=4)
    followed.publish()
    followed.follow()
    assert followed.late(minutes=1) == []
    assert followed.late(days=2) == []


def test_at_the_end_nothing_falls_due(followed):
    followed.publish()
    followed.follow()
    followed.scene.letter(hours=3)
    followed.scene.ask_solved()
    followed.scene.agent(close_unconfirmed)
    assert followed.late(hours=9) == []


def test_ten_thousand_followers_cost_a_letter_one_statement(followed):
    scene = followed.scene
    followed.publish()
    told = {"ticket_id": followed.id, "reader": "follower", "created_at": scene.now, "confirmed_at": scene.now}
    many = [told | {"email": f"reader{number}@example.org"} for number in range(10_000)]
    scene.session.execute(Subscription.__table__.insert(), many)
    scene.letter(is_public=True, hours=3)
    with statements(scene.session.get_bind()) as asked:
        leave_letters(scene.session)
        assert followed.count("letter") == 10_000
        assert len([one for one in asked if one.startswith("INSERT")]) == 1
        scene.clock.forward(hours=4)
        leave_late(scene.session, scene.now)
        assert followed.count("late") == 10_000
        assert len([one for one in asked if one.startswith("INSERT")]) == 2
    assert followers.count_mailed(scene.session, followed.id) == 10_000


def test_only_who_follows_is_counted(followed):
    for name in ("joana", "rui", "lea"):
        followed.ask(f"{name}@example.org")
    followed.confirm("joana@example.org")
    followed.confirm("rui@example.org")
    followed.end("rui@example.org")
    assert followers.count_mailed(followed.scene.session, followed.id) == 1
    assert followers.follower(followed.scene.session, followed.row().id) is not None
    customers = followed.scene.session.scalars(select(Subscription.id).where(Subscription.reader == "customer")).first()
    assert followers.follower(followed.scene.session, customers) is None


def test_many_processes_that_ask_the_same_address_at_once_leave_one_mail_a_ticket(app, database, cast, clock):
    with write() as session:
        said = {"subject": "It", "story": "broke"}
        tickets = [open_ticket(session, cast.ana, cast.maria, clock(), **said).id for _ in range(6)]

    def one(ticket: int) -> None:
        with app.app_context():
            try:
                with write() as session:
                    ask_to_follow(session, ticket, JOANA, "Europe/Lisbon", "en", clock())
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, (tickets[:3] * 8) + tickets, timeout=LONG))
    rows = db.session.scalars(select(Outgoing).where(Outgoing.kind == "confirm")).all()
    assert len(rows) == 3
    assert len({row.ticket_id for row in rows}) == 3


def test_a_letter_and_what_it_leaves_are_one_transaction_where_mail_leaves(app, database, cast, clock, run):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    run(publish, cast.ticket.id, LETTERS, clock())
    run(ask_to_follow, cast.ticket.id, JOANA, "Europe/Lisbon", "en", clock())
    follower = db.session.scalar(select(Subscription.id).where(Subscription.email == JOANA))
    assert run(confirm, follower, clock(), clock()) == OPEN
    said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3), "is_public": True}
    left = select(func.count()).where(Outgoing.to == "follower", Outgoing.kind == "letter")
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    db.session.rollback()
    assert db.session.scalar(left) == 1
    assert run(leave_late, clock() + timedelta(hours=4)) == 1
    assert run(leave_late, clock() + timedelta(hours=5)) == 0
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Outgoing.kind == "late")) == 1
