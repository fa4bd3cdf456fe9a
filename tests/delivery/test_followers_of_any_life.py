"""Whatever is done to a ticket, in any order: no mail to a follower has a word that the public page lacks just then."""

import contextlib
import html
import re
from calendar import month_name
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.delivery import mail
from statuspage.delivery.due import leave_due
from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.errors import Refused
from statuspage.domain.notes import add_note
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import OWNER_CHOICES, SUBJECT_CHOICES, PublicChoice
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares import verbs as shares
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from tests.cast import due

JOANA = "joana@example.net"
DOINGS = ("letter", "letter", "public", "public", "public", "ask", "reply", "move", "hand", "note", "publish")
DOINGS += ("publish", "off", "share", "consent", "confirm", "reopen", "close", "stop", "wait", "wait")
# What the mails say by themselves, and how they tell a day, which a page tells in fewer words.
OWN = """
No person wrote this mail. It comes because a promise fell due, and no letter came. See the page itself: You get this
because you follow that page. An answer to this mail reaches nobody. Stop these mails: The next word comes by (Lisbon
time). It was promised for, and stays marked as late. The promised word is late wrote at Someone
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
SUBJECTS = [choice for choice in SUBJECT_CHOICES if choice != "former"]  # no life here changes its subject
EARLIER = re.compile(r'href="([^"]*/letters\?before=[^"]+)"')
WORD = re.compile(r"\d+:\d+|[^\W_]{2,}")


class Life:
    """One ticket, followed from the first day, with a word of its own in whatever anybody writes."""

    def __init__(self, app, client, cast, clock, dice):
        self.app, self.client, self.cast, self.clock, self.dice = app, client, cast, clock, dice
        self.ticket, self.words, self.seen = cast.ticket.id, 0, 0

    def word(self) -> str:
        self.words += 1
        return f"kq{self.words}word"

    def do(self) -> None:
        """Something at random; what is refused is left out."""
        self.clock.forward(minutes=self.dice.choice([1, 20, 90, 600, 2_000]))
        with contextlib.suppress(Refused), write() as session:
            getattr(self, self.dice.choice(DOINGS))(session, self.clock())
        with write() as session:
            leave_due(session, self.clock())

    def letter(self, session, now, *, public=False, **rest):
        writer = self.dice.choice([self.cast.maria, self.cast.tom])
        promise = None if rest else due(now, hours=self.dice.choice([1, 5, 40]))
        said = {"body": f"*{self.word()}*", "heard": self.word(), "promise": promise, "is_public": public, **rest}
        agent_verbs.write_letter(session, self.ticket, writer, now, **said)

    def public(self, session, now):
        self.letter(session, now, public=True)

    def ask(self, session, now):
        self.letter(session, now, public=self.dice.random() < 0.5, asks_solved=True)

    def reply(self, session, now):
        customer_verbs.reply(session, self.ticket, now, body=self.word())

    def move(self, session, now):
        agent_verbs.move_promise(session, self.ticket, self.cast.maria, now, due(now, hours=9))

    def hand(self, session, now):
        people = self.dice.sample([self.cast.maria, self.cast.tom], 2)
        agent_verbs.hand_over(session, self.ticket, *people, now, note=self.word())

    def note(self, session, now):
        add_note(session, self.ticket, self.cast.maria, now, body=self.word())

    def publish(self, session, now):
        dice, version = self.dice, session.get_one(Ticket, self.ticket).version
        names = ("company", "steps", "clock", "promise", "score")
        ticked = {name: dice.random() < 0.7 for name in names} | {"letters": dice.random() < 0.8}
        hidden = tuple(dice.sample(range(1, version + 1), min(version, dice.randrange(3))))
        shown = {"owner": dice.choice(OWNER_CHOICES), "subject": dice.choice(SUBJECTS), "title": self.word()}
        publish(session, self.ticket, PublicChoice(**ticked, **shown, hidden=hidden), now)

    def off(self, session, now):
        unpublish(session, self.ticket, now)

    def share(self, session, now):
        verb = self.dice.choice([shares.rotate, shares.withdraw, shares.restore, shares.restore])
        verb(session, self.ticket, "public", now)

    def consent(self, session, now):
        agent = session.get_one(Agent, self.dice.choice([self.cast.maria, self.cast.tom]).id)
        agent.public_as = self.dice.choice(["photo", "name", "nobody"])

    def confirm(self, session, now):
        customer_verbs.confirm(session, self.ticket, now)

    def reopen(self, session, now):
        customer_verbs.reopen(session, self.ticket, now, body=self.word())

    def close(self, session, now):
        agent_verbs.close_unconfirmed(session, self.ticket, self.cast.maria, now)

    def stop(self, session, now):
        """They end it, or begin again."""
        follower = session.scalars(select(Subscription).where(Subscription.email == JOANA)).one()
        follower.ended_at = None if follower.ended_at else now

    def wait(self, session, now):
        self.clock.forward(hours=self.dice.choice([1, 30]))

    def with_earlier(self, page: str) -> str:
        """The page, and behind it those that its earlier letters stand on."""
        whole = page
        while link := EARLIER.search(page):
            page = self.client.get(html.unescape(link[1])).text
            whole += page
        return whole

    def check(self) -> None:
        """Each mail that was left, as it would leave at this moment, beside the page of this moment."""
        db.session.rollback()
        urls, settings = self.app.extensions["urls"], self.app.extensions["settings"]
        address = urls.shared(shares_of(db.session(), self.ticket)["public"])
        answer = self.client.get(address.removeprefix(urls.base))
        shown = set(WORD.findall(html.unescape(answer.text))) | set(WORD.findall(OWN))
        newest = select(Outgoing).where(Outgoing.to == "follower", Outgoing.kind != "confirm")
        for row in db.session.scalars(newest.order_by(Outgoing.id.desc()).limit(6)).all():
            try:
                made = mail.render(db.session(), row, urls, settings, self.clock())
            except mail.Retired:
                continue
            self.seen += 1
            assert answer.status_code == 200
            told = set(WORD.findall(words_of(made)))
            if not told <= shown:  # it may stand among the earlier letters
                shown |= set(WORD.findall(html.unescape(self.with_earlier(answer.text))))
            assert told <= shown, f"{row.kind}: {told - shown}"


def words_of(message) -> str:
    """All that its reader sees, but addresses and the numbers of days."""
    whole = "\n".join(
        [str(message["From"].addresses[0].display_name), str(message["Subject"])]
        + [re.sub(r"<style>.*?</style>|<[^>]+>", " ", part.get_content(), flags=re.DOTALL) for part in bodies(message)]
    )
    return re.sub(rf"https?://\S+|\b\d{{1,2}} (?:{'|'.join(month_name[1:])})(?: \d{{4}})?\b", " ", html.unescape(whole))


def bodies(message):
    return [message.get_body((kind,)) for kind in ("plain", "html")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("lives", "deeds"),
    [
        pytest.param(3, 30, marks=pytest.mark.long),
        pytest.param(20, 80, marks=pytest.mark.torture),
    ],
)
def test_no_mail_has_a_word_that_the_page_has_not(app, client, cast, clock, database, lives, deeds):
    app.extensions["settings"] = replace(
        app.extensions["settings"], smtp_url="smtp://127.0.0.1:1", company_name="Fernhillkq"
    )
    dice, seen = Random(20261123), 0
    for _ in range(lives):
        life = Life(app, client, cast, clock, dice)
        with write() as session:
            publish(session, cast.ticket.id, PublicChoice(letters=True), clock())
            ask_to_follow(session, cast.ticket.id, JOANA, "Europe/Lisbon", "en", clock())
            follower = session.scalars(select(Subscription).where(Subscription.email == JOANA)).one()
            confirm(session, follower.id, clock(), clock())
        for _ in range(deeds):
            life.do()
            life.check()
        seen += life.seen
        clock.forward(days=40)
    assert seen > 2 * lives, "mails were really looked at"
