"""``receive`` is the pipe of a mail server: it takes one mail, and its end says whether the server may forget it."""

import stat

import pytest
from sqlalchemy.exc import OperationalError

from statuspage.commands import receive as command
from statuspage.db import db
from statuspage.delivery.incoming import receiving
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Reply
from tests.delivery.answering import answer
from tests.delivery.mailbox import ANSWERED, Mailbox


@pytest.fixture
def box(app, cast, clock, run):
    found = Mailbox(app, cast, clock, run)
    found.change(**ANSWERED)
    found.write()
    return found


@pytest.fixture
def pipe(app):
    def do(raw, *words):
        result = app.test_cli_runner().invoke(args=["receive", *words], input=raw)
        db.session.rollback()
        return result

    return do


def test_a_mail_is_taken_and_the_server_may_forget_it(box, pipe):
    letter = box.newest(kind="letter", to="customer")
    to = letter["Reply-To"].addresses[0].addr_spec
    result = pipe(answer(letter, "By the pipe.", To=None), "--to", to)
    assert (result.exit_code, result.stdout) == (0, "taken\n")
    assert [row.body for row in db.session.query(Reply).where(Reply.kind == "reply")] == ["By the pipe."]


def test_what_is_refused_is_kept_so_the_server_may_forget_it_as_well(box, pipe):
    result = pipe(b"Subject: Hello\n\nIs anybody there?")
    assert (result.exit_code, result.stdout) == (0, "refused no_address\n")


def test_what_is_too_large_goes_back_to_its_sender_and_its_beginning_is_kept(box, pipe, monkeypatch):
    monkeypatch.setattr(command, "LARGEST", 1_000)
    monkeypatch.setattr(receiving, "LARGEST", 1_000)
    result = pipe(b"Subject: Hello\n\n" + b"x" * 5_000)
    mail = db.session.query(IncomingMail).one()
    assert (result.exit_code, mail.reason, mail.size) == (69, "too_large", 5_016)
    assert "too large" in result.stderr


def test_while_the_database_is_away_the_server_is_asked_to_try_again(box, pipe, monkeypatch):
    def away(*_, **__):
        raise OperationalError("INSERT", {}, Exception("gone"))

    monkeypatch.setattr(command, "receive", away)
    result = pipe(b"Subject: Hello\n\nHello")
    assert result.exit_code == 75
    assert "try again" in result.stderr


@pytest.mark.parametrize(("ends", "code", "reason"), [(0, 0, "no_address"), (1, 0, "virus"), (2, 75, "")])
def test_the_operators_scanner_decides(box, pipe, tmp_path, ends, code, reason):
    scanner = tmp_path / "scan"
    scanner.write_text(f"#!/bin/sh\ncat > /dev/null\nexit {ends}\n", encoding="utf-8")
    scanner.chmod(scanner.stat().st_mode | stat.S_IXUSR)
    box.change(mail_scanner=str(scanner))
    result = pipe(b"Subject: Hello\n\nHello")
    assert result.exit_code == code
    assert [mail.reason for mail in db.session.query(IncomingMail)] == ([reason] if reason else [])


def test_a_scanner_that_is_not_there_lets_nothing_in(box, pipe):
    box.change(mail_scanner="/no/such/scanner")
    assert pipe(b"Subject: Hello\n\nHello").exit_code == 75
    assert db.session.query(IncomingMail).count() == 0
