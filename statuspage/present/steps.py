"""The five steps: which are done, which is now, and who moved the ticket there. No timer moves a step.

A step that a letter passed over is shown as that: nobody moved the ticket there, so it has no tick and no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from statuspage.domain.publication.ticket import REOPENED, PublicMove, PublicTicket
from statuspage.domain.reading import Hand, Reading
from statuspage.domain.tickets import STEPS, Ticket
from statuspage.domain.wording import step_words
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class StepItem:
    """One step for the macro ``steps``.

    ``state`` is done, now, passed (over), todo, silent for a close that the customer has not confirmed, or again where
    they opened it again and somebody has answered that; ``by`` is "Maria, Mon 11:05".
    """

    label: str
    state: str
    by: str


def items(reading: Reading, reader: Reader) -> list[StepItem]:
    """The five steps of a ticket, first to last, as this reader meets them."""
    ticket = reading.ticket
    hands = {hand.step: _hand(hand, reader) for hand in reading.hands}
    if ticket.step and ticket.step_at:
        hands.setdefault(ticket.step, reader.moment(ticket.step_at))
    if ticket.heard_at:
        hands.setdefault("heard", reader.moment(ticket.heard_at))
    found = _items(ticket.step, ticket.closure, ticket.steps_taken.split(), hands, reader)
    return _again(found) if ticket.reopened_at is not None else found


def public_items(ticket: PublicTicket, reader: Reader) -> list[StepItem] | None:
    """The same of a public view, with dates and without names; None when the customer does not show the steps."""
    if not ticket.steps_shown:
        return None
    hands = {move.step: reader.moment(move.at) for move in ticket.moves}
    if ticket.step and ticket.step_at:
        hands[ticket.step] = reader.moment(ticket.step_at)
    found = _items(ticket.step, ticket.closure, ticket.steps_taken, hands, reader)
    return _again(found) if ticket.is_reopened else found


def public_way(ticket: PublicTicket, reader: Reader) -> list[StepItem] | None:
    """The way of a public view in the order of things: the five steps, or after a reopening each as it came.

    What is still to come follows. None when the customer does not show the steps.
    """
    found = public_items(ticket, reader)
    if found is None or not any(move.step == REOPENED for move in ticket.moves):
        return found
    *gone, last = (_moved(move, reader) for move in ticket.moves)
    ended = ticket.closure or ticket.step == STEPS[-1]
    ahead = [item for item in found if item.state in ("todo", "silent")]
    return [*gone, last if ended else replace(last, state="now"), *ahead]


def standing(ticket: PublicTicket, reader: Reader) -> str:
    """The name of the step on which a public ticket stands; "" where none is shown.

    One that was opened again stands at the beginning, where nobody has heard anything yet.
    """
    if ticket.step not in STEPS:
        return ""
    return gettext("Opened again") if ticket.is_reopened else moved(ticket.step, reader)


def where_it_stands(ticket: Ticket, items: Sequence[StepItem]) -> str:
    """The name of the step at which a ticket stands, as the one line above its steps says it."""
    reached = [item.label for item in items if item.state in ("now", "done")]
    if ticket.reopened_at is not None:
        return items[0].label
    return reached[-1] if reached else gettext("Not heard yet")


def passed(step: str | None, taken: Sequence[str]) -> tuple[str, ...]:
    """The steps before this one at which the ticket never stood."""
    return tuple(one for one in STEPS[: STEPS.index(step)] if one not in taken) if step in STEPS else ()


def moved(step: str, reader: Reader) -> str:
    """The name of a step."""
    return reader.say(step_words(step, reader.customer))


def _items(
    step: str | None, closure: str, taken: Sequence[str], hands: dict[str, str], reader: Reader
) -> list[StepItem]:
    reached, over = STEPS.index(step) if step in STEPS else -1, passed(step, taken)
    states = ["passed" if name in over else _state(index, reached, closure) for index, name in enumerate(STEPS)]
    return [
        StepItem(moved(name, reader), state, _by(name, state, hands)) for name, state in zip(STEPS, states, strict=True)
    ]


def _state(index: int, reached: int, closure: str) -> str:
    if index < reached or (index == reached and closure):
        return "done"
    if index == reached:
        return "now"
    return "silent" if closure == "unconfirmed" and index == len(STEPS) - 1 else "todo"


def _by(step: str, state: str, hands: dict[str, str]) -> str:
    if state == "silent":
        return gettext("no answer")
    if state == "passed":
        return gettext("passed over")
    return hands.get(step, "") if state != "todo" else ""


def _moved(move: PublicMove, reader: Reader) -> StepItem:
    """A step of the way that has been gone, with its date."""
    if move.step == REOPENED:
        return StepItem(gettext("Opened again"), "again", reader.moment(move.at))
    return StepItem(moved(move.step, reader), "done", reader.moment(move.at))


def _again(items: list[StepItem]) -> list[StepItem]:
    """The same of a ticket that was opened again: until somebody answers, its first step tells of nothing else."""
    return [replace(items[0], label=gettext("Opened again")), *items[1:]]


def _hand(hand: Hand, reader: Reader) -> str:
    """By whom and when: "Maria, Mon 11:05"."""
    name = hand.by or reader.customer or gettext("You")
    return gettext("%(name)s, %(time)s", name=name, time=reader.moment(hand.at))
