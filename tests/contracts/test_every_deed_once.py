"""Every deed of every address is done once, by form, on both databases, so that each statement has run on each."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.views import SavedView
from statuspage.domain.files.file import File
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.incoming.taking import hold
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.companies import Member
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink, Overview
from statuspage.security.access import Access
from statuspage.security.throttle import limiter
from tests.cast import PASSWORD
from tests.contracts.doors import Keys, places
from tests.contracts.test_what_is_written_is_found import in_step
from tests.contracts.test_what_never_changes import words_in_the_log
from tests.databases import KINDS
from tests.delivery.push_service import Browser
from tests.mails import come_in
from tests.surfaces.desk import csrf

DESK, OWN = "/desk/tickets/<int:ticket_id>", "/t/<token>"
LETTER = {"heard": "It dies on Mondays.", "body": "I am on it.", "promise": "2026-11-23T17:00", "seen_by": "public"}
ASK = {"heard": "It dies on Mondays.", "body": "It should work now.", "promise": "ask"}
NEEDS = {"body": "I need this.", "promise": "2026-11-25T17:00", "seen_by": "customer", "needs_day": "2026-11-24"}
NEEDS |= {"needs": "A photo of the label\nThe order number\nThe town", "needs_time": "10:00"}
SECRET = "a-secret-of-the-mail-service"
ANOTHER = "another good espresso"
ANA = {"name": "Ana Reis", "email": "ana@example.org", "phone": "", "reach": "mail", "reach_when": ""}
ANA |= {"zone": "Europe/Lisbon", "language": "en"}
NEW = {"name": "Kenji Mori", "contact": "kenji@example.org", "reach": "mail", "zone": "Asia/Tokyo", "language": "en"}
NEW |= {"subject": "No steam", "story": "It hisses.", "owner": "1"}
BROWSER = {**Browser().names, "endpoint": "https://fcm.googleapis.com/fcm/send/a"}
MARIA = {"name": "Maria Okafor", "zone": "Europe/Lisbon", "language": "en", "tue_from": "10:00", "tue_to": "16:00"}
TOGETHER = {"other": "3", "goes_on": "3", "seen": "99", "seen_other": "99"}  # with the one that was opened just before

# In the order of a ticket's life: the address, what is typed there, and how it is answered.
LIFE = (
    ("/desk/tickets", NEW, 303),
    (f"{DESK}/preview", LETTER, 200),
    (f"{DESK}/presence", {"doing": "writing"}, 204),
    (f"{DESK}/unsent", {"body": "Half a lett"}, 200),
    (f"{DESK}/letters", LETTER, 303),
    ("/mail/in", {"email": "Subject: Hello\n\nIs anybody there?"}, 200),
    ("/desk/incoming/<int:mail_id>/dropped", {}, 303),
    ("/desk/incoming/<int:mail_id>/dropped", {"undo": "1"}, 303),
    ("/desk/incoming/<int:mail_id>/taken", {"ticket": "1"}, 303),
    ("/demo/mail/<int:outgoing>/answers", {"words": "Hello"}, 404),  # the demo is not loaded here
    (f"{OWN}/presence", {"doing": "reading"}, 204),
    (f"{OWN}/heard", {"answer": "right"}, 303),
    (f"{OWN}/thanks", {"letter": "2"}, 303),
    (f"{DESK}/letters", NEEDS, 303),
    (f"{OWN}/given", {"need-6-1": "It is in the mail.", "another-6-2": "yes"}, 303),
    (f"{DESK}/needs", {"away": "6-3"}, 303),
    (f"{OWN}/replies", {"body": "Is there a loaner?"}, 303),
    (f"{OWN}/files", {"name": "machine.jpg", "size": "1000"}, 201),
    (f"{OWN}/files/<key>/pieces", {}, 400),  # which says where it begins; tests/surfaces/test_files_both_ways.py does
    (f"{OWN}/files/<key>/finish", {}, 422),  # it is not all there
    (f"{OWN}/files/<key>/removal", {}, 204),
    (f"{DESK}/files", {"name": "plan.pdf", "size": "1000"}, 201),
    (f"{DESK}/files/<key>/pieces", {}, 400),
    (f"{DESK}/files/<key>/finish", {}, 422),
    (f"{DESK}/files/<key>/removal", {}, 204),
    ("/ask/<form>/files", {"name": "leak.jpg", "size": "1000"}, 201),
    ("/ask/<form>/files/<key>/pieces", {}, 400),
    ("/ask/<form>/files/<key>/finish", {}, 422),
    ("/ask/<form>/files/<key>/removal", {}, 204),
    (f"{OWN}/calls", {"phone": "+351 91 000 0000", "when": "after four"}, 303),
    (f"{OWN}/clock", {"zone": "Asia/Riyadh"}, 303),
    (f"{OWN}/clock", {"zone": "Europe/Lisbon"}, 303),
    (f"{OWN}/language", {"language": "de"}, 303),
    (f"{OWN}/language", {"language": "en"}, 303),
    ("/m/<token>", {"deed": "wishes", "late": "yes", "ics": "yes"}, 303),
    ("/m/<token>", {"List-Unsubscribe": "One-Click"}, 200),
    ("/m/<token>", {"deed": "again"}, 303),
    (f"{OWN}/mailed-link", {}, 303),
    (f"{OWN}/studio", {"action": "on", "owner": "photo", "subject": "subject", "letters": "1"}, 303),
    ("/p/<token>/follow", {"email": "joana@example.net", "zone": "Europe/Lisbon", "lang": "en"}, 303),
    ("/follow/<token>", {}, 303),
    (f"{OWN}/studio/sites", {"sites": "https://cafe.example"}, 303),
    (f"{OWN}/studio/addresses", {"deed": "withdraw", "scope": "badge"}, 303),
    (f"{OWN}/companions", {"name": "Joana Reis", "email": "joana@example.org", "rights": "read"}, 303),
    (f"{OWN}/companions/rights", {"companion": "1", "rights": "write"}, 303),
    (f"{OWN}/companions/going", {"companion": "1"}, 303),
    (f"{OWN}/claim", {"name": "Rui Reis", "email": "rui@example.org"}, 303),
    (
        f"{OWN}/leaving",
        {},
        400,
    ),  # the customer does not leave; tests/surfaces/test_reading_along.py has a companion do it
    (f"{DESK}/companions", {"name": "Joana Reis", "email": "joana@example.org", "rights": "write"}, 303),
    (f"{DESK}/companions/rights", {"companion": "1", "rights": "read"}, 303),
    (f"{DESK}/companions/going", {"companion": "1"}, 303),
    (f"{OWN}/link", {}, 303),
    (f"{DESK}/notes", {"body": "Between us: a loose fuse."}, 303),
    (f"{DESK}/tags", {"tag": "warranty, fuse, fuses"}, 303),
    (f"{DESK}/tags", {"off": "1"}, 303),
    ("/desk/tags/<int:tag_id>", {"name": "guarantee"}, 303),
    ("/desk/tags/<int:tag_id>", {"deed": "merge", "into": "fuse"}, 200),
    ("/desk/tags/<int:tag_id>", {"deed": "merge", "into": "fuse", "sure": "yes"}, 303),
    (f"{DESK}/subject", {"subject": "A fuse that blows"}, 303),
    (f"{DESK}/letters/<int:letter>", {"body": "I am on it, today.", "seen": "2"}, 303),
    ("/desk/causes", {"name": "Burnt pump seals", "known": "Of March."}, 303),
    (f"{DESK}/cause", {"cause": "1"}, 303),
    ("/desk/causes/<int:cause_id>", {"name": "Burnt pump seals of March"}, 303),
    ("/desk/causes/<int:cause_id>/letters", {"body": "[[their name]], they burn.", "language": "en"}, 303),
    ("/desk/causes/<int:cause_id>/tickets", {"untie": "1"}, 303),
    ("/desk/drafts", {"name": "Waiting", "text_en": "[[their name]], we wait."}, 303),
    ("/desk/drafts/<int:draft_id>", {"deed": "delete"}, 303),
    (f"{DESK}/reading", {"body": "Calm down."}, 200),
    ("/desk/phrases", {"language": "en", "phrase": "tut tut", "why": "It scolds.", "instead": "I see"}, 303),
    ("/desk/phrases/<int:phrase_id>", {"deed": "delete"}, 303),
    (f"{DESK}/promises", {"promise": "2026-11-23T18:00"}, 303),
    (f"{DESK}/handovers", {"to": "2", "note": "Tom knows fuses."}, 303),
    ("/held/<token>", {}, 303),
    (f"{OWN}/confirmation", {"answer": "yes"}, 303),
    (f"{OWN}/feeling", {"listened": "yes", "felt": "Thank you."}, 303),
    (f"{OWN}/reopening", {}, 303),
    ("/desk/tickets", {"customer": "1", "subject": "The tray", "story": "It leaks.", "owner": "2"}, 303),
    (f"{DESK}/together", TOGETHER, 303),
    (f"{OWN}/parting", {}, 303),
    (f"{DESK}/together", TOGETHER, 303),
    (f"{DESK}/apart", {}, 303),
    ("/desk/me/hold", {"hold": "20"}, 303),
    (f"{DESK}/letters", ASK, 303),
    ("/desk/held/<int:held_id>", {"deed": "back"}, 303),
    ("/desk/me/hold", {"hold": ""}, 303),
    (f"{DESK}/letters", ASK, 303),
    (f"{DESK}/closing", {}, 303),
    ("/desk/customers/<int:customer_id>", ANA, 303),
    (f"{DESK}/links", {}, 303),
    ("/desk/me", MARIA, 303),
    ("/desk/me/browsers", BROWSER, 303),
    ("/desk/me/browsers/<int:browser_id>", {"deed": "test"}, 303),
    ("/desk/me/browsers/<int:browser_id>", {"deed": "remove"}, 303),
    ("/desk/outbox/<int:outgoing_id>/again", {"back": "ticket"}, 303),
    ("/desk/outbox/<int:outgoing_id>/address", {"email": "ana.reis@example.org", "back": "customer"}, 303),
    ("/desk/me/asked", {"speaks": "English", "takes_new": "yes"}, 303),
    (f"{DESK}/doubt", {"deed": "robot"}, 303),
    (f"{DESK}/person", {"said": "same"}, 422),  # nobody typed her address; tests/surfaces/test_desk_same_person.py
    ("/desk/way-in/rule", {"step-0": "in"}, 303),
    ("/desk/way-in/sites", {"sites": "https://shop.fernhill.example"}, 303),
    ("/desk/way-in/topics", {"title_en": "Repairs", "asked_en": "Which machine?"}, 303),
    ("/desk/way-in/topics/<int:topic_id>", {"deed": "end"}, 303),
    ("/ask", {"story": "It hums.", "name": "Joana Silva", "contact": "joana@example.net"}, 303),
    ("/ask/frame", {"story": "It drips.", "name": "Joana Silva", "contact": "joana@example.net"}, 200),
    (f"{OWN}/overview", {}, 303),
    ("/ask/link", {"email": "ana.reis@example.org"}, 303),
    ("/lost/<token>", {}, 303),
    ("/mine/<token>/ask", {"story": "And the tray."}, 303),
    ("/mine/<token>/company", {"name": "Casa Reis"}, 303),
    ("/mine/<token>/company/invitations", {"emails": "rui.silva@example.org"}, 303),
    ("/join/<token>", {"name": "Rui Silva"}, 303),
    ("/mine/<token>/company/way", {"way": "read", "seen": "3"}, 303),
    ("/mine/<token>/company/own", {"deed": "agree", "seen": "4"}, 303),
    ("/mine/<token>/tickets", {"ticket": "1"}, 422),  # her own; tests/surfaces/test_a_company.py opens a colleague's
    ("/mine/<token>/company/people", {"member": "2", "deed": "go"}, 303),
    ("/mine/<token>/link", {}, 303),
    (f"{OWN}/data/export", {}, 200),
    (f"{OWN}/data/erasing", {"deed": "ask"}, 200),  # which leads to the page of all her tickets
    ("/mine/<token>/data/export", {}, 200),
    ("/mine/<token>/data/erasing", {"deed": "ask"}, 303),
    ("/desk/views", {"name": "Late in German", "of": "everyone", "state": "late", "language": "de"}, 303),
    ("/desk/views/<int:view_id>/keeping", {"deed": "copy"}, 303),
    ("/desk/views/<int:view_id>/keeping", {"deed": "delete"}, 303),
    ("/desk/away", {"from_day": "2026-11-24", "back_day": "2026-11-25", "cover": "2"}, 303),
    ("/desk/away/<int:absence_id>", {"deed": "end"}, 303),
    ("/desk/leaving/<int:agent_id>", {"deed": "go"}, 422),  # herself, with tickets; tests/surfaces/test_desk_leaving.py
    ("/desk/customers/<int:customer_id>/data/export", {"notes": "yes"}, 200),
    ("/desk/customers/<int:customer_id>/data/wish", {"deed": "ask"}, 303),
    ("/desk/customers/<int:customer_id>/data/erasing", {"sure": "Ana Reis"}, 303),
    ("/desk/our-company", {"name": "Riverside Roasters", "seen": "0"}, 303),
    ("/setup", {}, 404),  # only an empty production instance has it; tests/surfaces/test_setup.py
    ("/desk/me/notices", {"notice": "digest"}, 303),
    ("/desk/me/public", {"public_as": "name"}, 303),
    ("/desk/me/password", {"current": PASSWORD, "password": ANOTHER}, 303),
    ("/desk/logout", {}, 303),
    ("/desk/login", {"email": "maria@fernhill.example", "password": ANOTHER}, 303),
)


def test_a_forms_key_is_read_in_one_place_and_together_with_its_words():
    code = (PROJECT / "statuspage").rglob("*.py")
    reads = [
        file.name for file in code if re.search(r"""(typed|form\.get|form)[(\[]["']once""", file.read_text("utf-8"))
    ]
    assert reads == ["forms.py"]


def kill_a_mail(ticket_id):
    """The newest mail to Ana about this ticket did not arrive; 0 while there is none."""
    with write() as session:
        to_ana = Outgoing.ticket_id == ticket_id, Outgoing.to == "customer"
        newest = session.scalar(select(Outgoing).where(*to_ana).order_by(Outgoing.id.desc()).limit(1))
        if newest is not None:
            newest.outcome = "dead"
        return newest.id if newest else 0


def held(ticket_id):
    """The mail by which a letter of the owner's came that waits; 0 for a ticket that is not heard yet."""
    with write() as session:
        found = session.scalar(select(IncomingMail.id).where(IncomingMail.once == "held"))
        ticket = session.get_one(Ticket, ticket_id)
        if found is not None or ticket.heard_at is None:
            return found or 0
        whose = {"ticket_id": ticket_id, "agent_id": ticket.owner_id}
        mail = come_in(session, ticket.opened_at, "held", "By mail.", **whose)
        hold(session, mail, ticket.opened_at, {"body": mail.words})
        return mail.id


@pytest.fixture
def known(app, cast):
    """What fills the places of an address, and how the ticket stands, as of now."""

    def read():
        db.session.rollback()
        ticket = db.session.scalars(select(Ticket).where(Ticket.id == cast.ticket.id)).one()
        follower = db.session.scalar(select(Subscription).where(Subscription.reader == "follower"))
        mails = own_subscription(db.session(), ticket.id)
        lost = db.session.scalar(select(func.max(LostLink.id))) or 0
        found = db.session.scalar(select(Overview))
        shares = shares_of(db.session(), ticket.id)
        invited = db.session.scalar(select(func.max(Member.id))) or 0
        keys = Keys(app.extensions["urls"], shares, follower, mails, held(ticket.id), lost, found, invited)
        dead = kill_a_mail(ticket.id)
        known = {"ticket_id": ticket.id, "customer_id": ticket.customer_id, "outgoing_id": dead, "outgoing": 1}
        known["letter"] = 2  # the first
        known["held_id"] = db.session.scalar(select(func.max(LetterOnHold.id))) or 0
        known["view_id"] = db.session.scalar(select(func.max(SavedView.id))) or 0
        known["browser_id"] = db.session.scalar(select(func.max(PushBrowser.id))) or 0
        known["key"] = db.session.scalar(select(File.key).where(File.version.is_(None))) or "none"
        known["form"] = "a-form-of-somebody"
        known["mail_id"] = db.session.scalar(select(func.max(IncomingMail.id))) or 0
        return known, str(ticket.version), keys

    return read


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_every_deed_can_be_done_on_every_database(app, client, known, clock, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1", mail_secret=SECRET)
    doors = {place.rule.rule: place for place in places(app) if "POST" in place.methods}
    assert {rule for rule, _, _ in LIFE} == doors.keys(), "a new deed must be done here once"
    client.post("/desk/login", data={"email": "maria@fernhill.example", "password": PASSWORD})
    for number, (rule, typed, status) in enumerate(LIFE):
        clock.forward(minutes=1)
        filled, version, keys = known()
        key = csrf(client) if doors[rule].access is Access.AGENT else ""
        form = {"csrf": key, "seen": version, "once": f"key {number}"} | typed
        path = doors[rule].path(token=keys.to(doors[rule].access), **filled)
        bearer = {"Authorization": f"Bearer {SECRET}"} if doors[rule].access is Access.MAIL_IN else {}
        answer = client.post(path, data=form, headers=bearer)
        assert answer.status_code == status, f"POST {rule} answered {answer.status}: {answer.text}"
    db.session.rollback()
    assert words_in_the_log(db.session()) == [], "the facts of an event hold nobody's words"
    with write() as session:
        assert in_step(session), "what was written is found, and nothing else"
