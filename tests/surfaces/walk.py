"""A walk through the whole life of a ticket in one language: every page after every deed, and what it says."""

import html
import re
from typing import Any

from sqlalchemy import select

from statuspage.db import db, write
from statuspage.delivery import mail
from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.notes import add_note
from statuspage.domain.outbox import Outgoing, leave
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.tickets import Ticket
from statuspage.security.throttle import limiter
from tests.cast import PASSWORD, due
from tests.drafts import add_draft
from tests.surfaces.desk import csrf
from tests.surfaces.public_things import Shown

ALL = PublicChoice(owner="photo", subject="subject", letters=True)
HELD_BACK = PublicChoice(owner="nobody", steps=False, clock=False)
_SILENT = r"(?s)<(script|style|kbd|code|textarea|datalist|id|email)\b.*?</\1>"
_PIECES = "p|div|li|h\\d|dt|dd|th|td|legend|option|label|button|summary|span"  # of a page, then of a feed and a badge
_BLOCKS = rf"</?(?:{_PIECES}|title|name|author|content|updated|published|text|desc)\b[^>]*>"
_TOLD = r'\s(?:aria-label|title|placeholder|alt|data-not-sent|data-copied|data-done|data-[a-z-]+-template)="([^"]*)"'


def said(page: str) -> str:
    """Everything that a page says to anyone: its text, and what its attributes tell."""
    page = html.unescape(page) if page.startswith("<?xml") else page  # a feed's entries are pages in their turn
    page = re.sub(r"https?://[^\s<\"]+", "", re.sub(_SILENT, " ", page))
    text = re.sub(r"<[^>]*>", "", re.sub(_BLOCKS, "\n", page))
    return html.unescape("\n".join([text, *re.findall(_TOLD, page)]))


