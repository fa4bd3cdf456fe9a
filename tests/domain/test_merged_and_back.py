"""Whatever is written while two tickets go on as one: taken apart, either stands as if it had never been merged."""

import contextlib
from random import Random

import pytest

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.errors import Refused
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import Needed
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.domain.naive import check_queues

# What a merge leaves behind for good: its events, and that a promise was moved, and back.
TOLD = {"version", "promise_id", "promises_made", "promises_moved", "public_version", "public_changed_at"}
TOLD |= {"step_versions", "seed", "id"}


def stand(session, ticket_id):
    ticket = session.get_one(Ticket, ticket_id)
    return {one.key: getattr(ticket, one.key) for one in Ticket.__table__.columns if one.key not in TOLD}


def begin(scene, dice):
    """Two tickets in some state; their ids, the one first whose promise may be moved to the other's."""
    start = dice.choice(["unheard", "promised", "asked", "denied", "needs", "called"])
    gone = open_ticket(scene.session, scene.cast.ana, scene.cast.tom, scene.now, subject="The tray", story="It leaks.")
    scene.letter(hours=dice.choice([30, 50]))
    if start == "unheard":
        return gone.id, scene.ticket.id
    if dice.random() < 0.5:
        scene.ana(customer_verbs.reply, body="And the grinder?")
    said = {"body": "On it.", "heard": "It leaks.", "promise": due(scene.now, hours=60)}
    if start == "needs":
        by = due(scene.now, hours=40)
        said["needs"] = Needed(("A photo", "A number"), by.at, by.wall, by.zone)
    if start in ("asked", "denied"):
        said |= {"promise": None, "asks_solved": True}
    args = scene.session, gone.id, scene.cast.maria, scene.now
    agent_verbs.write_letter(*args, **said)
    if start == "denied":
        customer_verbs.say_not_solved(scene.session, gone.id, scene.now, body="No.")
    if start == "called":
        customer_verbs.ask_call(scene.session, gone.id, scene.now, phone="+351 91 555 0163")
    return gone.id, scene.ticket.id


def do(scene, gone, into, deed):
    """One thing that happens to either while they go on as one, or while they do not."""
    session, now = scene.session, scene.now
    deeds = {
        "reply there": lambda: customer_verbs.reply(session, gone, now, body="It leaks again."),
        "not quite there": lambda: customer_verbs.say_not_quite(session, gone, now, body="It pours."),
        "reply": lambda: customer_verbs.reply(session, into, now, body="And?"),
        "not quite": lambda: customer_verbs.say_not_quite(session, into, now, body="Not that."),
        "call": lambda: customer_verbs.ask_call(session, into, now, phone="+351 91 555 0163"),
        "right": lambda: customer_verbs.say_heard_right(session, into, now),
        "given": lambda: give(session, into, now, gifts={"2-1": Gift("Here."), "2-2": Gift("There.")}),
        "note": lambda: add_note(session, gone, scene.cast.tom, now, body="She is kind."),
        "move": lambda: agent_verbs.move_promise(session, into, scene.cast.maria, now, due(now, hours=20)),
        "hand": lambda: agent_verbs.hand_over(session, into, scene.cast.maria, scene.cast.tom, now, note="Yours."),
    }
    with contextlib.suppress(Refused):
        deeds[deed]()


DEEDS = ("reply there", "not quite there", "reply", "not quite", "call", "right", "given", "note", "move", "hand")


@pytest.mark.parametrize("seed", range(16))
def test_taken_apart_they_stand_as_if_they_had_never_been_merged(scene, seed):
    dice = Random(seed)
    scene.clock.forward(hours=1)
    gone, into = begin(scene, dice)
    deeds = [(dice.choice(DEEDS), dice.randrange(1, 300)) for _ in range(dice.randrange(7))]
    start, by, stands = scene.now, dice.choice([None, scene.cast.maria]), []
    for is_merged in (False, True):
        scene.clock.time = start
        with scene.session.begin_nested() as point:
            if is_merged:
                merge(scene.session, gone, into, scene.cast.maria, scene.now)
            for deed, minutes in deeds:
                scene.clock.forward(minutes=minutes)
                do(scene, gone, into, deed)
                check_queues(scene.session, [scene.cast.maria.id, scene.cast.tom.id], [gone, into], scene.now)
            if is_merged:
                part(scene.session, gone, scene.now, agent=by)
            stands.append([stand(scene.session, one) for one in (gone, into)])
            point.rollback()
        scene.session.expire_all()
    plain, back = stands
    assert back == plain
