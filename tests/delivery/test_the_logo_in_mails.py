"""A mail bears the company's logo inside it, beside its name, and loads nothing; where there is none, it is as ever."""

import base64
import io
import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from PIL import Image

from statuspage import wearing
from statuspage.delivery.due import leave_due
from statuspage.delivery.incoming.bodies import files
from statuspage.delivery.incoming.brought import contents
from statuspage.delivery.incoming.opened import open_message
from statuspage.delivery.message import LARGEST
from statuspage.domain.asked_links import ask_for_link
from statuspage.domain.customer_verbs import reply
from statuspage.domain.our_company import change_our_company
from statuspage.domain.publication.choice import PublicChoice
from tests.delivery import mime
from tests.delivery.mailbox import SETTINGS, Mailbox, text
from tests.delivery.test_mail_programs import lint
from tests.delivery.test_mails_to_followers import Followed
from tests.surfaces.desk import log_in
from tests.surfaces.worn import noise, wear


@pytest.fixture
def box(app, cast, clock, run):
    made = Mailbox(app, cast, clock, run)
    made.change(**SETTINGS)
    return made


@pytest.fixture
def every(box, run, clock):
    """One of each mail that a reader can get, by its kind."""
    box.subscription(wants_late=True, wants_ics=True)
    box.leave("invite", box.let_in())
    box.write()
    run(reply, box.cast.ticket.id, clock.forward(minutes=1), body="Thanks")
    run(leave_due, clock.forward(hours=4))
    run(ask_for_link, box.cast.ticket.id, None, clock())
    return lambda: {kind: box.raw(kind=kind) for kind in ("opened", "invite", "letter", "reply", "late", "link")}


def parsed(raw):
    return message_from_bytes(raw, policy=policy.default)


def logos(message):
    return [part for part in message.walk() if part.get_content_type() == "image/png"]


def test_every_mail_has_it_inside_at_its_head_and_loads_nothing(every, clock):
    before = {kind: parsed(raw) for kind, raw in every().items()}
    wear(clock)
    for kind, raw in every().items():
        message = parsed(raw)
        (logo,) = logos(message)
        cid = logo["Content-ID"].strip("<>")
        html = text(message, "html")
        images = re.findall(r"<img[^>]*>", html)
        assert len(images) == 1, kind
        for said in (f'src="cid:{cid}"', 'alt="Fernhill Coffee"', 'width="90"', 'height="36"'):
            assert said in images[0], kind
        assert html.index("<img") < html.index("<bdi")
        assert re.findall(r'(?:src|srcset|background)="(?!cid:)', html) == [], kind
        assert logo.get_content_disposition() == "inline"
        assert text(message) == text(before[kind]), "the plain words are the same"
        assert lint(raw) == [], kind
        assert [part.defects for part in message.walk() if part.defects] == [], kind
        assert {leaf.type for leaf in mime.parse(raw).leaves()} >= {"text/plain", "text/html", "image/png"}


def test_it_stands_beside_the_html_and_not_among_what_is_attached(box, clock):
    wear(clock)
    box.subscription(wants_ics=True)
    box.write()
    message = box.newest(kind="letter")
    assert [part.get_content_type() for part in message.iter_attachments()] == ["text/calendar"]
    (alternative, _) = message.iter_parts()
    plain, related = alternative.iter_parts()
    assert [plain.get_content_type(), related.get_content_type()] == ["text/plain", "multipart/related"]
    assert [part.get_content_type() for part in related.iter_parts()] == ["text/html", "image/png"]


def test_without_a_logo_a_mail_is_as_it_was(box, run, clock):
    box.write()
    before = text(box.newest(kind="letter"), "html")
    wear(clock)
    run(change_our_company, clock(), {}, agent_id=None, without_logo=True)
    wearing.look()
    message = box.newest(kind="letter")
    assert logos(message) == []
    assert text(message, "html") == before
    assert message.get_content_type() == "multipart/alternative"


def test_another_logo_is_in_the_next_mail(box, clock):
    wear(clock)
    box.write()
    (first,) = logos(box.newest(kind="letter"))
    wear(clock, noise((90, 90)))
    (second,) = logos(box.newest(kind="letter"))
    assert first["Content-ID"] != second["Content-ID"]
    assert first.get_content() != second.get_content()


def test_the_longest_letter_stays_whole_and_the_logo_goes_before_the_html(box, clock):
    wear(clock, noise())
    box.write("On it.")
    (logo,) = logos(box.newest(kind="letter"))
    assert len(logo.get_content()) < 10 * 1024
    with Image.open(io.BytesIO(logo.get_content())) as opened:
        assert (opened.width, opened.height) == (192, 72)
    box.write("القطعة في الطريق. " * 700, heard="")
    raw = box.raw(kind="letter")
    assert len(raw) <= LARGEST
    assert parsed(raw).get_body(("html",)) is not None
    assert logos(parsed(raw)) == []


def test_a_follower_sees_it_only_where_the_customer_shows_the_company(app, client, cast, clock, run):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    followed = Followed(app, client, cast, clock, run)
    wear(clock)
    followed.publish(PublicChoice(letters=True))
    followed.follow()
    followed.letter("On it.")
    assert [len(logos(followed.made(row))) for row in followed.rows()] == [1] * len(followed.rows())
    followed.publish(PublicChoice(company=False, owner="nobody", letters=True))
    for row in followed.rows():
        assert logos(followed.made(row)) == []
        assert "<img" not in text(followed.made(row), "html")


def test_an_answer_that_brings_it_back_has_brought_no_file(box, clock):
    wear(clock)
    box.write()
    (logo,) = logos(box.newest(kind="letter"))
    head = b"From: ana@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    back = b"Content-Type: image/png; name=image001.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <image001>"
    own = base64.encodebytes(logo.get_content()).replace(b"\n", b"\r\n")
    hers = base64.encodebytes(noise((30, 30)))
    parts = b"--b\r\nContent-Type: text/html\r\n\r\n<p>It works.</p>\r\n"
    parts += b"".join(b"--b\r\n" + back + b"\r\n\r\n" + one + b"\r\n" for one in (own, hers))
    mail = open_message(head + parts + b"--b--")
    assert mail.words == "It works."
    assert [one.content for one in contents(mail.message)] == [base64.decodebytes(hers)]
    assert len(files(mail.message)) == len(mail.files) == 1


def test_whoever_reads_it_at_the_desk_sees_it_without_loading_it(box, clock, client):
    wear(clock)
    box.write()
    number = box.rows(kind="letter")[-1].id
    log_in(client)
    answer = client.get(f"/desk/outbox/{number}/html")
    assert 'src="data:image/png;base64,' in answer.text
    assert "cid:" not in answer.text
    assert "img-src data:" in answer.headers["Content-Security-Policy"]
