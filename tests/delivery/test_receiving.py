"""An answer by mail stands on the ticket of whose address it went to, under their name; all else is kept."""

import sys
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.delivery.incoming import receiving
from statuspage.delivery.incoming.receiving import MANY, receive
from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.companion_verbs import change_rights, let_go
from statuspage.domain.events import Event
from statuspage.domain.incoming.mail import IncomingMail, original
from statuspage.domain.letters import Reply
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.tickets import Ticket
from statuspage.turns import SHORT, TURN
from tests.delivery.answering import answer, with_file
from tests.delivery.mailbox import ANSWERED, Mailbox

pytestmark = pytest.mark.heavy_on_postgresql


@pytest.fixture
def box(app, cast, clock, run):
    """Ana's mailbox, at a company that takes answers by mail; Maria has written to her."""
    found = Mailbox(app, cast, clock, run)
    found.change(**ANSWERED)
    found.write()
    return found


@pytest.fixture
def letter(box):
    """Maria's letter, as Ana has it in her mail program."""
    return box.newest(kind="letter", to="customer")


def replies():
    db.session.rollback()
    return [row.body for row in db.session.scalars(select(Reply).where(Reply.kind != "opened").order_by(Reply.version))]


def kept():
    db.session.rollback()
    return db.session.scalars(select(IncomingMail).order_by(IncomingMail.id)).all()


def newest_event():
    return db.session.scalars(select(Event).order_by(Event.version.desc()).limit(1)).one()


def test_what_ana_answers_stands_on_her_ticket_without_what_it_quotes(letter, take):
    receipt = take(answer(letter, "It still drips.\n\nEvery morning."))
    assert (receipt.outcome, replies()) == ("taken", ["It still drips.\n\nEvery morning."])
    event = newest_event()
    assert (event.kind, event.companion_id, event.data["mail"]) == ("reply", None, receipt.mail_id)


def test_pages_get_their_turn_soon_while_a_mail_is_taken_and_it_stays_so_no_longer(letter, take, monkeypatch):
    taken, read = [], receiving.open_message
    monkeypatch.setattr(receiving, "open_message", lambda raw: taken.append(sys.getswitchinterval()) or read(raw))
    take(answer(letter, "It drips."))
    assert taken == [pytest.approx(SHORT, rel=0.01)]
    assert sys.getswitchinterval() == pytest.approx(TURN, rel=0.01)


def test_the_whole_message_is_kept_byte_for_byte(letter, take):
    raw = answer(letter, "Thanks. " * 60_000)
    receipt = take(raw)
    assert b"".join(original(db.session(), receipt.mail_id)) == raw


def test_the_words_of_a_companion_bear_their_name(box, take):
    joana = box.let_in()
    box.write("Another letter.")
    mail = box.newest(kind="letter", subscription_id=joana.id)
    take(answer(mail, "I was there, it drips."))
    assert newest_event().companion_id == joana.companion_id


def test_the_sender_is_not_believed(letter, take):
    take(answer(letter, "Hello from my other address.", From="Somebody Else <other@example.net>"))
    assert replies() == ["Hello from my other address."]


def test_a_known_sender_without_the_address_is_not_believed_either(letter, take):
    receipt = take(answer(letter, "I am Ana.", To="care@fernhill.example"))
    assert (receipt.outcome, receipt.reason, replies()) == ("refused", "no_address", [])
    assert kept()[0].words == "I am Ana."


@pytest.mark.parametrize("header", ["Cc", "Delivered_To", "X_Original_To"])
def test_the_address_is_found_in_other_headers(letter, take, header):
    raw = answer(letter, "Hello.", To="care@fernhill.example", **{header: str(letter["Reply-To"])})
    assert take(raw).outcome == "taken"


def test_the_address_is_found_in_the_envelope_alone(letter, take):
    to = letter["Reply-To"].addresses[0].addr_spec
    assert take(answer(letter, "Hello.", To="undisclosed-recipients:;"), to).outcome == "taken"


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda to: to.replace("+", ""), lambda to: to.replace("+", "-"), lambda to: to + "."],
    ids=["in capitals", "without its plus", "with another sign for its plus", "with a dot behind it"],
)
def test_an_address_that_servers_have_changed_is_still_known(letter, take, change):
    to = change(letter["Reply-To"].addresses[0].addr_spec)
    assert take(answer(letter, "Hello.", To=None), to).outcome == "taken"


def test_an_address_that_was_cut_is_refused_and_kept(letter, take):
    to = letter["Reply-To"].addresses[0].addr_spec
    user, _, host = to.partition("@")
    assert take(answer(letter, "Hello.", To=f"{user[:-1]}@{host}")).reason == "unknown_address"


def test_a_new_private_link_makes_the_address_void(run, clock, cast, letter, take):
    run(rotate, cast.ticket.id, "private", clock())
    assert (take(answer(letter, "Hello.")).reason, replies()) == ("withdrawn_address", [])


def test_who_was_let_go_or_only_reads_or_finds_it_closed_is_refused_with_that_reason(run, clock, cast, box, take):
    joana = box.let_in()
    box.write("Another letter.")
    mail = box.newest(kind="letter", subscription_id=joana.id)
    run(change_rights, cast.ticket.id, clock(), companion_id=joana.companion_id, may_write=False)
    assert take(answer(mail, "One.")).reason == "reads_only"
    run(change_rights, cast.ticket.id, clock(), companion_id=joana.companion_id, may_write=True)
    box.write("Is it solved?", asks_solved=True)
    run(close_unconfirmed, cast.ticket.id, cast.maria, clock())
    assert take(answer(mail, "Two.")).reason == "closed"
    run(let_go, cast.ticket.id, clock(), companion_id=joana.companion_id)
    assert take(answer(mail, "Three.")).reason == "withdrawn_address"
    assert replies() == []