class Walk:
    """What was said is in ``said``, by the deed and the address."""

    def __init__(self, shown: Shown, language: str) -> None:
        self.shown, self.clock, self.said = shown, shown.clock, dict[str, str]()
        self.maria, self.tom, self.ana = shown.cast.maria, shown.cast.tom, shown.cast.ana
        self.client = shown.app.test_client()
        self.headers = {"Accept-Language": language}
        with write() as session:
            for kind, who in ((Agent, self.maria), (Agent, self.tom), (Customer, self.ana)):
                session.get_one(kind, who.id).language = language
            add_draft(session, self.clock(), title="…", body="[[your own words: …]] …")

    def whole(self) -> dict[str, str]:
        """From the first question to the answer how it felt, and what is left of it."""
        self.get("door", "/")
        self.get("door", "/desk/login")
        self.get("door", "/desk", 302)
        self.post("wrong", "/desk/login", 422, email=self.maria.email, password="guess")
        self.come_in()
        self.do("unheard", publish, ALL)
        self.hear()
        self.work()
        self.end()
        self.sit_at_the_desk()
        self.be_refused()
        self.withdraw()
        self.read_mails()
        return self.said

    def come_in(self) -> None:
        """A session lasts a day's work; after a few days one logs in again."""
        self.post("in", "/desk/login", 303, email=self.maria.email, password=PASSWORD)

    def hear(self) -> None:
        self.letter("heard", heard="…")
        self.do("not quite", customer_verbs.say_not_quite, body="…")
        self.letter("heard again", heard="… …", step="looking")
        self.do("right", customer_verbs.say_heard_right)
        self.do("moved", agent_verbs.move_promise, self.maria, due=due(self.clock(), hours=30))

    def work(self) -> None:
        self.letter("thanked soon", step="working", turn="third", promise=due(self.clock(), hours=1))
        self.do("thanked", customer_verbs.thank, self.version())
        self.clock.forward(hours=3)
        self.look("late")
        self.do("call asked", customer_verbs.ask_call, phone="+351 91 000 0000", when="…")
        self.letter("called", by_phone=True, promise=due(self.clock(), days=9))
        self.do("handed on", agent_verbs.hand_over, self.maria, self.tom, note="…")
        self.do("handed back", agent_verbs.hand_over, self.tom, self.maria, note="…")
        for number in range(3):
            self.do(f"reply {number}", customer_verbs.reply, body="…")

    def end(self) -> None:
        self.letter("asked", asks_solved=True)
        self.do("not solved", customer_verbs.say_not_solved, body="…")
        self.clock.forward(days=3)
        self.come_in()
        self.letter("asked again", asks_solved=True)
        self.do("closed", agent_verbs.close_unconfirmed, self.maria)
        self.do("reopened", customer_verbs.reopen, body="…")
        self.letter("asked at last", asks_solved=True)
        self.do("confirmed", customer_verbs.confirm)
        self.do("felt", customer_verbs.say_felt, listened="partly", body="…")

    def sit_at_the_desk(self) -> None:
        self.get("mails", "/desk/outbox")
        self.do("noted", lambda session, ticket_id, now: add_note(session, ticket_id, self.maria, now, body="…"))
        for path in ("/tickets/new", "/tickets/new?q=x", "/find?q=x", "/find?q=an", "/me"):
            self.get("desk", f"/desk{path}")

    def be_refused(self) -> None:
        """Forms with nothing in them, and addresses with nothing behind them."""
        limiter.reset()
        token, here, private = csrf(self.client), f"/desk/tickets/{self.shown.id}", self.shown.links()["private"]
        self.post("new", "/desk/tickets", 422, csrf=token, owner=str(self.maria.id), name="", subject="", story="")
        for part in ("letters", "notes", "handovers", "promises", "closing"):
            self.post(part, f"{here}/{part}", 422, csrf=token, seen="999")
        for part in ("replies", "heard", "calls", "confirmation", "feeling", "studio"):
            self.post(part, f"{private}/{part}", 422, action="on")
        self.post("sites", f"{private}/studio/sites", 422, sites="…")
        self.get("nothing", "/nothing/here", 404)
        self.post("not so", "/", 405)
        self.post("not ours", f"{here}/notes", 403, body="…")

    def withdraw(self) -> None:
        """The public view with little in it, and then gone; the session over."""
        self.do("held back", publish, HELD_BACK)
        links = self.shown.links()
        self.clock.forward(minutes=1)
        self.shown.run(unpublish, self.shown.id, self.clock())
        for scope in ("public", "embed", "badge", "public_feed"):
            self.get("gone", links[scope], 410)
        self.clock.forward(days=2)
        self.post("expired", f"/desk/tickets/{self.shown.id}/notes", 401, body="…")

    def read_mails(self) -> None:
        """Every mail, and the page on which they are chosen, while they come and after they have stopped."""
        with write() as session:
            mails = own_subscription(session, self.shown.id)
            assert mails is not None
            for kind, data in (("late", {"promise": 1}), ("link", {})):
                leave(session, mails.ticket_id, kind, "customer", self.clock(), subscription_id=mails.id, data=data)
        path = self.shown.app.extensions["urls"].mails(mails.id, mails.generation)
        self.post("wishes", path, 303, deed="wishes", late="yes", ics="yes")
        self.get("mails", path)
        self.post("stopped", path, 200, **{"List-Unsubscribe": "One-Click"})
        db.session.rollback()
        urls, settings = self.shown.app.extensions["urls"], self.shown.app.extensions["settings"]
        for row in db.session.scalars(select(Outgoing)).all():
            made = mail.render(db.session(), row, urls, settings, self.clock())
            for kind in ("html", "plain"):
                text = made.get_body((kind,)).get_content()  # type: ignore[union-attr]
                self.said[f"mail {row.id} {kind}"] = said(text)

    def look(self, deed: str) -> None:
        """All pages, as they are now."""
        limiter.reset()
        links = self.shown.links()
        paths = [
            links["private"],
            f"{links['private']}/studio",
            links["feed"],
            "/desk",
            f"/desk/tickets/{self.shown.id}",
        ]
        paths += [f"/desk/customers/{self.ana.id}", links["public"], f"{links['public']}/live", links["public_feed"]]
        paths += [links["embed"], f"{links['embed']}?size=compact", links["badge"]]
        for path in paths:
            self.get(deed, path)

    def do(self, deed: str, verb: Any, *arguments: Any, **named: Any) -> None:
        """One deed, ten minutes later, and a look at everything."""
        self.clock.forward(minutes=10)
        self.shown.run(verb, self.shown.id, *arguments, self.clock(), **named)
        self.look(deed)

    def letter(self, deed: str, **named: Any) -> None:
        promise = None if named.get("asks_solved") else due(self.clock(), hours=6)
        self.do(
            deed, agent_verbs.write_letter, self.maria, **{"body": "…", "is_public": True, "promise": promise} | named
        )

    def version(self) -> int:
        db.session.rollback()
        return db.session.get_one(Ticket, self.shown.id).version

    def get(self, deed: str, path: str, code: int = 200) -> None:
        db.session.rollback()
        self.keep(deed, path, self.client.get(path, headers=self.headers), code)

    def post(self, deed: str, path: str, code: int, /, **form: str) -> None:
        db.session.rollback()
        self.keep(deed, path, self.client.post(path, data=form, headers=self.headers), code)

    def keep(self, deed: str, path: str, answer: Any, code: int) -> None:
        assert answer.status_code == code, (deed, path, answer.status_code)
        if code not in (302, 303):
            self.said[f"{deed}, {path}"] = said(answer.text)
