"""One table of what can happen to a ticket, and of everything that follows from it.

Nothing here is done by a timer: a promise that fell due is read off the clock. To add a kind, add a row; every list of
kinds elsewhere is drawn from this table (``where``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from statuspage.domain.errors import N_
from statuspage.domain.shares.scopes import SCOPES

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, told to the customer ("you") and to anyone else, as gettext message ids.

    They are filled with the ``name`` of the agent who did it, ``to`` whom it was for, the ``customer``, and facts.
    Where a companion did it, they are "you", and it is their name that stands in the customer's place. ``companion`` is
    whom it was about.
    """

    to_customer: str
    to_others: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can happen.

    ``by`` is agent, customer, companion, or either of agent and customer. What a customer does, a companion may have
    done in their place. ``sentences`` tell it, by the variant that ``variant`` reads off the facts; the
    plain one is under "".
    ``turn`` is whose turn it is from then on: us, "said" (as the letter says), or "" when that stays as it was.
    ``is_news`` says that an agent must have seen it before they act. ``tells`` is whom a mail must reach, customer or
    owner. ``life`` says that the ticket begins or ends with it.
    ``moves`` names the fields of ``PublicTicket`` that it may change, and "shares" for what happens to public keys.
    """

    name: str
    by: str
    icon: str
    sentences: Mapping[str, Sentence]
    variant: Callable[[Facts], str] = lambda _facts: ""
    turn: str = ""
    is_news: bool = False
    tells: str = ""
    life: str = ""
    moves: frozenset[str] = frozenset()
    tells_owner: bool = False  # also the owner, when a colleague did it or it became theirs
    amends: bool = False  # it changes an earlier entry, which a feed brings anew, and is none of its own there
    is_word: bool = False  # the word that the customer waited for; they wait for the next one from then on
    is_unhappy: bool = False  # the customer says that something is wrong
    denies_solved: bool = False  # and so the question "is it solved?" is answered
    is_plain: bool = False  # the customer's words need no sentence above them
    is_feedback: bool = False  # how it felt, and thanks
    lets_in: bool = False  # a companion begins to read
    is_sharing: bool = False  # part of the history of the ticket's addresses
    audited: str = ""  # as what it stands in the audit list: a kind of audit.py
    is_own: bool = False  # for the customer and the desk alone: no companion learns that it happened
    own_facts: frozenset[str] = frozenset()  # of its facts, those that no companion learns
    is_elsewhere: bool = False  # the customer's page tells it in another place than among the letters
    notice: str = ""  # which notice its mail to an agent is: one of NOTICES of people/agents.py
    nudge: str = ""  # as what its owner is told at once, in their browsers: one of NUDGES of nudges/nudge.py

    @property
    def waits(self) -> str:
        """Whether the customer begins to wait for a word, or ends; "" when it makes no difference."""
        return "begins" if self.is_word else self.life


def _same(words: str) -> Sentence:
    return Sentence(words, words)


def _one(to_customer: str, to_others: str = "") -> dict[str, Sentence]:
    return {"": Sentence(to_customer, to_others or to_customer)}


def _by_scope(verb: str, otherwise: str) -> dict[str, Sentence]:
    told = {name: getattr(scope, verb) for name, scope in SCOPES.items()} | {"": otherwise}
    return {name: _same(words) for name, words in told.items() if words}


def _rights(facts: Facts) -> str:
    return " ".join(name for name in ("agent", "writes") if facts.get(name))


def _letter(facts: Facts) -> str:
    return next((name for name in ("asks", "phone", "declines", "needs", "step") if facts.get(name)), "")


def _of(facts: Facts) -> str:
    """Whether the other ticket is named, which a companion must not know."""
    return "of" if facts.get("of") else ""


def _scope(facts: Facts) -> str:
    return str(facts.get("scope", ""))


_STEPS = frozenset(("step", "step_at", "steps_taken", "moves"))
_PROMISE = frozenset(("promise", "score", "changes_at"))
_SCORE = frozenset(("score",))
_ENDING = frozenset(("is_open", "closure", "ended_at"))
_AGAIN = frozenset(("is_reopened",))
_ALL = frozenset("*")
_SHARES = frozenset(("shares",))
_OTHER = frozenset(("of", "next"))  # the other ticket, and what is promised there

_KINDS = (
    Kind(
        "opened",
        "customer",
        "pen",
        _one(N_("You told us"), N_("%(customer)s told us")),
        turn="us",
        tells="customer",  # the receipt
        life="begins",
        is_plain=True,
    ),
    Kind(
        "letter",
        "agent",
        "letter",
        {
            "asks": Sentence(N_("%(name)s asked you whether it is solved"), N_("%(name)s asked whether it is solved")),
            "phone": Sentence(N_("%(name)s called you, and wrote it down"), N_("%(name)s called, and wrote it down")),
            "declines": Sentence(
                N_("%(name)s wrote, and answered your wish for a call"),
                N_("%(name)s wrote, and answered the wish for a call"),
            ),
            "needs": Sentence(
                N_("%(name)s wrote, and asked you for something"), N_("%(name)s wrote, and asked for something")
            ),
            "step": _same(N_("%(name)s wrote, and moved this to “%(step)s”")),
            **_one(N_("%(name)s wrote")),
        },
        variant=_letter,
        turn="said",
        is_news=True,
        tells="customer",
        tells_owner=True,
        is_word=True,
        moves=_STEPS | _PROMISE | _AGAIN | {"asked_by_owner", "letters", "older", "handovers"},
        notice="handover",
    ),
    Kind(
        "corrected",
        "agent",
        "pen",
        {
            "own": _same(N_("%(name)s corrected the letter of %(written)s")),
            **_one(N_("%(name)s corrected a colleague’s letter of %(written)s")),
        },
        variant=lambda facts: "own" if facts.get("own") else "",
        tells="customer",
        tells_owner=True,
        amends=True,
        moves=frozenset(("letters",)),
        notice="handover",
    ),
    Kind(
        "handover",
        "agent",
        "hand",
        _one(N_("%(name)s handed this to %(to)s")),
        is_news=True,
        tells="customer",
        tells_owner=True,
        moves=frozenset(("owner", "handovers", "promise", "asked_by_owner")),
        notice="handover",
        nudge="handover",
    ),
    Kind(
        "promise_moved",
        "agent",
        "moved",
        _one(N_("%(name)s moved the promise from %(before)s to %(due)s, before it was due")),
        is_news=True,
        tells="customer",
        tells_owner=True,
        moves=_PROMISE | {"letters"},
        notice="handover",
    ),
    Kind(
        "subject_changed",
        "agent",
        "pen",
        _one(N_("%(name)s changed what this is about")),
    ),
    Kind(
        "closed",
        "agent",
        "close",
        _one(N_("%(name)s closed this without your answer"), N_("%(name)s closed this without an answer")),
        is_news=True,
        tells="customer",
        tells_owner=True,
        life="ends",
        moves=_ENDING,
        notice="handover",
    ),
    Kind(
        "reply",
        "customer",
        "letter",
        _one(N_("You wrote"), N_("%(customer)s wrote")),
        turn="us",
        is_news=True,
        tells="owner",
        is_plain=True,
        notice="words",
    ),
    Kind(
        "given",
        "customer",
        "check",
        {
            "all": Sentence(N_("You gave what was still asked for"), N_("%(customer)s gave what was still asked for")),
            **_one(
                N_("You gave %(count)s of what was asked for; still open: %(left)s"),
                N_("%(customer)s gave %(count)s of what was asked for; still open: %(left)s"),
            ),
        },
        variant=lambda facts: "" if facts.get("left") else "all",
        turn="said",
        is_news=True,
        tells="owner",
        notice="words",
    ),
    Kind(
        "ticked_off",
        "agent",
        "check",
        {
            "came": _same(N_("%(name)s ticked off one thing that came in another way")),
            **_one(
                N_("%(name)s no longer needs one thing that you were asked for"),
                N_("%(name)s no longer needs one thing that was asked for"),
            ),
        },
        variant=lambda facts: "came" if facts.get("came") else "",
        turn="said",
    ),
    Kind("heard_right", "customer", "check", _one(N_("You said: that’s right"), N_("%(customer)s said: that’s right"))),
    Kind(
        "heard_not_quite",
        "customer",
        "letter",
        _one(N_("You said what was not quite right"), N_("%(customer)s said what was not quite right")),
        turn="us",
        is_news=True,
        tells="owner",
        is_unhappy=True,
        notice="not_yet",
        nudge="not_yet",
    ),
    Kind(
        "call_asked",
        "customer",
        "call-back",
        _one(N_("You asked for a call"), N_("%(customer)s asked for a call")),
        turn="us",
        is_news=True,
        tells="owner",
        notice="call",
        nudge="call",
    ),
    Kind(
        "thanked",
        "customer",
        "heart",
        {
            "to": Sentence(N_("You thanked %(to)s"), N_("%(customer)s thanked %(to)s")),
            **_one(N_("You said thank you"), N_("%(customer)s said thank you")),
        },
        variant=lambda _facts: "to",
        is_feedback=True,
        is_elsewhere=True,
    ),
    Kind(
        "confirmed",
        "customer",
        "kept",
        _one(N_("You agreed that it is solved"), N_("%(customer)s agreed that it is solved")),
        is_news=True,
        tells="owner",
        life="ends",
        moves=_ENDING | _STEPS,
        notice="words",
    ),
    Kind(
        "not_solved",
        "customer",
        "letter",
        _one(N_("You said that it is not solved yet"), N_("%(customer)s said that it is not solved yet")),
        turn="us",
        is_news=True,
        tells="owner",
        moves=_STEPS | _SCORE,
        is_unhappy=True,
        denies_solved=True,
        notice="not_yet",
        nudge="not_yet",
    ),
    Kind(
        "reopened",
        "customer",
        "reopen",
        _one(N_("You opened this again"), N_("%(customer)s opened this again")),
        turn="us",
        is_news=True,
        tells="owner",
        life="begins",
        moves=_ENDING | _STEPS | _SCORE | _AGAIN,
        is_unhappy=True,
        denies_solved=True,
        notice="not_yet",
        nudge="not_yet",
    ),
    Kind(
        "felt",
        "customer",
        "heart",
        {
            "yes": Sentence(N_("You felt listened to"), N_("%(customer)s felt listened to")),
            "partly": Sentence(N_("You felt listened to in part"), N_("%(customer)s felt listened to in part")),
            "no": Sentence(N_("You did not feel listened to"), N_("%(customer)s did not feel listened to")),
        },
        variant=lambda facts: str(facts["listened"]),
        is_feedback=True,
    ),
    Kind(
        "published",
        "customer",
        "globe",
        {
            "first": Sentence(N_("You switched the public view on"), N_("%(customer)s switched the public view on")),
            **_one(N_("You changed what others see"), N_("%(customer)s changed what others see")),
        },
        variant=lambda facts: "first" if facts.get("first") else "",
        moves=_ALL,
        is_sharing=True,
    ),
    Kind(
        "unpublished",
        "customer",
        "globe",
        _one(N_("You switched the public view off"), N_("%(customer)s switched the public view off")),
        moves=_ALL,
        is_sharing=True,
    ),
    Kind(
        "share_rotated",
        "either",
        "globe",
        _by_scope("rotated", N_("The public view got a new address")),
        variant=_scope,
        moves=_SHARES,
        is_sharing=True,
        audited="link_replaced",
    ),
    Kind(
        "share_withdrawn",
        "either",
        "globe",
        _by_scope("withdrawn", N_("An address was withdrawn")),
        variant=_scope,
        moves=_SHARES,
        is_sharing=True,
    ),
    Kind(
        "share_restored",
        "either",
        "globe",
        _by_scope("restored", N_("An address is back")),
        variant=_scope,
        moves=_SHARES,
        is_sharing=True,
    ),
    Kind(
        "sites_changed",
        "customer",
        "globe",
        _one(
            N_("You changed on which sites the card may stand"),
            N_("%(customer)s changed on which sites the card may stand"),
        ),
        moves=_SHARES,
        is_sharing=True,
    ),
    Kind(
        "let_in",
        "either",
        "plus",
        {
            "writes": Sentence(
                N_("You let %(companion)s in, to read and to write"),
                N_("%(customer)s let %(companion)s in, to read and to write"),
            ),
            "agent": _same(N_("%(name)s let %(companion)s in, to read")),
            "agent writes": _same(N_("%(name)s let %(companion)s in, to read and to write")),
            **_one(N_("You let %(companion)s in, to read"), N_("%(customer)s let %(companion)s in, to read")),
        },
        variant=_rights,
        lets_in=True,
        audited="let_in",
    ),
    Kind(
        "rights_changed",
        "either",
        "pen",
        {
            "writes": Sentence(
                N_("%(companion)s may write here too, as you decided"),
                N_("%(companion)s may write here too, as %(customer)s decided"),
            ),
            "agent": _same(N_("%(companion)s only reads from now on, as %(name)s decided")),
            "agent writes": _same(N_("%(companion)s may write here too, as %(name)s decided")),
            **_one(
                N_("%(companion)s only reads from now on, as you decided"),
                N_("%(companion)s only reads from now on, as %(customer)s decided"),
            ),
        },
        variant=_rights,
    ),
    Kind(
        "let_go",
        "either",
        "close",
        {
            "agent": _same(N_("%(name)s let %(companion)s go")),
            **_one(N_("You let %(companion)s go"), N_("%(customer)s let %(companion)s go")),
        },
        variant=_rights,
    ),
    Kind(
        "claimed",
        "companion",
        "plus",
        _one(
            N_("You came by a link that was passed on, and read and write here under your own name"),
            N_("%(customer)s came by a link that was passed on, and reads and writes here under their own name"),
        ),
        lets_in=True,
        audited="let_in",
    ),
    Kind(
        "colleague",
        "companion",
        "eye",
        {
            "write": Sentence(
                N_("You read and write here, as a colleague in the same company"),
                N_("%(customer)s reads and writes here, as a colleague in the same company"),
            ),
            "out": Sentence(
                N_("You do not read this any more, as a colleague in the same company"),
                N_("%(customer)s does not read this any more, as a colleague in the same company"),
            ),
            **_one(
                N_("You read here, as a colleague in the same company"),
                N_("%(customer)s reads here, as a colleague in the same company"),
            ),
        },
        variant=lambda facts: str(facts.get("deed", "")),
    ),
    Kind("left", "companion", "close", _one(N_("You left"), N_("%(customer)s left, and does not read this any more"))),
    Kind(
        "erased",
        "either",
        "close",
        _one(N_("All words were erased, at the customer’s wish or as their time was over")),
        life="ends",
        moves=_ALL,
    ),
    Kind(
        "key_renewed",
        "companion",
        "reopen",
        _one(
            N_("You gave your page, your feed and your calendar new addresses"),
            N_("%(customer)s has new addresses for reading this"),
        ),
        audited="link_replaced",
    ),
    Kind(
        "merged",
        "agent",
        "arrow",
        {
            "of": Sentence(
                N_("%(name)s goes on with this together with something else you told us"),
                N_("%(name)s closed this, as it goes on in another ticket of %(customer)s"),
            ),
            **_one(N_("%(name)s closed this")),
        },
        variant=_of,
        is_news=True,
        tells="customer",
        tells_owner=True,
        life="ends",
        moves=_ENDING | _PROMISE,
        notice="handover",
        own_facts=_OTHER,
    ),
    Kind(
        "joined",
        "agent",
        "plus",
        _one(
            N_("%(name)s goes on here with something else you told us as well"),
            N_("%(name)s goes on here with another ticket of %(customer)s as well"),
        ),
        turn="said",
        is_news=True,
        tells_owner=True,
        notice="handover",
        is_own=True,
    ),
    Kind(
        "beside",
        "customer",
        "letter",
        _one(N_("You wrote on a page that goes on here"), N_("%(customer)s wrote on a page that goes on here")),
        turn="us",
        is_news=True,
        tells="owner",
        notice="words",
        is_own=True,
        is_elsewhere=True,
    ),
    Kind(
        "parted",
        "customer",
        "reopen",
        {
            "of": Sentence(
                N_("You said that these are two things, and this goes on by itself"),
                N_("%(customer)s said that these are two things, and this goes on by itself"),
            ),
            **_one(N_("You opened this again"), N_("%(customer)s opened this again")),
        },
        variant=_of,
        turn="said",
        is_news=True,
        tells="owner",
        life="begins",
        moves=_ENDING | _PROMISE,
        notice="not_yet",
        own_facts=_OTHER,
    ),
    Kind(
        "taken_apart",
        "agent",
        "reopen",
        {
            "of": _same(N_("%(name)s took these two apart again, and this goes on by itself")),
            **_one(N_("%(name)s opened this again")),
        },
        variant=_of,
        turn="said",
        is_news=True,
        tells="customer",
        tells_owner=True,
        life="begins",
        moves=_ENDING | _PROMISE,
        notice="handover",
        own_facts=_OTHER,
    ),
    Kind(
        "unjoined",
        "either",
        "close",
        {
            "agent": Sentence(
                N_("%(name)s took something else apart from this again, and it goes on by itself"),
                N_("%(name)s took another ticket of %(customer)s apart from this again"),
            ),
            **_one(
                N_("You took something else apart from this again, and it goes on by itself"),
                N_("%(customer)s took another ticket apart from this again"),
            ),
        },
        variant=_rights,
        turn="said",
        is_news=True,
        is_own=True,
    ),
)

KINDS = {kind.name: kind for kind in _KINDS}


def where(**columns: object) -> tuple[str, ...]:
    """The names of the kinds whose columns have these values, in the order of the table: ``where(tells="owner")``."""
    return tuple(
        kind.name for kind in _KINDS if all(getattr(kind, column) == value for column, value in columns.items())
    )
