"""Two hundred private events, of every kind: no byte and no header of any public address changes, nor a kept answer."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.domain import agent_verbs, companion_verbs, customer_verbs, need_verbs, subjects
from statuspage.domain.causes.cause import begin_cause, end_cause
from statuspage.domain.causes.laid import note_sent, read_laid
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.ties import tie, untie
from statuspage.domain.colleagues import open_colleagues
from statuspage.domain.company_verbs import agree, choose_way, keep_mine, make_company
from statuspage.domain.correcting import correct_letter
from statuspage.domain.desk.holding import Meant, hold, take_back
from statuspage.domain.desk.unsent_letters import save_unsent
from statuspage.domain.events import history
from statuspage.domain.invitations import accept, invite
from statuspage.domain.kinds import KINDS
from statuspage.domain.letters import Letter
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.needs import Needed
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.companies import Company
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.presence import be
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares import verbs as shares
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tags.tagging import put_on, tags_of, take_off
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import join
from statuspage.front.database import watch
from statuspage.security.access import Access
from statuspage.waiting import Waits
from tests.cast import due
from tests.contracts.doors import Keys, places

EVENTS = 280
NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)
LETTERS = PublicChoice(
    owner="nobody",
    subject="title",
    title="The machine",
    steps=False,
    clock=False,
    promise=False,
    score=False,
    letters=True,
)
QUERIES = ("", "?lang=de", "?size=timeline", "?style=face", "?before=none")
NOT_PRIVATE = {"opened", "unpublished", "sites_changed", "erased"}  # the last takes the public views away


class Ticker:
    """Does one private thing after another to Ana's ticket, while the clock of those who look stands still."""

    def __init__(self, cast, now, choice):
        self.id, self.maria, self.tom, self.now, self.choice = cast.ticket.id, cast.maria, cast.tom, now, choice
        self.followers, self.company, self.customer = 0, None, cast.ana.id

    def round(self, session):
        """One of every kind."""
        self.session, self.now = session, self.now + timedelta(seconds=1)
        self.letter()
        self.ana(customer_verbs.reply, body="And?")
        self.ana(customer_verbs.say_not_quite, body="Not that.")
        self.letter()
        self.ana(customer_verbs.say_heard_right)
        self.ana(customer_verbs.ask_call, phone="+351 91 555 0163", when="after six")
        version = self.letter(declines_call=True)
        customer_verbs.thank(session, self.id, version, self.now)
        correct_letter(session, self.id, version, self.maria, self.now, body=f"On it, at {self.now}.")
        self.needs()
        agent_verbs.move_promise(session, self.id, self.maria, self.now, due(self.now, hours=40))
        agent_verbs.hand_over(session, self.id, self.maria, self.tom, self.now, note="Yours from here.")
        agent_verbs.hand_over(session, self.id, self.tom, self.maria, self.now, note="And back.")
        add_note(session, self.id, self.maria, self.now, body="She is kind.")
        subjects.change_subject(session, self.id, self.maria, self.now, subject=f"The machine, {self.now}")
        put_on(session, self.id, self.maria, self.now, "warranty, fuse")
        take_off(session, self.id, tags_of(session, self.id)[0].id)
        save_unsent(session, self.maria.id, self.id, {"body": "Dear Ana"}, self.now)
        self.held_and_taken_back()
        be(session, self.id, "reading", self.now)
        self.part_of_a_cause()
        self.followed_by_mail()
        for verb in (shares.rotate, shares.withdraw, shares.restore):
            verb(session, self.id, "feed", self.now)
        shares.rotate(session, self.id, "private", self.now)
        publish(session, self.id, self.choice, self.now)
        self.companions()
        self.colleagues()
        self.ask()
        self.together()
        self.ana(customer_verbs.say_not_solved, body="Not yet.")
        self.ask()
        agent_verbs.close_unconfirmed(session, self.id, self.maria, self.now)
        self.ana(customer_verbs.reopen)
        self.ask()
        self.ana(customer_verbs.confirm)
        self.ana(customer_verbs.say_felt, listened="yes", body="It was fine.")
        self.ana(customer_verbs.reply, body="It is back.")

    def held_and_taken_back(self):
        seen = self.session.get_one(Ticket, self.id).version
        meant = Meant(body="For all.", promise=due(self.now, hours=30), is_public=True, seen=seen)
        held = hold(self.session, self.id, self.maria, self.now, meant, typed={}, length=timedelta(seconds=10))
        take_back(self.session, held.id, self.maria, self.now)

    def needs(self):
        by = due(self.now, hours=20)
        asked = self.letter(needs=Needed(("A photo", "A number", "A town"), by.at, by.wall, by.zone))
        self.ana(need_verbs.give, gifts={f"{asked}-1": need_verbs.Gift("In the mail.")})
        for number in (2, 3):
            args = self.session, self.id, self.maria, self.now
            need_verbs.tick_off(*args, key=f"{asked}-{number}", came=number == 3)

    def companions(self):
        joana = companion_verbs.let_in(self.session, self.id, self.now, name="Joana Reis", email="joana@example.org")
        by = {"companion_id": joana.id}
        self.ana(companion_verbs.change_rights, may_write=True, **by)
        self.ana(customer_verbs.reply, body="She is at the café.", **by)
        be(self.session, self.id, "reading", self.now, -joana.id)
        self.ana(companion_verbs.renew_keys, **by)
        self.ana(companion_verbs.let_go, **by)
        rui = companion_verbs.claim(self.session, self.id, self.now, name="Rui Reis")
        self.ana(companion_verbs.leave, companion_id=rui.id)

    def together(self):
        """Another ticket of hers goes on in this one, she writes there, and it is taken apart; then the other way."""
        asks = {"subject": "The tray", "story": "It leaks."}
        other = open_ticket(
            self.session, self.session.get_one(Customer, self.customer), self.maria, self.now, **asks
        ).id
        merge(self.session, other, self.id, self.maria, self.now)
        customer_verbs.reply(self.session, other, self.now, body="It leaks again.")
        part(self.session, other, self.now)
        for agent in (None, self.maria):
            merge(self.session, self.id, other, self.maria, self.now)
            part(self.session, self.id, self.now, agent=agent)

    def part_of_a_cause(self):
        """Its letter is laid before the owner of the ticket, who sends it; it is laid again, and taken back."""
        seals = begin_cause(self.session, self.maria, self.now, name="Burnt pump seals", known="Of March.")
        tie(self.session, seals.id, [self.id], self.maria, self.now)
        said = {"body": "[[their name]], they burn.", "language": "en"}
        lay(self.session, seals.id, self.tom, self.now, **said)
        waiting, _, _ = read_laid(self.session, self.id)
        version = self.letter(body="They burn, Ana, and I have new ones.")
        note_sent(self.session, waiting.id, self.session.get_one(Letter, (self.id, version)))
        lay(self.session, seals.id, self.tom, self.now, **said | {"body": "They have come."})
        untie(self.session, seals.id, self.id, self.tom, self.now)
        end_cause(self.session, seals.id, self.now)

    def colleagues(self):
        """One of a company begins to read, and then its customer keeps all to herself again."""
        mine, rui, company = self.company or self.begin_a_company()
        open_colleagues(self.session, rui, self.id, self.now)
        keep_mine(self.session, mine, self.now)
        agree(self.session, mine, self.now, seen=self.session.get_one(Company, company).version)

    def begin_a_company(self):
        mine = join(self.session, "ana@example.org", self.now).id
        company = make_company(self.session, mine, self.now, name="Casa Reis", ours="Fernhill Coffee")
        (invited,) = invite(self.session, mine, self.now, typed="rui.silva@example.org")
        typed = {"name": "Rui Silva", "zone": "Europe/Lisbon", "language": "en", "ours": "Fernhill Coffee"}
        rui = accept(self.session, invited.id, self.now, **typed)
        choose_way(self.session, mine, self.now, way="write", answers_id=None, seen=company.version)
        self.company = mine, rui.id, company.id
        return self.company

    def followed_by_mail(self):
        """Some more who are asked, some who follow from now on, and one who has had enough."""
        for _ in range(3):
            self.followers += 1
            email = f"reader{self.followers}@example.net"
            ask_to_follow(self.session, self.id, email, "Asia/Tokyo", "ar", self.now)
            found = self.session.scalars(select(Subscription).where(Subscription.email == email)).one()
            if self.followers % 3:
                confirm(self.session, found.id, self.now, self.now)
        if not self.followers % 2:
            found.ended_at = self.now

    def ana(self, verb, **said):
        verb(self.session, self.id, self.now, **said)

    def letter(self, **rest):
        said = {"body": "On it.", "heard": "It dies.", "promise": due(self.now, hours=30), **rest}
        return agent_verbs.write_letter(self.session, self.id, self.maria, self.now, **said).version

    def ask(self):
        agent_verbs.write_letter(self.session, self.id, self.maria, self.now, body="Does it hold?", asks_solved=True)


