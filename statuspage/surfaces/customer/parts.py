"""What the templates of the customer's page take: plain values, one type for each part that is rendered."""

from dataclasses import dataclass

from statuspage.forms import Form
from statuspage.present.files import FileField
from statuspage.present.needs import NeedList
from statuspage.present.pieces import Piece
from statuspage.present.steps import StepItem
from statuspage.surfaces.customer.moving import MovingParts


@dataclass(frozen=True, slots=True)
class KeyPart:
    """Whose key a page is read with: the ``customer``'s own, or that of a companion, and whether they ``may_write``.

    ``name`` and ``first_name`` are the holder's. A colleague in the customer's company cannot pass their key on.
    """

    is_customers: bool
    may_write: bool
    name: str
    first_name: str
    customer: str
    is_colleague: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood, by whom, and the customer's answer to it: right, not_quite, or "" so far."""

    by: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One entry among the letters. ``kind`` says which macro shows ``piece``; one that ``is_folded`` is a line until it
    is opened.
    """

    kind: str
    piece: Piece
    is_latest: bool
    is_folded: bool
    here: str
    is_live: bool
    may_write: bool


@dataclass(frozen=True, slots=True)
class LivePart:
    """The part that changes while somebody reads. ``before`` leads to earlier letters, if there are any.

    ``standing`` says in a word or two at which step it stands. ``needs`` are the lists of what is still asked for.
    ``was`` is the subject of before, "" where it never changed; ``others_read`` is the one that others still read, as
    the customer has not chosen since, "" for anybody else.
    """

    here: str
    key: KeyPart
    form: Form
    is_live: bool
    version: int
    name: str
    is_open: bool
    subject: str
    was: str
    others_read: str
    heard: Heard | None
    asks_feeling: bool
    standing: str
    needs: tuple[NeedList, ...]
    steps: tuple[StepItem, ...]
    entries: tuple[EntryPart, ...]
    before: int | None
    moving: MovingParts


@dataclass(frozen=True, slots=True)
class FormsBelow:
    """The forms that stand outside the live part, so that nothing typed is ever lost. ``once`` is their key.

    ``call_asked`` says when a call was wished for that waits, "" for none. ``goes_on`` is what the ticket is called in
    which this one goes on, "" where it does not; ``name`` is then that owner's.
    """

    here: str
    key: KeyPart
    form: Form
    once: str
    is_live: bool
    name: str
    heard_by: str
    is_open: bool
    call_asked: str
    phone: str
    reach_when: str
    file_field: FileField
    goes_on: str


@dataclass(frozen=True, slots=True)
class Follow:
    """The addresses to follow the ticket by; "" for what was withdrawn.

    ``webcal`` opens a calendar program that subscribes; ``once`` is a file with the open promise.
    """

    feed: str
    json_feed: str
    calendar: str
    webcal: str
    once: str


@dataclass(frozen=True, slots=True)
class ByMail:
    """In words where letters go by mail, and the address of the demo's ``mailboxes``, "" outside of the demo.

    ``has_overview`` says that the link to all their tickets can be mailed.
    """

    goes: str
    mailboxes: str
    has_overview: bool


@dataclass(frozen=True, slots=True)
class LanguageOffer:
    """A language in which the page can be read, by its own ``name``."""

    tag: str
    name: str
    is_spoken: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """The whole page, and the ``languages`` that it speaks, if there are several.

    ``companions`` are the names of those who read along, and ``company_told`` says which colleagues may. ``by_mail``
    says whether letters come by mail too.

    ``unsent`` are words for a question that is not asked any more, given back to be copied.
    """

    here: str
    key: KeyPart
    form: Form
    said: str
    is_newest: bool
    subject: str
    zone: str
    city: str
    languages: tuple[LanguageOffer, ...]
    is_published: bool
    unsent: str
    companions: tuple[str, ...]
    company_told: str
    follow: Follow
    by_mail: ByMail
    forms: FormsBelow
    live: LivePart
