"""What a mail brought stands beneath its words: soon after it came, and of mails that were kept before."""

import errno
import re
from dataclasses import replace
from email import message_from_bytes, policy

import obstore
import pytest
from sqlalchemy import select, update

from statuspage.db import db, write
from statuspage.delivery.incoming import receiving, unpacking
from statuspage.delivery.incoming.receiving import receive
from statuspage.delivery.incoming.unpacking import unpack, unpack_waiting
from statuspage.domain.files.file import File
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.people.agents import Agent
from statuspage.filing.taking_in import filing
from tests.databases import KINDS
from tests.delivery.answering import answer, with_file
from tests.delivery.mailbox import ANSWERED, Mailbox
from tests.pictures import photo
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import Ana, words


@pytest.fixture
def box(ana: Ana) -> Mailbox:
    made = Mailbox(ana.app, ana.cast, ana.clock, ana.run)
    made.change(**ANSWERED | {"mail_proof": False})
    ana.run(lambda session: setattr(session.get_one(Agent, ana.cast.maria.id), "hours", {}))
    made.write()
    return made


@pytest.fixture
def address(box: Mailbox) -> str:
    return str(box.newest(kind="letter", to="customer")["Reply-To"])


def files() -> list[File]:
    db.session.rollback()
    return list(db.session.scalars(select(File).order_by(File.position)))


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_a_photo_in_a_mail_stands_beneath_its_words_for_both_sides(ana: Ana, address: str):
    receive(with_file("Look at this.", address, "image/jpeg", photo()), door="pipe")
    page = ana.page()
    assert "label.jpg picture, 1 kB" in words(page)
    small = re.search(r'src="([^"]+/small)"', page)[1]
    assert ana.client.get(small, follow_redirects=True).mimetype == "image/webp"
    log_in(ana.client)
    assert "label.jpg" in ana.client.get(f"/desk/tickets/{ana.id}").text


def test_a_mail_of_files_alone_has_them_too(ana: Ana, address: str):
    receive(with_file("", address, "image/jpeg", photo(), photo(80, 90)), door="pipe")
    assert [file.state for file in files()] == ["ready", "ready"]


def test_mails_kept_before_become_files_and_are_unpacked_once(ana: Ana, address: str, monkeypatch):
    monkeypatch.setattr(receiving, "try_to_unpack", lambda _: True)
    receive(with_file("Long ago.", address, "image/jpeg", photo()), door="pipe")
    assert "1 photo, it follows" in words(ana.page())
    assert unpack_waiting() == 1
    assert unpack_waiting() == 0
    page = words(ana.page())
    assert "label.jpg" in page, "though nothing else has happened since it was cached"
    assert "it follows" not in page
    unpack(files()[0].mail_id)
    assert len(files()) == 1


def test_a_mail_that_cannot_be_unpacked_is_taken_and_tried_again(ana: Ana, address: str, monkeypatch):
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(unpacking, "unpack", fail)
        assert receive(with_file("Here.", address, "image/jpeg", photo()), door="pipe")[0].outcome == "taken"
        assert unpack_waiting() == 0
    assert unpack_waiting() == 1
    assert [file.state for file in files()] == ["ready"]


def test_a_full_disk_refuses_no_file_for_good_and_leaves_nothing_half_done(ana: Ana, address: str, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(obstore, "put", full)
        assert receive(with_file("Here.", address, "image/jpeg", photo()), door="pipe")[0].outcome == "taken"
        assert files() == []
    assert unpack_waiting() == 1
    assert [file.state for file in files()] == ["ready"]


def test_what_is_too_large_or_nothing_that_we_show_says_so_at_its_place(ana: Ana, address: str):
    filing().limits = replace(filing().limits, file=100)
    receive(
        with_file("Two.", address, "application/zip", b"PK\3\4" + b"\0" * 40, b"x" * 101, name="a.zip"), door="pipe"
    )
    page = words(ana.page())
    assert "a.zip not shown: it is no picture, PDF, text, video or recording" in page
    assert "not shown: it is too large" in page
    assert [file.state for file in files()] == ["refused", "refused"]


def test_a_letter_by_mail_brings_the_files_of_its_owner(ana: Ana, box: Mailbox, address: str):
    ana.clock.forward(minutes=20)
    ana.send("replies", body="And now?")
    mail = box.left(kind="reply", to="agent")
    made = message_from_bytes(answer(mail, "Here is the plan.\n\nsolved?"), policy=policy.default)
    made.add_attachment(b"step one", maintype="text", subtype="plain", filename="plan.txt")
    raw = made.as_bytes()
    assert receive(raw, door="pipe")[0].outcome == "taken"
    assert [(file.name, file.agent_id) for file in files()] == [("plan.txt", ana.cast.maria.id)]
    assert "plan.txt text, 1 kB" in words(ana.page())


def test_mails_that_brought_nothing_are_done_with_at_once(ana: Ana, address: str):
    receive(with_file("x", address, "image/jpeg", photo()), door="pipe")
    with write() as session:
        session.execute(update(IncomingMail).values(files_at=None, data={"files": []}))
    assert unpack_waiting() == 0
    db.session.rollback()
    assert db.session.scalar(select(IncomingMail.files_at)) is not None
