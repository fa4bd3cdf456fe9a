"""Whatever comes to a reader's address is taken, or kept with a reason: no odd mail is lost, and none raises."""

from email.message import EmailMessage

import pytest

from statuspage.db import db
from statuspage.delivery.incoming.receiving import receive
from statuspage.domain.incoming.mail import IncomingMail, original
from statuspage.domain.incoming.reasons import REASONS
from statuspage.domain.letters import Reply
from tests.delivery.mailbox import ANSWERED, Mailbox


@pytest.fixture
def to(app, cast, clock, run):
    """Ana's address."""
    box = Mailbox(app, cast, clock, run)
    box.change(**ANSWERED)
    box.write()
    return box.newest(kind="letter", to="customer")["Reply-To"].addresses[0].addr_spec


def mail(to, head, body=b""):
    lines = f"From: ana@example.org\r\nTo: {to}\r\nMessage-ID: <odd@example.org>\r\n{head}\r\n\r\n"
    return lines.encode() + body


def parts(to):
    return mail(to, "Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * 10_000 + b"--b--\r\n")


def nested(to, levels=100):
    inner = b"Content-Type: text/plain\r\n\r\nhello\r\n"
    for _ in range(levels):
        inner = b"Content-Type: message/rfc822\r\n\r\n" + inner
    return mail(to, "X-Odd: yes").rstrip() + b"\r\n" + inner


def wrapped(to, kind, body=b"MIAGCSqGSIb3DQEHA6CAMIACAQAx"):
    return mail(to, f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64", body)


def plain(to, words, **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "ana@example.org", to, "<odd@example.org>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(words)
    return made.as_bytes()


PGP = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA5vJ\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
CHARSET = "Content-Type: text/plain; charset=x-no-such-charset"
FLOWED = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no"
REFUSED = {
    "10,000 parts": (parts, "too_many_parts"),
    "100 levels": (nested, "too_deep"),
    "no body": (lambda to: mail(to, "Subject: Hello"), "empty"),
    "nothing but blanks": (lambda to: mail(to, "Subject: Hello", b"  \r\n\r\n"), "empty"),
    "winmail.dat": (lambda to: wrapped(to, 'application/ms-tnef; name="winmail.dat"'), "tnef"),
    "S/MIME": (lambda to: wrapped(to, "application/pkcs7-mime; smime-type=enveloped-data"), "encrypted"),
    "PGP": (lambda to: mail(to, "Content-Type: text/plain", PGP), "encrypted"),
}
TAKEN = {
    "an unknown charset": (lambda to: mail(to, CHARSET, b"It still drips.\r\n"), "It still drips."),
    "a date of 1970": (lambda to: plain(to, "It still drips.\n", Date="Thu, 1 Jan 1970 00:00:00 +0000"), None),
    "no date that there can be": (lambda to: plain(to, "It still drips.\n", Date="yesterday at noon"), None),
    "flowed": (lambda to: mail(to, FLOWED, b"It still \r\ndrips.\r\n"), "It still drips."),
    "marks of direction": (lambda to: plain(to, "\u200fما زالت تقطر\u200f.\n"), "ما زالت تقطر."),
    "lone line ends": (lambda to: plain(to, "It still drips.\n").replace(b"\n", b"\r"), None),
    "a very long header": (lambda to: mail(to, "X-Odd: " + "x" * 600_000, b"It still drips.\r\n"), None),
    "NUL": (lambda to: mail(to, "Subject: \0Hello", b"It still\0 drips.\r\n"), None),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_words_is_kept_whole_with_its_reason(app, to, make, reason):
    raw = make(to)
    receipt = receive(raw, to=(to,), door="pipe")[0]
    db.session.rollback()
    kept = db.session.get_one(IncomingMail, receipt.mail_id)
    assert (receipt.outcome, receipt.reason) == ("refused", reason)
    assert kept.ticket_id is not None
    assert b"".join(original(db.session(), kept.id)) == raw


@pytest.mark.parametrize(("make", "words"), TAKEN.values(), ids=TAKEN)
def test_what_is_odd_and_has_words_is_taken(app, to, make, words):
    receipt = receive(make(to), to=(to,), door="pipe")[0]
    db.session.rollback()
    assert receipt.outcome == "taken"
    said = db.session.query(Reply).where(Reply.kind == "reply").one().body
    assert "".join(said.split()).replace("\u200f", "") == "".join((words or "It still drips.").split())


def test_every_reason_has_words_and_there_are_more_than_twenty():
    assert len(REASONS) > 20
    assert all(reason.words.endswith(".") for reason in REASONS.values())
