"""A letter goes to the customer and to each companion: in their words, by their clock, with a link and an address of
their own, and nobody finds another's there.
"""

import re

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over
from statuspage.domain.changing import change
from statuspage.domain.customer_verbs import reply, say_not_solved
from statuspage.domain.events import append
from statuspage.domain.letters import Reply
from statuspage.domain.shares.share import shares_of
from statuspage.security.reply_addresses import ReplyKey, read_reply_address
from tests.cast import due
from tests.delivery.mailbox import DOMAIN, SETTINGS, Mailbox, text


@pytest.fixture
def box(app, cast, clock, run):
    made = Mailbox(app, cast, clock, run)
    made.change(**SETTINGS)
    return made


def link_of(box, companion_id=None):
    db.session.rollback()
    return box.app.extensions["urls"].shared(shares_of(db.session(), box.cast.ticket.id, companion_id)["private"])


def test_all_mails_come_from_the_company_with_the_persons_whole_name_in_front(box):
    box.write()
    message = box.newest(kind="letter")
    assert message["From"] == "Maria Okafor at Fernhill Coffee <care@fernhill.example>"
    assert message["Reply-To"] == message["From"], "the desk's address, where no answers are taken in"


def test_an_answer_goes_to_an_address_of_the_readers_own_where_they_are_taken_in(box):
    box.change(reply_domain=DOMAIN)
    joana = box.let_in()
    box.write()
    keys = box.app.extensions["settings"].secret_keys
    found = {}
    for to in ("customer", "companion"):
        answer = box.newest(kind="letter", to=to)["Reply-To"].addresses[0]
        assert answer.display_name == "Maria Okafor at Fernhill Coffee"
        found[to] = read_reply_address(keys, DOMAIN, answer.addr_spec.upper().replace(DOMAIN.upper(), DOMAIN))
    assert found["companion"] == ReplyKey("subscription", joana.id, 1)
    assert found["customer"] == ReplyKey("subscription", box.subscription().id, 1)


def test_an_agents_answer_goes_to_an_address_for_this_agent_and_ticket(box, run, clock):
    run(reply, box.cast.ticket.id, clock(), body="Thanks")
    message = box.newest(kind="reply")
    assert message["Reply-To"] is None
    assert "An answer to this mail reaches nobody." in text(message)
    box.change(reply_domain=DOMAIN)
    message = box.newest(kind="reply")
    keys, told = box.app.extensions["settings"].secret_keys, message["Reply-To"].addresses[0].addr_spec
    assert read_reply_address(keys, DOMAIN, told) == ReplyKey("agent", box.cast.maria.id, box.cast.ticket.id)
    assert "reaches nobody" not in text(message)


def test_one_click_stops_the_mails_of_the_reader_who_has_it(box):
    joana = box.let_in()
    box.write()
    urls = box.app.extensions["urls"]
    for to, found in (("customer", box.subscription()), ("companion", joana)):
        message = box.newest(kind="letter", to=to)
        assert message["List-Unsubscribe"] == f"<{urls.mails(found.id, 1)}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert urls.mails(found.id, 1) in text(message)


def test_a_companion_reads_by_their_own_clock_behind_their_own_link_and_finds_nothing_of_the_customers(box):
    joana = box.let_in(language="de")
    box.write()
    message = box.newest(kind="letter", to="companion")
    assert message["To"] == "Joana Reis <joana@example.org>"
    assert message["Content-Language"] == "de"
    assert "23. November, 21:12 Uhr (Ortszeit Tokio)" in text(message)
    assert link_of(box, joana.companion_id) in text(message)
    whole = "".join(text(message, kind) for kind in ("plain", "html")) + "".join(map(str, message.values()))
    for hers in (link_of(box), " ana@example.org", "+351 91 000 0000"):
        assert hers not in whole, hers


def test_a_companion_is_told_of_the_customer_by_name_and_never_asked_in_their_place(box, run, clock):
    box.let_in()
    box.write(asks_solved=True)
    told = text(box.newest(kind="letter", to="companion"))
    assert "Is it solved? Only Ana can say" in told
    assert "You decide" not in told
    assert "You decide" in text(box.newest(kind="letter", to="customer"))
    run(close_unconfirmed, box.cast.ticket.id, box.cast.maria, clock.forward(days=9))
    assert "Only Ana can open it again." in text(box.newest(kind="closed", to="companion"))


