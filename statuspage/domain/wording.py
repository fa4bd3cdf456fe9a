"""What happened, in one sentence: written once, for the page, the feed, the mail and the desk alike.

A sentence is ``Words``: its places hold names, further ``Words``, and instants, which the reader's side puts into
their language and zone. To the customer it speaks as "you"; to anyone else it names them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from statuspage.domain.errors import N_, Words

STEP_WORDS = {
    "heard": N_("Heard"),
    "looking": N_("Looking into it"),
    "working": N_("Working on it"),
    "solved": N_("Solved"),
    "confirmed": N_("You agree"),
}

# kind: (to the customer, to others). What the customer did names nobody else, except whom they thanked.
_BY_CUSTOMER = {
    "opened": (N_("You told us"), N_("%(customer)s told us")),
    "reply": (N_("You wrote"), N_("%(customer)s wrote")),
    "heard_right": (N_("You said: that’s right"), N_("%(customer)s said: that’s right")),
    "heard_not_quite": (N_("You said what was not quite right"), N_("%(customer)s said what was not quite right")),
    "call_asked": (N_("You asked for a call"), N_("%(customer)s asked for a call")),
    "thanked": (N_("You said thank you"), N_("%(customer)s said thank you")),
    "confirmed": (N_("You agreed that it is solved"), N_("%(customer)s agreed that it is solved")),
    "not_solved": (N_("You said that it is not solved yet"), N_("%(customer)s said that it is not solved yet")),
    "reopened": (N_("You opened this again"), N_("%(customer)s opened this again")),
    "published": (N_("You changed what others see"), N_("%(customer)s changed what others see")),
    "unpublished": (N_("You switched the public view off"), N_("%(customer)s switched the public view off")),
    "sites_changed": (
        N_("You changed on which sites the card may stand"),
        N_("%(customer)s changed on which sites the card may stand"),
    ),
}
_FIRST_PUBLISHED = (N_("You switched the public view on"), N_("%(customer)s switched the public view on"))
_THANKED = (N_("You thanked %(to)s"), N_("%(customer)s thanked %(to)s"))
_CLOSED = (N_("%(name)s closed this without your answer"), N_("%(name)s closed this without an answer"))
_ASKED = (N_("%(name)s asked you whether it is solved"), N_("%(name)s asked whether it is solved"))
_CALLED = (N_("%(name)s called you, and wrote it down"), N_("%(name)s called, and wrote it down"))
_FELT = {
    "yes": (N_("You felt listened to"), N_("%(customer)s felt listened to")),
    "partly": (N_("You felt listened to in part"), N_("%(customer)s felt listened to in part")),
    "no": (N_("You did not feel listened to"), N_("%(customer)s did not feel listened to")),
}
_SHARE = {  # by scope
    "share_rotated": {
        "private": N_("The private link was replaced by a new one"),
        "feed": N_("The private feed got a new address"),
        "calendar": N_("The private calendar got a new address"),
        "public": N_("The public page got a new address"),
        "public_feed": N_("The public feed got a new address"),
        "embed": N_("The card got a new address"),
        "badge": N_("The badge got a new address"),
        "all": N_("The public view got a new address"),
    },
    "share_withdrawn": {
        "feed": N_("The private feed was withdrawn"),
        "calendar": N_("The private calendar was withdrawn"),
        "public": N_("The public page was withdrawn"),
        "public_feed": N_("The public feed was withdrawn"),
        "embed": N_("The card was withdrawn"),
        "badge": N_("The badge was withdrawn"),
        "all": N_("An address was withdrawn"),
    },
    "share_restored": {
        "feed": N_("The private feed is back"),
        "calendar": N_("The private calendar is back"),
        "public": N_("The public page is back"),
        "public_feed": N_("The public feed is back"),
        "embed": N_("The card is back"),
        "badge": N_("The badge is back"),
        "all": N_("An address is back"),
    },
}


def sentence(kind: str, facts: Mapping[str, Any], *, by: str = "", to: str = "", customer: str = "") -> Words:
    """An event of this kind with these facts. ``by`` is the agent who did it, ``to`` whom it was for or about.

    ``customer`` is their name for every other reader, "" when the customer is the reader.
    """
    if kind == "letter":
        return _letter(facts, by, customer)
    if kind == "handover":
        return Words(N_("%(name)s handed this to %(to)s"), {"name": by, "to": to})
    if kind == "promise_moved":
        return Words(
            N_("%(name)s moved the promise from %(before)s to %(due)s, before it was due"),
            {"name": by, "before": _instant(facts["from"]), "due": _instant(facts["due"])},
        )
    if kind == "closed":
        return _to(_CLOSED, customer, name=by)
    if kind in _SHARE:
        return Words(_SHARE[kind].get(str(facts.get("scope")), _SHARE[kind]["all"]))
    return _by_customer(kind, facts, to, customer)


def step_words(step: str, customer: str = "") -> Words:
    """The name of a step; the last one is the customer's own."""
    if step == "confirmed" and customer:
        return Words(N_("%(customer)s agrees"), {"customer": customer})
    return Words(STEP_WORDS[step])


def _letter(facts: Mapping[str, Any], by: str, customer: str) -> Words:
    if facts.get("asks"):
        return _to(_ASKED, customer, name=by)
    if facts.get("phone"):
        return _to(_CALLED, customer, name=by)
    if facts.get("step"):
        step = step_words(str(facts["step"][1]), customer)
        return Words(N_("%(name)s wrote, and moved this to “%(step)s”"), {"name": by, "step": step})
    return Words(N_("%(name)s wrote"), {"name": by})


def _by_customer(kind: str, facts: Mapping[str, Any], to: str, customer: str) -> Words:
    if kind == "felt":
        return _to(_FELT[str(facts["listened"])], customer)
    if kind == "thanked" and to:
        return _to(_THANKED, customer, to=to)
    if kind == "published" and facts.get("first"):
        return _to(_FIRST_PUBLISHED, customer)
    return _to(_BY_CUSTOMER[kind], customer)


def _to(pair: tuple[str, str], customer: str, **params: object) -> Words:
    """The sentence of a pair for this reader, with only what its places need."""
    if customer and "%(customer)s" in pair[1]:
        params["customer"] = customer
    return Words(pair[1] if customer else pair[0], params)


def _instant(iso: str) -> datetime:
    return datetime.fromisoformat(iso)
