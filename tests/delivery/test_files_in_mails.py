"""A letter's mail carries its small files and names the others; the feed names all, and a follower hears of none."""

import io
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.delivery import enclosed, mail
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import reply
from statuspage.domain.files.file import Bringer, File
from statuspage.domain.outbox import Outgoing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing
from tests.cast import due

pytestmark = pytest.mark.heavy_on_postgresql

LABEL = b"%PDF-1.4\n% the label"
MANUAL = b"%PDF-1.4\n" + b"% the manual\n" * 300


@pytest.fixture
def brought(app, cast):
    """Files of Maria's for Ana's ticket, or of Ana's; their keys."""

    def bring(*files, agent_id=cast.maria.id, ticket_id=cast.ticket.id):
        by = Bringer(ticket_id, agent_id=agent_id)
        return [filing().bring(by, name, io.BytesIO(content), len(content)) for name, content in files]

    return bring


@pytest.fixture
def sent(run, cast, clock, brought):
    """Maria's letter with a small file and a large one."""

    def send(*files, **more):
        keys = brought(*(files or (("label.pdf", LABEL), ("manual ü.pdf", MANUAL))))
        promise = due(clock(), hours=3)
        more = {"body": "See the label.", "heard": "It dies.", "promise": promise, "files": keys, **more}
        return run(write_letter, cast.ticket.id, cast.maria, clock(), **more)

    return send


@pytest.fixture
def mails(app, clock):
    """The newest mail to each, by whom it goes to."""

    def read():
        db.session.rollback()
        urls, settings = app.extensions["urls"], app.extensions["settings"]
        rows = db.session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        made = [(row.to, mail.render(db.session(), row, urls, settings, clock())) for row in rows]
        return {to: message_from_bytes(one.as_bytes(), policy=policy.default) for to, one in made}

    return read


def attached(message):
    return {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}


def texts(message):
    return [message.get_body((sort,)).get_content() for sort in ("plain", "html")]


def test_a_small_file_is_attached_and_one_without_room_is_named_with_the_page(monkeypatch, sent, mails):
    monkeypatch.setattr(enclosed, "ATTACHED", 1_000)
    sent()
    message = mails()["customer"]
    assert attached(message) == {"label.pdf": LABEL}
    for text in texts(message):
        assert "label.pdf (PDF, 1 kB), attached" in text
        assert "manual ü.pdf (PDF, 4 kB), on your page" in text
        assert "/files" not in text, "no address of a file, which would end or be passed on"


def test_all_of_them_go_along_where_there_is_room(sent, mails):
    sent()
    message = mails()["customer"]
    assert attached(message) == {"label.pdf": LABEL, "manual ü.pdf": MANUAL}
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"] * 2


def test_a_companion_gets_them_and_a_follower_gets_and_hears_nothing(app, run, cast, clock, sent, mails):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    run(let_in, cast.ticket.id, clock(), name="Joana Reis", email="joana@example.org", may_write=True)
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    run(ask_to_follow, cast.ticket.id, "rui@example.net", "Europe/Lisbon", "en", clock())
    db.session.rollback()
    follower = db.session.scalar(select(Subscription.id).where(Subscription.email == "rui@example.net"))
    run(confirm, follower, clock(), clock())
    sent(is_public=True)
    found = mails()
    assert attached(found["companion"]) == {"label.pdf": LABEL, "manual ü.pdf": MANUAL}
    assert attached(found["follower"]) == {}
    assert "See the label." in texts(found["follower"])[0]
    for text in texts(found["follower"]):
        for word in ("label.pdf", "manual", "Files", "attached", "/files"):
            assert word not in text


def test_what_is_still_looked_at_is_named_and_what_was_refused_is_not(sent, mails):
    sent()
    db.session.rollback()
    with write() as session:
        for name, state in (("label.pdf", "held"), ("manual ü.pdf", "refused")):
            session.scalars(select(File).where(File.name == name)).one().state = state
    message = mails()["customer"]
    assert attached(message) == {}
    for text in texts(message):
        assert "label.pdf, on your page as soon as it was looked at" in text
        assert "manual" not in text


def test_a_letter_leaves_without_a_file_that_cannot_be_read(monkeypatch, app, sent, mails):
    sent()

    def fail(name):
        raise StoreFault(name)

    monkeypatch.setattr(filing().storage, "read", fail)
    message = mails()["customer"]
    assert attached(message) == {}
    assert "label.pdf (PDF, 1 kB), on your page" in texts(message)[0]


def test_the_owner_reads_what_the_customer_has_sent(run, cast, clock, brought, mails):
    keys = brought(("steam.pdf", LABEL), agent_id=None)
    run(reply, cast.ticket.id, clock(), body="Look.", files=keys)
    message = mails()["agent"]
    assert attached(message) == {}
    for text in texts(message):
        assert "Files, on the ticket’s page: steam.pdf (PDF, 1 kB)" in text


def test_the_private_feed_names_them_and_leads_nowhere_but_to_the_page(app, client, cast, sent):
    sent(is_public=True)
    db.session.rollback()
    shares = shares_of(db.session(), cast.ticket.id)
    feed = client.get(app.extensions["urls"].shared(shares["feed"])).text
    assert "Files, on your page: label.pdf (PDF, 1 kB), manual ü.pdf (PDF, 4 kB)" in feed
    assert "/files" not in feed
