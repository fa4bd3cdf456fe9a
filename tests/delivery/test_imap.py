"""Every message of a mailbox is handed over, in order and once, and whatever a server does is met with a sentence."""

import contextlib
import logging
import threading
from dataclasses import dataclass, field, replace

import pytest

from statuspage.db import db
from statuspage.delivery.incoming import imap, imap_client, imap_folder, mailbox_lease
from statuspage.delivery.incoming.imap import MailboxReader, background
from statuspage.delivery.incoming.receiving import HEAD, LARGEST
from statuspage.delivery.routine import Routine
from statuspage.domain.incoming.mailbox import MailboxRead
from tests.delivery.conftest import HOST
from tests.delivery.imap_servers import PASSWORD, Crooked, dovecot, wanted
from tests.patience import until

NEVER = 1e6  # seconds

# What a server does has nothing to do with the database; tests/delivery/test_mailbox_lease.py runs on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def server(authority):
    with dovecot(authority, HOST) as server:
        yield server


@pytest.fixture
def user(request):
    """Whose mailbox it is: another one's in each test."""
    return f"care{abs(hash(request.node.nodeid))}"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Nothing is looked for by and by: what comes in time was told by the server."""
    monkeypatch.setattr(imap, "POLL", NEVER)
    monkeypatch.setattr(imap, "LEAST", 0.0)
    monkeypatch.setattr(imap, "FIRST", 0.01)
    monkeypatch.setattr(imap, "LONGEST", 0.05)
    monkeypatch.setattr(imap, "ELSEWHERE", 0.01)


@dataclass
class Taken:
    """Everything that was handed over. ``fails`` so often first."""

    raws: list[bytes] = field(default_factory=list)
    sizes: list[int | None] = field(default_factory=list)
    fails: int = 0

    def __call__(self, raw, *, to, door, whole_size):
        assert (to, door) == ((), "imap")
        if self.fails:
            self.fails -= 1
            raise RuntimeError("The database is away")
        self.raws.append(raw)
        self.sizes.append(whole_size)

    def count(self):
        return len(self.raws)

    def subjects(self):
        return [raw.partition(b"Subject: ")[2].partition(b"\r")[0].decode() for raw in self.raws]


@pytest.fixture
def taken():
    return Taken()


@pytest.fixture
def read(app, taken):
    """Starts readers of a mailbox; they end with the test."""
    with contextlib.ExitStack() as stop:

        def start(url, take=taken):
            app.extensions["settings"] = replace(app.extensions["settings"], imap_url=url, reply_domain="r.example")
            ended = threading.Event()
            one = Routine(app, "mailbox", MailboxReader(app, ended, take).work, ended=ended)
            stop.callback(one.stop)
            one.start()
            return one

        yield start


@pytest.fixture
def crooked():
    with contextlib.ExitStack() as stop:

        def make(*bodies, uids=None, **script):
            mails = dict(zip(uids or range(1, len(bodies) + 1), bodies, strict=True))
            made = Crooked(mails, {step.rstrip("_"): said for step, said in script.items()})
            stop.callback(made.close)
            return made

        yield make


def mail(number, body="It hums again."):
    return f"From: Ana <ana@example.org>\r\nSubject: {number}\r\n\r\n{body}\r\n".encode()


def mails(count):
    return [mail(number) for number in range(1, count + 1)]


def mark(user=""):
    db.session.rollback()
    return db.session.query(MailboxRead).filter(MailboxRead.name.contains(user)).one_or_none()


def listening(server):
    return lambda: server.count("idle")


# With Dovecot


def test_what_is_there_is_handed_over_in_order_and_marked_as_seen_and_stays(server, user, certify, far, read, taken):
    certify()
    server.put(user, *mails(3))
    read(server.url(user))
    until(lambda: server.seen(user) == 3)
    assert taken.raws == mails(3)
    assert taken.sizes == [None] * 3
    assert server.count(user) == 3
    assert mark(user).uid == 3


def test_what_comes_while_nothing_is_looked_for_is_taken_because_the_server_tells(
    server, user, certify, far, read, taken
):
    certify()
    read(server.url(user))
    for number in range(1, 4):
        server.put(user, mail(number))
        until(lambda number=number: taken.count() == number)
    assert taken.subjects() == ["1", "2", "3"]


def test_a_connection_that_begins_in_plain_changes_to_tls_before_we_sign_in(server, user, certify, far, read, taken):
    certify()
    server.put(user, mail(1))
    read(server.url(user, scheme="imap"))
    until(taken.count)
    log = (server.folder / "log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if f"Login: user=<{user}>" in line and "TLS" in line]


def test_a_folder_has_a_name_in_any_script(server, user, certify, far, read, taken):
    certify()
    with server.open(user) as client:
        client.create('"Replies.&BB4EQgQyBDUEQgRL-"')
    server.put(user, mail(1), mailbox='"Replies.&BB4EQgQyBDUEQgRL-"')
    read(server.url(user, "Replies.Ответы"))
    until(taken.count)


def test_a_folder_that_begins_anew_is_read_from_its_first_message(server, user, certify, far, read, taken):
    certify()
    for number in (1, 2):
        with server.open(user) as client:
            client.delete("Replies")
            client.create("Replies")
        server.put(user, mail(number), mail(number), mailbox="Replies")
        one = read(server.url(user, "Replies"))
        until(lambda number=number: server.seen(user, "Replies") == 2)
        one.stop()
    assert taken.subjects() == ["1", "1", "2", "2"]


def test_a_mailbox_that_we_may_only_read_is_read(server, user, certify, far, read, taken):
    certify()
    server.put(user, *mails(2))
    (server.folder / "mail" / user / "dovecot-acl").write_text("owner lr\n")
    read(server.url(user))
    until(lambda: taken.count() == 2 and mark(user).uid == 2)
    (server.folder / "mail" / user / "dovecot-acl").unlink()
    assert server.seen(user) == 0


def test_a_wrong_password_is_told_once_each_time_and_without_it(server, user, certify, far, read, caplog):
    certify()
    read(server.url(user, password="not-to-be-told"))
    until(lambda: len(caplog.records) >= 2)
    for record in list(caplog.records):
        assert f"{HOST} does not take the name and the password of STATUSPAGE_IMAP_URL" in record.getMessage()
        assert record.exc_info is None
        assert "not-to-be-told" not in record.getMessage()


def test_a_folder_that_is_not_there_is_told(server, user, certify, far, read, caplog):
    certify()
    read(server.url(user, "Nowhere"))
    until(lambda: "no folder named Nowhere" in caplog.text)


def test_a_certificate_of_another_name_is_refused(server, user, certify, far, read, taken, caplog):
    certify()
    server.put(user, mail(1))
    read(server.url(user).replace(HOST, "localhost"))
    until(lambda: "The certificate of localhost" in caplog.text)
    assert taken.raws == []


@pytest.mark.long
def test_two_readers_hand_over_each_message_once(server, user, certify, far, read, taken):
    certify()
    server.put(user, *mails(30))
    for _ in range(3):
        read(server.url(user))
    until(lambda: server.seen(user) == 30)
    assert sorted(map(int, taken.subjects())) == list(range(1, 31))


def test_when_a_reader_ends_another_goes_on_where_it_was(server, user, certify, far, read, taken):
    certify()
    server.put(user, *mails(2))
    first = read(server.url(user))
    until(lambda: server.seen(user) == 2)
    first.stop()
    read(server.url(user))
    server.put(user, mail(3))
    until(lambda: taken.count() == 3)
    assert taken.subjects() == ["1", "2", "3"]


# With one that misbehaves


def test_a_reader_that_ended_between_a_message_and_its_mark_gives_it_once_more(crooked, read, taken, monkeypatch):
    server = crooked(*mails(2))
    move, killed = mailbox_lease.MailboxLease.move, []

    def die_once(self, uid):
        if not killed:
            killed.append(uid)
            raise RuntimeError("killed here")
        move(self, uid)

    monkeypatch.setattr(mailbox_lease.MailboxLease, "move", die_once)
    read(server.url)
    until(listening(server))
    assert taken.subjects() == ["1", "1", "2"]


def test_what_could_not_be_kept_stays_and_is_given_again(crooked, read, taken, caplog):
    server, taken.fails = crooked(*mails(2)), 3
    read(server.url)
    until(listening(server))
    assert taken.subjects() == ["1", "2"]
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 3


@pytest.mark.parametrize("count", [0, 1, 10, 11, 47])
def test_a_mailbox_of_any_length_is_read_in_slices(crooked, read, taken, monkeypatch, count):
    monkeypatch.setattr(imap_folder, "SLICE", 10)
    server = crooked(*mails(count), uids=[7 * number for number in range(1, count + 1)])
    read(server.url)
    until(listening(server))
    assert taken.subjects() == [str(number) for number in range(1, count + 1)]
    listed = [one.split()[1].split(":") for one in server.asked if one.startswith("FETCH")]
    assert all(int(last) - int(first) < 10 for first, last in listed)


def test_a_large_message_is_not_fetched_whole(crooked, read, taken):
    server = crooked(b"x" * HEAD * 3)
    server.sizes = {1: 200 * 1024 * 1024}
    read(server.url)
    until(listening(server))
    assert (taken.raws, taken.sizes) == ([b"x" * HEAD], [200 * 1024 * 1024])


def test_a_message_that_is_much_larger_than_the_server_says_is_cut_as_it_comes(crooked, read, taken):
    def pour(server, client, tag, words):
        size = LARGEST * 2
        client.sendall(f"* 1 FETCH (UID 1 BODY[] {{{size}}}\r\n".encode())
        for _ in range(size // HEAD):
            client.sendall(b"x" * HEAD)
        client.sendall(f")\r\n{tag} OK done\r\n".encode())

    server = crooked(mail(1), fetch=pour)
    read(server.url)
    until(listening(server))
    assert (taken.raws, taken.sizes) == ([b"x" * HEAD], [LARGEST * 2])


def test_a_server_that_leaves_in_the_midst_of_a_message_is_asked_again(crooked, read, taken, caplog):
    left = []

    def leave(server, client, tag, words):
        uid, part, raw = wanted(server, words)
        whole = f"* 1 FETCH (UID {uid} {part} {{{len(raw)}}}\r\n".encode() + raw + f")\r\n{tag} OK done\r\n".encode()
        if len(left) < 20:
            left.append(uid)
            client.sendall(whole[: len(left) * len(whole) // 20 - 1])
            client.close()
            return False
        client.sendall(whole)
        return True

    server = crooked(mail(1), fetch=leave)
    read(server.url)
    until(lambda: mark() is not None and mark().uid == 1)
    (shown,) = taken.raws
    assert b"Message 1 of the mailbox cannot be fetched." in shown, "which the desk shows in its place"
    assert "Message 1 of the mailbox cannot be fetched and was passed over" in caplog.text
    assert len(left) == imap.TRIES


def test_a_message_that_is_refused_for_a_while_is_not_passed_over(crooked, read, taken):
    refused = []

    def refuse(server, client, tag, words):
        refused.append(words)
        if len(refused) < imap.TRIES:
            client.sendall(f"{tag} NO [UNAVAILABLE] later\r\n".encode())
        else:
            server.script.clear()
            client.sendall(server._fetch(tag, words).encode())

    server = crooked(*mails(2), fetch=refuse)
    read(server.url)
    until(listening(server))
    assert taken.subjects() == ["1", "2"]


def test_a_server_that_lists_one_message_for_ever_is_read_once(crooked, read, taken):
    server = crooked(*mails(1), idle="+ idling\r\n* 1 EXISTS\r\n")
    read(server.url)
    until(lambda: server.count("idle") > 20)
    assert taken.subjects() == ["1"]


def test_a_server_that_tells_news_without_end_is_looked_at_only_so_often(crooked, read, monkeypatch):
    monkeypatch.setattr(imap, "LEAST", NEVER)
    server = crooked(*mails(1), idle="+ idling\r\n* 1 EXISTS\r\n")
    read(server.url)
    until(listening(server))
    server.tell("* 2 EXISTS")
    assert server.count("idle") == 1


def test_uids_that_are_told_twice_are_read_once(crooked, read, taken):
    twice = "* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n* 2 FETCH (UID 1 RFC822.SIZE 9)\r\n{usual}"
    server = crooked(*mails(2), list=twice)
    read(server.url)
    until(listening(server))
    assert taken.subjects() == ["1", "2"]


def test_another_message_than_was_asked_for_is_not_taken(crooked, read, taken, caplog):
    server = crooked(mail(1), fetch="* 1 FETCH (UID 9 BODY[] {1}\r\nx)\r\n{tag} OK done\r\n")
    read(server.url)
    until(lambda: "does not give message 1" in caplog.text)
    assert taken.raws == []


@pytest.mark.parametrize(
    "answer",
    ['* 1 FETCH (UID 1 BODY[] "")\r\n{tag} OK done\r\n', "* 1 FETCH (BODY[] NIL UID 1)\r\n{tag} OK done\r\n"],
)
def test_an_empty_message_is_taken_as_one(crooked, read, taken, answer):
    server = crooked(b"", fetch=answer)
    read(server.url)
    until(listening(server))
    assert taken.raws == [b""]


def test_a_message_whose_number_stands_behind_it_is_taken(crooked, read, taken):
    server = crooked(b"Hi", fetch="* 1 FETCH (FLAGS () BODY[] {2}\r\nHi UID 1)\r\n{tag} OK done\r\n")
    read(server.url)
    until(listening(server))
    assert taken.raws == [b"Hi"]


def test_a_mark_that_cannot_be_set_is_no_fault(crooked, read, taken, caplog):
    server = crooked(*mails(3), store="{tag} NO [OVERQUOTA] full\r\n")
    read(server.url)
    until(listening(server))
    assert taken.subjects() == ["1", "2", "3"]
    assert caplog.text == ""


@pytest.mark.parametrize("idle", ["{tag} BAD what?\r\n", "{tag} NO not now\r\n"])
def test_where_the_server_tells_nothing_it_is_looked_at_again(crooked, read, taken, monkeypatch, idle):
    monkeypatch.setattr(imap, "POLL", 0.01)
    server = crooked(*mails(1), idle=idle)
    read(server.url)
    until(lambda: server.count("select") > 5)
    server.mails[2] = mail(2)
    until(lambda: taken.count() == 2)
    assert server.came == 1


def test_idling_is_begun_anew_before_the_server_loses_patience(crooked, read, monkeypatch):
    monkeypatch.setattr(imap_folder, "RENEW", 0.01)
    server = crooked(*mails(1))
    read(server.url)
    until(lambda: server.count("idle") > 3)
    assert server.came == 1


def test_what_came_between_the_look_and_the_idling_is_not_overlooked(crooked, read, taken):
    def slip_in(server, client, tag, words):
        server.script.clear()
        server.mails[2] = mail(2)
        client.sendall(b"* 2 EXISTS\r\n" + server._list(tag, "FETCH 1:1").encode())

    server = crooked(*mails(1), list=slip_in)
    read(server.url)
    until(lambda: taken.count() == 2)


STEPS = ["greeting", "capability", "login", "select", "list", "fetch", "store", "idle"]


@pytest.mark.torture
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "deed",
    [
        "hang",
        "close",
        "* BYE bye\r\n",
        "whatever this is\r\n",
        "\xff\x00\xfe\r\n",
        "* {3}\r\nabc\r\n",
        "* CAPABILITY {3}\r\nabc\r\n{tag} OK done\r\n",
        "{tag} OK done\r\n",
        "{tag} BAD p@ss/wörd\r\n",
        "+ \r\n" * 9000 + "+ !\r\n" * 90000,
        "* 1 EXISTS\r\n" * 90000,
        "* 1 FETCH (UID 1 {99999999999999999999}\r\n",
        "x" * 90000,
    ],
    ids=lambda deed: repr(deed[:20]),
)
def test_however_a_server_misbehaves_we_come_back_and_read_on(crooked, read, taken, monkeypatch, caplog, step, deed):
    for module in (imap_client, imap_folder):
        monkeypatch.setattr(module, "ANSWERED", 0.2)
    monkeypatch.setattr(imap_client, "CONNECTED", 0.2)
    monkeypatch.setattr(imap_folder, "FETCHED", 0.2)
    monkeypatch.setattr(imap_folder, "RENEW", 0.1)
    monkeypatch.setattr(imap, "POLL", 0.01)
    server = crooked(*mails(1), **{step: deed})
    read(server.url)
    until(lambda: server.came > 2 or server.count("select") > 2)
    server.script.clear()
    server.mails[2] = mail(2)
    until(lambda: taken.count() and taken.subjects()[-1] == "2")
    assert set(taken.subjects()) == {"1", "2"}
    assert "Traceback" not in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize("step", ["greeting", "select", "fetch", "idle"])
def test_whatever_is_waited_for_the_end_is_heard(crooked, read, step):
    server = crooked(*mails(1), **{step: "hang"})
    one = read(server.url)
    until(lambda: server.came if step == "greeting" else server.count(step))
    one.stop()
    assert not one._thread.is_alive()


def test_nobody_signs_in_to_a_far_server_that_offers_no_encryption(crooked, far, read, caplog):
    server = crooked(*mails(1))
    read(f"imap://care:not-to-be-told@{far}:{server.port}")
    until(lambda: "offers no encryption" in caplog.text)
    assert server.count("login") == server.count("authenticate") == 0
    assert "not-to-be-told" not in caplog.text


def test_a_server_that_takes_us_for_somebody_before_tls_is_refused(crooked, far, read, caplog):
    server = crooked(
        *mails(1), greeting="* PREAUTH welcome\r\n", capability="* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n"
    )
    read(f"imap://care:word@{far}:{server.port}")
    until(lambda: "does not speak IMAP as we do" in caplog.text)
    assert server.count("select") == 0


def test_a_server_without_a_way_to_sign_in_is_told_of(crooked, read, caplog):
    server = crooked(*mails(1), capability="* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK done\r\n")
    read(server.url)
    until(lambda: "offers no way to sign in" in caplog.text)
    assert server.count("login") == 0


def test_a_refused_login_is_told_with_its_code_and_nothing_else(crooked, read, caplog):
    server = crooked(login="{tag} NO [AUTHENTICATIONFAILED] not word\r\n")
    read(server.url)
    until(lambda: "STATUSPAGE_IMAP_URL (AUTHENTICATIONFAILED)" in caplog.text)
    assert "not word" not in caplog.text


def test_while_one_process_reads_no_other_signs_in(crooked, read, taken):
    server = crooked(*mails(1))
    read(server.url)
    until(listening(server))
    read(server.url)
    server.tell("* 1 EXISTS")
    until(lambda: server.count("idle") == 2)
    assert server.came == 1


def test_a_mailbox_that_was_left_is_taken_over_when_the_lease_has_run_out(crooked, read, taken, clock):
    server = crooked(*mails(1))
    dead = mailbox_lease.MailboxLease("care@127.0.0.1/INBOX")
    assert dead.take()
    read(server.url)
    clock.forward(seconds=mailbox_lease.LEASE.total_seconds() + 1)
    until(taken.count)
    with pytest.raises(mailbox_lease.LeaseLost):
        dead.move(7)
    dead.let_go()
    assert mark().uid == 1


def test_a_reader_whose_mailbox_was_taken_over_stops_at_the_next_message(crooked, read, taken, clock, caplog):
    server = crooked()
    read(server.url)
    until(listening(server))
    clock.forward(seconds=mailbox_lease.LEASE.total_seconds() + 1)
    other = mailbox_lease.MailboxLease("care@127.0.0.1/INBOX")
    assert other.take()
    server.mails[1] = mail(1)
    server.tell("* 1 EXISTS")
    until(lambda: "Another process reads the mailbox by now" in caplog.text)
    assert mark().lease == other._token


def test_without_a_mailbox_nothing_runs_beside_the_pages(app):
    assert background(app) == []