def test_a_promised_call_is_told_to_a_companion_as_the_customers(box, clock):
    box.let_in()
    promise = due(clock(), hours=3)
    box.write(promise=type(promise)(promise.at, promise.wall, promise.zone, "call"))
    assert "Maria calls Ana by" in text(box.newest(kind="letter", to="companion"))
    assert "Maria calls you by" in text(box.newest(kind="letter", to="customer"))


def test_the_score_stands_under_the_promise_as_it_was_then(box, run, clock):
    box.write()
    assert "kept so far" not in text(box.newest(kind="letter"))
    clock.forward(hours=1)
    box.write(heard="", asks_solved=True)
    one = text(box.newest(kind="letter"))
    assert "1 of 1 promise kept so far" in one
    run(say_not_solved, box.cast.ticket.id, clock.forward(hours=1), body="No.")
    box.write(heard="")
    clock.forward(hours=9)
    box.write(heard="")
    told = text(box.newest(kind="letter"))
    assert "1 of 2 promises kept so far; called solved once, and it was not" in told
    rows = box.rows(kind="letter")
    assert len(rows) == 4
    message = box.newest(id=rows[1].id)
    assert text(message) == one, "the same row gives the same mail, whatever came since"


def test_what_was_said_before_follows_newest_first_with_who_said_it(box, run, clock):
    box.let_in()
    run(reply, box.cast.ticket.id, clock.forward(minutes=1), body="Is it the fuse?")
    box.write("It is the valve.")
    run(hand_over, box.cast.ticket.id, box.cast.maria, box.cast.tom, clock.forward(minutes=1), note="Tom has it.")
    box.write("I have it.", by=box.cast.tom, heard="")
    _, _, before = text(box.newest(kind="letter", to="customer")).partition("\nBefore this\n")
    said = re.findall(r"^(\w+) · .*\n> (.*)", before, re.MULTILINE)
    assert said == [
        ("Maria", "Tom has it."),
        ("Maria", "It is the valve."),
        ("You", "Is it the fuse?"),
        ("You", "It did it again this morning."),
    ]
    _, _, hers = text(box.newest(kind="letter", to="companion")).partition("\nBefore this\n")
    assert "Ana · " in hers
    assert "You · " not in hers


def test_a_companions_words_bear_their_name_for_the_owner_and_for_the_customer(box, run, clock):
    joana = box.let_in()

    def write(session):
        with change(session, joana.ticket_id, clock.forward(minutes=1)) as ticket:
            append(session, ticket, "reply", clock(), companion_id=joana.companion_id)
            session.flush()
            words = {"kind": "reply", "body": "It hisses.", "at": clock()}
            session.add(Reply(ticket_id=ticket.id, version=ticket.version, **words))

    run(write)
    message = box.newest(kind="reply")
    assert message["From"].addresses[0].display_name == "Joana Reis (Fernhill Coffee)"
    assert "Joana Reis wrote" in text(message)
    box.write()
    assert "Joana · " in text(box.newest(kind="letter", to="customer"))
    assert "Joana · " in text(box.newest(kind="letter", to="companion"))


def test_long_words_of_before_are_cut_and_the_page_has_the_rest(box, run, clock):
    run(reply, box.cast.ticket.id, clock.forward(minutes=1), body="word " * 1_000)
    box.write("Short.")
    told = text(box.newest(kind="letter"))
    assert "…\n" in told
    assert "All of it is on your page" in told
    assert len(told) < 4_000


def test_a_reader_whose_subscription_is_replaced_has_another_key(box):
    box.write()
    before = box.newest(kind="letter")["List-Unsubscribe"]
    box.subscription(generation=2)
    assert box.newest(kind="letter")["List-Unsubscribe"] != before


def test_a_mail_says_that_it_can_be_answered_only_to_whoever_may_write_and_where_answers_come_in(box):
    said = "You can simply answer this mail."
    box.write()
    assert said not in text(box.newest(kind="letter", to="customer"))
    box.change(reply_domain=DOMAIN)
    joana = box.let_in(may_write=False)
    box.write("Once more.")
    assert said in text(box.newest(kind="letter", to="customer"))
    assert said not in text(box.newest(kind="letter", subscription_id=joana.id))
