"""What happened, in one sentence for the page, the feed, the mail and the desk alike; its words stand in kinds.py.

A sentence is ``Words``: it is filled with names, further ``Words``, and instants, which the reader's side turns into
their language and zone. It addresses the customer as "you", and names them to anyone else.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from statuspage.domain.errors import N_, Words
from statuspage.domain.kinds import KINDS, Facts

_PLACE = re.compile(r"%\((\w+)\)s")

STEP_WORDS = {
    "heard": N_("Heard"),
    "looking": N_("Looking into it"),
    "working": N_("Working on it"),
    "solved": N_("Solved"),
    "confirmed": N_("You agree"),
}


def sentence(kind: str, facts: Facts, *, by: str = "", to: str = "", customer: str = "", companion: str = "") -> Words:
    """An event of this kind with these facts. ``by`` is the agent who did it, ``to`` whom it was for or about.

    ``customer`` is the name of the customer, or of the companion who did it in their place, and "" when that one is the
    reader. ``companion`` is whom it was about, if it was about one.
    """
    sentences, variant = KINDS[kind].sentences, KINDS[kind].variant(facts)
    told = sentences.get(variant if variant != "to" or to else "", sentences.get(""))
    if told is None:
        raise KeyError(f"{kind} has no sentence for {variant!r}")
    message = told.to_others if customer else told.to_customer
    people = {"name": by, "to": to, "customer": customer, "companion": companion}
    needed = _PLACE.findall(message)
    return Words(
        message, {place: people[place] if place in people else _FACTS[place](facts, customer) for place in needed}
    )


def step_words(step: str, customer: str = "") -> Words:
    """The name of a step; the last one is the customer's own."""
    if step == "confirmed" and customer:
        return Words(N_("%(customer)s agrees"), {"customer": customer})
    return Words(STEP_WORDS[step])


_FACTS: Mapping[str, Callable[[Facts, str], object]] = {  # what a sentence takes from the event's facts
    "before": lambda facts, _customer: datetime.fromisoformat(facts["from"]),
    "due": lambda facts, _customer: datetime.fromisoformat(facts["due"]),
    "written": lambda facts, _customer: datetime.fromisoformat(facts["written"]),
    "count": lambda facts, _customer: facts["needs"],
    "left": lambda facts, _customer: facts["left"],
    "step": lambda facts, customer: step_words(str(facts["step"][1]), customer),
}
