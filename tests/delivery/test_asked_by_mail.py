"""A mail to the company's own address opens a ticket, and the receipt answers it; machines never open one."""

from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.domain.incoming import taking
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Reply
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.delivery.answering import answer
from tests.delivery.mailbox import ANSWERED, Mailbox

CARE = ANSWERED["mail_from"]
JOANA = "Joana Silva <joana@example.net>"


@pytest.fixture(autouse=True)
def box(app, cast, clock, run):
    found = Mailbox(app, cast, clock, run)
    found.change(**ANSWERED)
    return found


def mail(words="The pump hums.", **headers):
    made = EmailMessage()
    given = {"From": JOANA, "To": CARE, "Subject": "My pump", "Message-ID": f"<{abs(hash(words))}@example.net>"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(words)
    return made.as_bytes()


def newest():
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def tickets():
    return db.session.scalar(select(func.count()).select_from(Ticket))


def test_a_mail_to_the_company_opens_a_ticket_with_a_person(take, cast):
    receipt = take(mail("The pump hums.\n\nIt began on Monday."))
    ticket = newest()
    customer = db.session.get(Customer, ticket.customer_id)
    assert (receipt.outcome, ticket.subject) == ("taken", "My pump")
    assert (customer.name, customer.email, customer.reach) == ("Joana Silva", "joana@example.net", "mail")
    assert db.session.get(Reply, (ticket.id, 1)).body == "The pump hums.\n\nIt began on Monday."
    assert ticket.owner_id in (cast.maria.id, cast.tom.id)


def test_the_receipt_answers_that_very_mail(take, box):
    take(mail(Message_ID="<asked@example.net>"))
    receipt = box.newest(kind="opened", to="customer")
    assert receipt["To"] == JOANA
    assert receipt["In-Reply-To"] == "<asked@example.net>"
    assert receipt["Subject"] == "Re: My pump"
    assert "The pump hums." in receipt.get_body(("plain",)).get_content()


def test_what_is_answered_to_the_receipt_stands_on_the_same_ticket(take, box):
    take(mail())
    ticket, before = newest(), tickets()
    assert take(answer(box.left(kind="opened", to="customer"), "And it leaks.")).outcome == "taken"
    assert db.session.get(Reply, (ticket.id, 2)).body == "And it leaks."
    assert tickets() == before


def test_an_answer_that_lost_its_address_opens_nothing_and_is_kept(take, box):
    box.write()
    before = tickets()
    receipt = take(answer(box.left(kind="letter", to="customer"), "Thanks.", To=CARE))
    assert (receipt.outcome, receipt.reason, tickets()) == ("refused", "no_address", before)


def test_ten_mails_of_one_sender_with_one_subject_are_one_ticket_and_none_is_lost(take, run, cast, clock):
    before = tickets()
    outcomes = [take(mail(f"Mail {number}", Subject=f"{'Re: ' * (number % 3)}My pump")).reason for number in range(10)]
    assert outcomes == ["", *["same_again"] * 9]
    assert tickets() == before + 1
    kept = db.session.scalars(select(IncomingMail).where(IncomingMail.reason == "same_again")).all()
    assert {one.ticket_id for one in kept} == {newest().id}
    run(taking.take_after_all, kept[0].id, cast.maria, clock())
    db.session.rollback()
    assert db.session.get(Reply, (newest().id, 2)).body == "Mail 1"


def test_after_an_hour_or_about_something_else_it_is_another_ticket(take, clock):
    before = tickets()
    take(mail("One"))
    take(mail("Two", Subject="The tray"))
    clock.forward(minutes=61)
    take(mail("Three"))
    assert tickets() == before + 3


def test_a_known_address_proves_nothing(take, cast):
    take(mail(From="Ana Reis <ana@example.org>"))
    assert newest().customer_id != cast.ana.id


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto_reply"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Id": "<news.example.net>"}, "mailing_list"),
        ({"From": "Maria Okafor <maria@example.net>"}, "refused"),
        ({"From": "Fernhill Coffee <x@example.net>"}, "refused"),
        ({"Cc": ", ".join(f"p{number}@example.net" for number in range(3_000))}, "bulk"),
    ],
)
def test_what_no_person_asks_opens_nothing_and_is_kept(take, headers, reason):
    before = tickets()
    receipt = take(mail(**headers))
    assert (receipt.outcome, receipt.reason, tickets()) == ("refused", reason, before)


def test_many_tickets_of_one_sender_are_looked_at_apart(take):
    for number in range(6):
        take(mail(f"Words {number}", Subject=f"Subject {number}"))
    found = db.session.scalars(select(Ticket.suspected_at).order_by(Ticket.id.desc()).limit(6)).all()
    assert [one is not None for one in found] == [True, False, False, False, False, False]


def test_where_nobody_may_ask_a_mail_opens_nothing(take, box):
    box.change(ask=False)
    before = tickets()
    assert (take(mail()).reason, tickets()) == ("no_address", before)


def test_the_same_mail_by_two_doors_is_one_ticket(take):
    before, raw = tickets(), mail()
    assert [take(raw).outcome for _ in range(3)] == ["taken", "repeated", "repeated"]
    assert tickets() == before + 1


def test_a_mail_without_a_subject_is_about_its_first_line_and_one_without_words_about_its_subject(take):
    take(mail("The pump hums. It began on Monday.", Subject=""))
    assert newest().subject == "The pump hums. It began on Monday."


def test_the_owner_hears_of_it_by_mail(take):
    take(mail())
    to = db.session.scalars(select(Outgoing.agent_id).where(Outgoing.ticket_id == newest().id, Outgoing.to == "agent"))
    assert to.all() == [newest().owner_id]