def test_an_answer_to_a_closed_ticket_opens_it(run, clock, cast, box, take):
    box.write("Is it solved?", asks_solved=True)
    run(close_unconfirmed, cast.ticket.id, cast.maria, clock())
    assert take(answer(box.newest(kind="closed", to="customer"), "It drips again.")).outcome == "taken"
    assert newest_event().kind == "reopened"
    assert db.session.get_one(Ticket, cast.ticket.id).is_open


def test_the_same_mail_brought_twice_is_taken_once(letter, take):
    raw = answer(letter, "Once.")
    again = b"Received: by another.example; Thu, 26 Nov 2026 16:01:00 +0000\n" + raw
    assert [take(raw).outcome, take(raw).outcome, take(again).outcome] == ["taken", "repeated", "repeated"]
    assert replies() == ["Once."]


def test_the_same_name_with_other_words_is_kept_for_the_desk(letter, take):
    one, other = (answer(letter, words, Message_ID="<same@example.org>") for words in ("One.", "Other."))
    assert (take(one).outcome, take(other).reason, replies()) == ("taken", "twice", ["One."])
    assert kept()[-1].words == "Other."


def test_without_a_name_two_short_answers_are_two(letter, take):
    for hour in ("16", "17"):
        date = f"Thu, 26 Nov 2026 {hour}:00:00 +0000"
        assert take(answer(letter, "ok", Message_ID=None, Date=date)).outcome == "taken"
    assert replies() == ["ok", "ok"]


def test_an_answer_to_two_of_ones_addresses_is_taken_for_each(box, app, letter):
    joana = box.let_in()
    box.write("Another letter.")
    hers = box.newest(kind="letter", subscription_id=joana.id)
    both = f"{letter['Reply-To'].addresses[0].addr_spec}, {hers['Reply-To'].addresses[0].addr_spec}"
    assert [one.outcome for one in receive(answer(letter, "To both.", To=both), door="pipe")] == ["taken", "taken"]


def test_nothing_but_a_quote_is_refused(letter, take):
    assert take(answer(letter, "")).reason == "empty"


def test_a_photo_without_words_is_taken_and_named(letter, take):
    receipt = take(with_file("", str(letter["Reply-To"])))
    assert (receipt.outcome, newest_event().data["files"]) == ("taken", {"photo": 1})
    assert kept()[0].data["files"] == [["label.jpg", "image/jpeg", 13]]


def test_what_is_longer_than_a_reply_is_taken_as_far_as_it_has_room_and_says_so(letter, take):
    take(answer(letter, "word " * 3_000))
    assert replies()[0].endswith("…")
    assert newest_event().data["cut"] is True


def test_a_machine_is_refused(letter, take):
    assert take(answer(letter, "I am away.", Auto_Submitted="auto-replied")).reason in ("auto_reply", "out_of_office")


def test_more_than_a_person_writes_in_an_hour_is_refused(letter, take):
    told = [take(answer(letter, f"Number {number}.")).outcome for number in range(MANY)]
    assert set(told) == {"taken"}
    assert take(answer(letter, "One more.")).reason == "too_many"


def test_what_is_too_large_is_known_by_its_beginning(letter, take):
    receipt = take(answer(letter, "x" * 600_000), whole_size=200 * 1024 * 1024)
    mail = kept()[0]
    assert (receipt.reason, mail.size, mail.kept, mail.ticket_id is None) == (
        "too_large",
        200 * 1024 * 1024,
        256 * 1024,
        False,
    )


@pytest.mark.parametrize(
    "raw", [b"", b"\0\0\0", b"Content-Type: multipart/mixed; boundary=\n\n", b"To: \xff\xfe@\n\nHello"]
)
def test_whatever_it_is_it_is_kept_and_nothing_is_raised(box, take, raw):
    assert take(raw).outcome == "refused"
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == 1


def test_where_no_answers_are_taken_every_mail_is_refused_and_kept(box, letter, take):
    box.change(reply_domain=None)
    assert take(answer(letter, "Hello.")).reason == "no_address"


def test_what_left_is_found_in_a_thread_by_whoever_knows_nothing_of_us(box, letter):
    again = message_from_bytes(answer(letter, "Hello."), policy=policy.default)
    assert again["In-Reply-To"] == letter["Message-ID"]


def test_the_same_mail_by_two_doors_at_once_is_taken_once(app, letter):
    raw = answer(letter, "By two ways.")

    def bring(door):
        with app.app_context():
            return receive(raw, door=door)[0].outcome

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(bring, ["pipe", "post", "imap", "pipe"]))
    assert sorted(told) == ["repeated", "repeated", "repeated", "taken"]
    assert replies() == ["By two ways."]


def test_strangers_together_cannot_fill_the_disk(box, take, monkeypatch):
    monkeypatch.setattr(receiving, "STRANGERS", 500_000)
    for number in range(3):
        take(f"Subject: {number}\n\n".encode() + b"x" * 400_000)
    assert [mail.kept for mail in kept()] == [400_012, 400_012, receiving.HEAD]
    assert [mail.size for mail in kept()] == [400_012] * 3