@pytest.fixture
def answers(app, client, cast):
    """Every public address as anyone reads it: status, headers and bytes."""

    def ask():
        db.session.rollback()
        found, keys = {}, Keys(app.extensions["urls"], shares_of(db.session(), cast.ticket.id))
        for place in places(app):
            if place.access is not Access.FOLLOW and place.access.value not in PUBLIC_SCOPES:
                continue
            for query in QUERIES:
                path = place.path(token=keys.to(place.access)) + query
                with client.get(path) as answer:
                    found[path] = (answer.status_code, _told(answer.headers), answer.data)
        return found

    return ask


@pytest.mark.long
@pytest.mark.long
@pytest.mark.parametrize("choice", [NOTHING, LETTERS], ids=["nothing", "letters"])
def test_no_private_event_changes_anything_that_is_public(app, run, cast, clock, answers, database, choice):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    said = {"body": "For all to read.", "heard": "It dies.", "promise": due(clock(), hours=3), "is_public": True}
    run(agent_verbs.write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(publish, cast.ticket.id, choice, clock.forward(minutes=5))
    before, stamp, version = answers(), stamp_of(database, cast), version_of(cast)
    ticker = Ticker(cast, clock(), choice)
    while version_of(cast) < version + EVENTS or ticker.followers <= 20:
        with write() as session:
            ticker.round(session)
    assert {event.kind for event in history(db.session(), cast.ticket.id)} >= set(KINDS) - NOT_PRIVATE
    after = answers()
    assert after.keys() == before.keys()
    assert [path for path in after if after[path] != before[path]] == []
    assert stamp_of(database, cast) == stamp, "what the front compares before it gives a kept answer"
    assert len(before) > 60
    assert any(status == 200 and re.search(b"For all to read", data) for status, _, data in before.values()) is bool(
        choice.letters
    )


def version_of(cast):
    db.session.rollback()
    return db.session.get_one(Ticket, cast.ticket.id).version


def stamp_of(database, cast):
    async def read():
        watching = watch(database, Waits())
        try:
            return await watching.public_version(cast.ticket.id)
        finally:
            await watching.close()

    return asyncio.run(read())


def _told(headers):
    """Everything that the headers say but the time of the answer itself."""
    return sorted((name, value) for name, value in headers if name != "Date")
