"""One ticket from the first asking to the last word, on both databases, with every rule checked after each step."""

from datetime import timedelta

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.errors import Refused
from statuspage.domain.notes import add_note
from statuspage.domain.promises import Score, score
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.reading import read
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.domain.naive import check, check_queues


def test_a_whole_life_of_a_ticket(session, cast, clock):
    ticket_id, maria, tom = cast.ticket.id, cast.maria, cast.tom

    def letter(by, hours=24.0, **rest):
        promise = None if rest.get("asks_solved") else due(clock(), hours=hours)
        agent_verbs.write_letter(session, ticket_id, by, clock(), body="A word.", promise=promise, **rest)

    life = [
        lambda: letter(maria, heard="It dies when it is warm.", hours=3),
        lambda: customer_verbs.say_not_quite(session, ticket_id, clock(), body="When it is cold."),
        lambda: letter(maria, heard="It dies when it is cold.", step="looking", is_public=True),
        lambda: customer_verbs.say_heard_right(session, ticket_id, clock()),
        lambda: agent_verbs.move_promise(session, ticket_id, maria, clock(), due(clock(), hours=48)),
        lambda: agent_verbs.hand_over(session, ticket_id, maria, tom, clock(), note="Tom has the part."),
        lambda: add_note(session, ticket_id, tom, clock(), body="He is kind."),
        lambda: customer_verbs.ask_call(session, ticket_id, clock(), phone="+351 91 000 0000", when="after six"),
        lambda: letter(tom, hours=1, step="working", turn="third", declines_call=True),
        lambda: publish(session, ticket_id, PublicChoice(letters=True), clock()),
        lambda: letter(tom, asks_solved=True),
        lambda: customer_verbs.say_not_solved(session, ticket_id, clock(), body="It still dies."),
        lambda: letter(tom, asks_solved=True),
        lambda: agent_verbs.close_unconfirmed(session, ticket_id, tom, clock()),
        lambda: customer_verbs.reopen(session, ticket_id, clock(), body="Again."),
        lambda: letter(tom, hours=5),
        lambda: letter(tom, asks_solved=True),
        lambda: customer_verbs.confirm(session, ticket_id, clock()),
        lambda: customer_verbs.say_felt(session, ticket_id, clock(), listened="yes", body="You called."),
        lambda: customer_verbs.thank(session, ticket_id, 2, clock()),
        lambda: unpublish(session, ticket_id, clock()),
    ]
    for act in life:
        clock.forward(hours=2)
        act()
        check(session, ticket_id, clock())
        check_queues(session, [maria.id, tom.id], [ticket_id], clock())
    ticket = session.get_one(Ticket, ticket_id)
    assert score(ticket) == Score(made=5, kept=2, late=2, moved=1, open=0)
    assert (ticket.closure, ticket.letters, ticket.handovers, ticket.reopened) == ("confirmed", 7, 1, 1)
    assert ticket.closed_at - ticket.opened_at == timedelta(hours=36)
    assert public_ticket(session, ticket_id, "x", clock()) is None
    whole = read(session, ticket_id, limit=100)
    assert [entry.version for entry in whole.entries] == list(range(ticket.version, 0, -1))


def test_what_is_refused_changes_nothing_on_either_database(session, cast, clock):
    try:
        agent_verbs.write_letter(session, cast.ticket.id, cast.maria, clock(), body="x", heard="x", turn="nobody")
    except Refused:
        session.flush()
    check(session, cast.ticket.id, clock())
    assert session.get_one(Ticket, cast.ticket.id).version == 1
