"""Whatever people do to a ticket, in any order, at any time, with any nonsense: the rules hold after each of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from statuspage.domain import agent_verbs, customer_verbs, need_verbs
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.needs import Needed, needs_by_key
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.publication import verbs as publishing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares import verbs
from tests.cast import due
from tests.conftest import Clock
from tests.domain.conftest import on_stage
from tests.domain.naive import check, check_queues, everything, lasting

WORDS = st.sampled_from(
    ["Yes.", "**No** [x](javascript:1)", "  spaced  ", "", "\x00", "[[place]]", "y\u202ex", "x" * 20_001]
)
GOOD = st.just("It is on its way.")
STEPS = st.sampled_from([None, "heard", "looking", "working", "solved", "confirmed", "done"])
TURNS = st.sampled_from(["us", "you", "third", "nobody"])
ONCE = st.one_of(st.just(""), st.just("a" * 70), st.integers(0, 10**6).map(str))
HOURS = st.floats(0.1, 60)
TICKET = st.sampled_from([0, 1])
AGENT = st.sampled_from([0, 1])
KEYS = st.tuples(st.integers(2, 9), st.integers(1, 5)).map(lambda key: "{}-{}".format(*key))


class Life(RuleBasedStateMachine):
    """Two tickets, two agents, one customer, and the time that passes."""

    stage: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.open = on_stage(*self.stage, self.clock)
        scene = self.open.__enter__()
        self.session, cast = scene.session, scene.cast
        self.agents = [cast.maria, cast.tom]
        asked = self.clock() - timedelta(hours=7)
        second = open_ticket(
            self.session, cast.ana, cast.tom, self.clock(), subject="Second", story="Also.", asked_at=asked
        )
        self.tickets = [cast.ticket.id, second.id]
        self.state = everything(self.session)
        self.checked: Any = None
        self.kept: set[str] = set()

    def teardown(self) -> None:
        self.open.__exit__()

    def attempt(self, verb: Callable[..., Any], *arguments: Any, **said: Any) -> None:
        """Do it, or be refused; what is refused changes nothing, even before anything is rolled back."""
        try:
            verb(self.session, *arguments, **said)
        except Refused:
            assert everything(self.session) == self.state
            return
        before, self.state = self.state, everything(self.session)
        if said.get("once") and self.state != before:
            with pytest.raises(Repeated):
                verb(self.session, *arguments, **said)
            assert everything(self.session) == self.state

    @rule(minutes=st.one_of(st.integers(1, 90), st.integers(90, 6_000)))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes, microseconds=minutes * 7)

    @rule(t=TICKET, a=AGENT, body=st.one_of(GOOD, GOOD, WORDS), heard=st.one_of(GOOD, WORDS), step=STEPS, turn=TURNS)
    def letter(self, t: int, a: int, **said: Any) -> None:
        promise = due(self.clock(), hours=5)
        self.attempt(agent_verbs.write_letter, self.tickets[t], self.agents[a], self.clock(), promise=promise, **said)

    @rule(
        t=TICKET,
        a=AGENT,
        hours=HOURS,
        asks=st.sampled_from([False, False, True]),
        public=st.booleans(),
        once=ONCE,
        behind=st.sampled_from([-1, -1, 0, 0, 2]),
        wait=st.sampled_from([0, 0, 30, 600, 5_000]),
    )
    def good_letter(self, t: int, a: int, hours: float, asks: bool, public: bool, once: str, **when: int) -> None:
        self.clock.forward(minutes=when["wait"])
        promise = None if asks else due(self.clock(), hours=hours)
        version = self.session.get_one(customer_verbs.Ticket, self.tickets[t]).version
        said = {"body": "On it.", "heard": "It dies.", "promise": promise, "asks_solved": asks, "is_public": public}
        seen = None if when["behind"] < 0 else version - when["behind"]
        self.attempt(
            agent_verbs.write_letter, self.tickets[t], self.agents[a], self.clock(), seen=seen, once=once, **said
        )

    @rule(t=TICKET, a=AGENT, hours=HOURS, once=ONCE)
    def move(self, t: int, a: int, hours: float, once: str) -> None:
        promise = due(self.clock(), hours=hours)
        self.attempt(agent_verbs.move_promise, self.tickets[t], self.agents[a], self.clock(), promise, once=once)

    @rule(t=TICKET, a=AGENT, to=AGENT, note=st.one_of(GOOD, WORDS), once=ONCE)
    def hand_over(self, t: int, a: int, to: int, note: str, once: str) -> None:
        people = self.agents[a], self.agents[to]
        self.attempt(agent_verbs.hand_over, self.tickets[t], *people, self.clock(), note=note, once=once)

    @rule(t=TICKET, a=AGENT, once=ONCE)
    def close(self, t: int, a: int, once: str) -> None:
        self.attempt(agent_verbs.close_unconfirmed, self.tickets[t], self.agents[a], self.clock(), once=once)

    @rule(t=TICKET, a=AGENT, body=st.one_of(GOOD, WORDS), once=ONCE)
    def note(self, t: int, a: int, body: str, once: str) -> None:
        self.attempt(add_note, self.tickets[t], self.agents[a], self.clock(), body=body, once=once)

    @rule(
        t=TICKET,
        verb=st.sampled_from(
            [customer_verbs.reply, customer_verbs.say_not_quite, customer_verbs.say_not_solved, customer_verbs.reopen]
        ),
        body=st.one_of(GOOD, WORDS),
        once=ONCE,
    )
    def say(self, t: int, verb: Callable[..., Any], body: str, once: str) -> None:
        self.attempt(verb, self.tickets[t], self.clock(), body=body, once=once)

    @rule(
        t=TICKET,
        verb=st.sampled_from([customer_verbs.say_heard_right, customer_verbs.confirm, publishing.unpublish]),
        once=ONCE,
    )
    def click(self, t: int, verb: Callable[..., Any], once: str) -> None:
        self.attempt(verb, self.tickets[t], self.clock(), once=once)

    @rule(t=TICKET, hours=st.lists(HOURS, min_size=2, max_size=4), wait=st.sampled_from([30, 600, 5_000]))
    def letters(self, t: int, hours: list[float], wait: int) -> None:
        """A few letters in a row, some in time and some late."""
        for length in hours:
            said = {"body": "On it.", "heard": "It dies.", "promise": due(self.clock(), hours=length)}
            self.attempt(agent_verbs.write_letter, self.tickets[t], self.agents[1], self.clock(), **said)
            self.clock.forward(minutes=wait, seconds=11)

    @rule(t=TICKET, confirms=st.booleans())
    def ask_and_answer(self, t: int, confirms: bool) -> None:
        """The usual end, so that what comes after it is tried often."""
        said = {"body": "It should work now.", "heard": "It dies.", "asks_solved": True}
        self.attempt(agent_verbs.write_letter, self.tickets[t], self.agents[0], self.clock(), **said)
        self.clock.forward(minutes=17)
        if confirms:
            self.attempt(customer_verbs.confirm, self.tickets[t], self.clock())
        else:
            self.attempt(agent_verbs.close_unconfirmed, self.tickets[t], self.agents[0], self.clock())

    @rule(t=TICKET, phone=st.sampled_from(["+351 91 000 0000", "no", ""]), when=st.one_of(GOOD, WORDS), once=ONCE)
    def call(self, t: int, phone: str, when: str, once: str) -> None:
        self.attempt(customer_verbs.ask_call, self.tickets[t], self.clock(), phone=phone, when=when, once=once)

    @rule(
        t=TICKET,
        by_phone=st.booleans(),
        declines=st.booleans(),
        calls=st.booleans(),
        again=st.booleans(),
        wait=st.sampled_from([3, 40]),
    )
    def letter_about_a_call(self, t: int, by_phone: bool, declines: bool, calls: bool, again: bool, wait: int) -> None:
        """After a call was asked for, or not: told of, declined in words, promised, promised again, or none of it."""
        said: dict[str, Any] = {"body": "On it.", "heard": "It dies.", "by_phone": by_phone, "declines_call": declines}
        standing = self.session.get_one(customer_verbs.Ticket, self.tickets[t]).promised_at
        promise = replace(due(self.clock(), hours=2), kind="call" if calls else "letter")
        promise = replace(promise, at=standing) if again and standing else promise
        self.attempt(agent_verbs.write_letter, self.tickets[t], self.agents[0], self.clock(), promise=promise, **said)
        self.clock.forward(minutes=wait)

    @rule(t=TICKET, a=AGENT, lines=st.integers(1, 5), asks=st.sampled_from([False, False, True]))
    def ask_for(self, t: int, a: int, lines: int, asks: bool) -> None:
        promise = None if asks else due(self.clock(), hours=5)
        wanted = Needed(tuple(f"Thing {n}" for n in range(lines)), self.clock() + timedelta(hours=3), "", "UTC")
        said: dict[str, Any] = {"body": "I need.", "heard": "It dies.", "promise": promise, "asks_solved": asks}
        self.attempt(
            agent_verbs.write_letter, self.tickets[t], self.agents[a], self.clock(), needs=wanted, turn="third", **said
        )

    @rule(t=TICKET, keys=st.sets(KEYS, max_size=4), words=st.one_of(GOOD, WORDS), another=st.booleans(), once=ONCE)
    def give(self, t: int, keys: set[str], words: str, another: bool, once: str) -> None:
        gifts = dict.fromkeys(keys & self.keys(t) or keys, need_verbs.Gift(words, another))
        self.attempt(need_verbs.give, self.tickets[t], self.clock(), gifts=gifts, once=once)

    @rule(t=TICKET, a=AGENT, key=KEYS, came=st.booleans(), once=ONCE)
    def tick_off(self, t: int, a: int, key: str, came: bool, once: str) -> None:
        self.attempt(need_verbs.tick_off, self.tickets[t], self.agents[a], self.clock(), key=key, came=came, once=once)

    def keys(self, t: int) -> set[str]:
        return set(needs_by_key(self.session, self.tickets[t]))

    @rule(t=TICKET, version=st.integers(-1, 9), once=ONCE)
    def thank(self, t: int, version: int, once: str) -> None:
        self.attempt(customer_verbs.thank, self.tickets[t], version, self.clock(), once=once)

    @rule(t=TICKET, listened=st.sampled_from(["yes", "partly", "no", "5"]), body=WORDS, once=ONCE)
    def feel(self, t: int, listened: str, body: str, once: str) -> None:
        self.attempt(customer_verbs.say_felt, self.tickets[t], self.clock(), listened=listened, body=body, once=once)

    @rule(
        t=TICKET,
        owner=st.sampled_from(["photo", "name", "nobody", "all"]),
        subject=st.sampled_from(["title", "subject", "nothing", "story"]),
        shows=st.tuples(*[st.booleans()] * 6),
        hidden=st.lists(st.integers(-1, 9)),
        once=ONCE,
    )
    def publish(self, t: int, owner: str, subject: str, shows: Any, hidden: list[int], once: str) -> None:
        names = ("company", "steps", "clock", "promise", "score", "letters")
        choice = PublicChoice(
            owner=owner, subject=subject, hidden=tuple(hidden), **dict(zip(names, shows, strict=True))
        )
        self.attempt(publishing.publish, self.tickets[t], choice, self.clock(), once=once)

    @rule(
        t=TICKET,
        verb=st.sampled_from([verbs.rotate, verbs.withdraw, verbs.restore]),
        scope=st.sampled_from(["private", "feed", "public", "embed", "all"]),
        once=ONCE,
    )
    def share(self, t: int, verb: Callable[..., Any], scope: str, once: str) -> None:
        self.attempt(verb, self.tickets[t], scope, self.clock(), once=once)

    @invariant()
    def the_rules_hold(self) -> None:
        if self.state is self.checked:
            return
        self.checked, now = self.state, self.clock()
        for ticket_id in self.tickets:
            check(self.session, ticket_id, now)
        there = lasting(self.state)
        assert self.kept <= there, f"erased or rewritten: {self.kept - there}"
        self.kept = there
        check_queues(self.session, [agent.id for agent in self.agents], self.tickets, now)


@pytest.mark.parametrize(
    ("lives", "deeds"),
    [
        pytest.param(12, 30, marks=pytest.mark.long),
        pytest.param(40, 35, marks=pytest.mark.torture),
        pytest.param(150, 70, marks=pytest.mark.torture),
    ],
)
def test_the_rules_hold_whatever_people_do(stage, lives, deeds):
    class Staged(Life):
        pass

    Staged.stage = stage
    run_state_machine_as_test(Staged, settings=settings(max_examples=lives, stateful_step_count=deeds, deadline=None))
