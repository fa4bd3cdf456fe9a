"""What is public has a version of its own, which only what anyone may know moves."""

from dataclasses import replace

import pytest

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.events import history
from statuspage.domain.kinds import KINDS
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares import verbs as shares
from tests.cast import due

NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)
ONLY_SCORE = replace(NOTHING, score=True)
ONLY_CLOCK = replace(NOTHING, clock=True)
EVERYTHING = PublicChoice(subject="subject", letters=True)


def do(scene, verb, what):
    """A verb that is told what it is about before it is told the time."""
    return verb(scene.session, scene.ticket.id, what, scene.now)


def hand_over(scene):
    agent_verbs.hand_over(
        scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Yours from here."
    )


def show(scene, choice):
    do(scene, publish, choice)
    return scene.ticket.public_version


def test_it_begins_when_the_view_is_switched_on_and_moves_when_it_is_switched_off(scene):
    assert scene.ticket.public_version == 0
    scene.ana(customer_verbs.reply, body="Hello?")
    assert show(scene, NOTHING) == 1
    scene.ana(unpublish)
    assert scene.ticket.public_version == 2


def test_nothing_private_moves_it(scene):
    scene.letter()
    version = show(scene, NOTHING)
    scene.ana(customer_verbs.reply, body="And?")
    scene.ana(customer_verbs.say_not_quite, body="Not that.")
    scene.ana(customer_verbs.say_heard_right)
    scene.ana(customer_verbs.ask_call, phone="+351 91 555 0163")
    scene.letter()
    do(scene, customer_verbs.thank, scene.ticket.version)
    scene.agent(agent_verbs.move_promise, due(scene.now, hours=30))
    hand_over(scene)
    scene.ask_solved()
    scene.ana(customer_verbs.say_not_solved, body="Not yet.")
    scene.ask_solved()
    scene.ana(customer_verbs.confirm)
    scene.ana(customer_verbs.say_felt, listened="yes", body="It was fine.")
    scene.ana(customer_verbs.reopen)
    do(scene, shares.rotate, "private")
    assert scene.ticket.public_version == version
    assert len(history(scene.session, scene.ticket.id)) > 15


def test_a_new_address_moves_it_but_not_what_the_feeds_say(scene):
    version = show(scene, EVERYTHING)
    shown = scene.ticket.public_changed_at
    scene.clock.forward(hours=1)
    do(scene, shares.rotate, "badge")
    assert (scene.ticket.public_version, scene.ticket.public_changed_at) == (version + 1, shown)


def test_a_letter_that_settles_no_promise_does_not_move_the_score(scene):
    version = show(scene, ONLY_SCORE)
    shown = scene.ticket.public_changed_at
    scene.clock.forward(hours=1)
    scene.letter()
    assert (scene.ticket.public_version, scene.ticket.public_changed_at) == (version, shown)
    scene.clock.forward(hours=1)
    scene.letter()  # this one keeps the promise
    assert (scene.ticket.public_version, scene.ticket.public_changed_at) == (version + 1, scene.now)


@pytest.mark.parametrize(
    ("choice", "verb"),
    [
        (EVERYTHING, lambda scene: scene.letter(is_public=True)),
        (ONLY_CLOCK, lambda scene: (scene.ask_solved(), scene.ana(customer_verbs.confirm))),
        (NOTHING, lambda scene: do(scene, publish, ONLY_CLOCK)),
        (NOTHING, lambda scene: do(scene, shares.rotate, "badge")),
        (NOTHING, lambda scene: do(scene, shares.withdraw, "embed")),
        (NOTHING, lambda scene: do(scene, shares.allow_sites, "https://ana-kitchen.example")),
    ],
    ids=["a public letter", "the end", "another choice", "a new address", "a withdrawal", "other sites"],
)
def test_what_anyone_can_see_moves_it_by_one(scene, choice, verb):
    scene.letter()
    version = show(scene, choice)
    verb(scene)
    assert scene.ticket.public_version == version + 1


def test_saving_the_same_choice_again_changes_nothing_that_is_public(scene):
    version, at = show(scene, EVERYTHING), scene.ticket.chosen_at
    scene.clock.forward(hours=1)
    do(scene, publish, EVERYTHING)
    assert (scene.ticket.public_version, scene.ticket.chosen_at) == (version, at)


def test_a_refused_verb_moves_nothing(scene):
    version = show(scene, EVERYTHING)
    with pytest.raises(Exception, match="solved"):
        scene.ana(customer_verbs.confirm)
    assert scene.ticket.public_version == version


@pytest.mark.parametrize("choice", [EVERYTHING, PublicChoice(), ONLY_CLOCK, ONLY_SCORE])
def test_each_kind_moves_only_those_public_fields_that_its_table_says(scene, choice):
    """Through a whole life, each event's difference in ``PublicTicket`` lies within its kind's ``moves``."""
    show(scene, choice)
    steps = [
        lambda: scene.letter(is_public=True),
        lambda: scene.ana(customer_verbs.say_not_quite, body="Not that."),
        lambda: scene.ana(customer_verbs.say_heard_right),
        lambda: scene.agent(agent_verbs.move_promise, due(scene.now, hours=50)),
        lambda: hand_over(scene),
        lambda: scene.ana(customer_verbs.ask_call, phone="+351 91 555 0163"),
        lambda: scene.letter(step="working", is_public=True, declines_call=True),
        lambda: do(scene, customer_verbs.thank, scene.ticket.version),
        scene.ask_solved,
        lambda: scene.ana(customer_verbs.say_not_solved, body="Not yet."),
        scene.ask_solved,
        lambda: scene.agent(agent_verbs.close_unconfirmed),
        lambda: scene.ana(customer_verbs.reopen),
        scene.ask_solved,
        lambda: scene.ana(customer_verbs.confirm),
        lambda: scene.ana(customer_verbs.say_felt, listened="no"),
        lambda: scene.ana(customer_verbs.reply, body="Again."),
        lambda: do(scene, shares.rotate, "feed"),
        lambda: do(scene, shares.withdraw, "badge"),
        lambda: do(scene, shares.restore, "badge"),
    ]
    for step in steps:
        scene.clock.forward(minutes=20)
        seen = public_ticket(scene.session, scene.ticket.id, "Fernhill Coffee", scene.now)
        version = scene.ticket.version
        step()
        shown = public_ticket(scene.session, scene.ticket.id, "Fernhill Coffee", scene.now)
        changed = {name for name in seen.__slots__ if getattr(seen, name) != getattr(shown, name)} - {"updated_at"}
        allowed = frozenset().union(
            *(KINDS[event.kind].moves for event in history(scene.session, scene.ticket.id, version))
        )
        assert changed <= allowed, [event.kind for event in history(scene.session, scene.ticket.id, version)]
