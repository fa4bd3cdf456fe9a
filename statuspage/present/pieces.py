"""What the macros of ``shared/_letter.html`` show, one type for each: a letter, a reply, a handover, an event."""

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from statuspage.present.needs import NeedList

_NAME_END, _NAME_SHORT = 9, 24  # characters of a file's name


@dataclass(frozen=True, slots=True)
class Piece:
    """What every entry has: the id of its element, and its instant for machines and in words."""

    id: str
    at_iso: str
    at_text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the promise that a letter answered; ``state`` is kept, late or moved."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class MailNote:
    """That words came by mail: a small ``text`` about it, the mail ``mail_id``, and whether its reader wrote it, who
    may then read the whole of it.
    """

    text: str
    mail_id: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class FilePiece:
    """A file that came along, for the macro ``files``: its ``name``, and in words what it is and how large (``told``).

    ``key`` names it in addresses, and leads somewhere only where it ``is_ready``; elsewhere ``told`` says why not.
    ``small`` is the width and the height of its small picture, None where it has none.
    """

    key: str
    name: str
    told: str
    is_ready: bool
    small: tuple[int, int] | None

    @property
    def name_start(self) -> str:
        """The beginning of a long name, which is cut where there is no room for it; "" for a short one."""
        return self.name[:-_NAME_END] if len(self.name) > _NAME_SHORT else ""

    @property
    def name_end(self) -> str:
        """The end of the name, which is always seen: what a file is, its ending says."""
        return self.name[-_NAME_END:]


@dataclass(frozen=True, slots=True)
class FormerPiece:
    """What stood in a letter before, with whose words they were and since when, in words."""

    told: str
    body_html: Markup


@dataclass(frozen=True, slots=True)
class LetterPiece(Piece):
    """A letter, for the macro ``letter``. ``step`` is the step that it moved the ticket to; "" where it moved none.

    ``thanked_by`` is the name of whoever ``thanked`` for it, "" where it was the reader. ``mail_id`` is the mail that
    it came by, which is for the desk alone; None where it came by none. ``needs`` is what it asks for, if anything.
    ``more_files`` are as many as came along besides these ``files``. ``writer_id`` is whose it is. ``corrected`` says
    when it got the words that it has, "" for the first ones; ``former`` are those before, the newest first.
    """

    version: int
    name: str
    photo: str
    step: str
    body_html: Markup
    verdict: Verdict | None
    next_text: str
    by_phone: bool
    is_public: bool
    thanked: bool
    thanked_by: str
    mail_id: int | None = None
    needs: NeedList | None = None
    files: tuple[FilePiece, ...] = ()
    more_files: int = 0
    writer_id: int = 0
    corrected: str = ""
    former: tuple[FormerPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyPiece(Piece):
    """What the customer wrote, or a companion, for the macro ``reply``. ``about`` says what it answers, ``by_mail``
    that it came so.

    ``came`` says of a companion who let them in; "" for the customer, and for the reader's own words. ``more_files``
    are as many as came along besides these ``files``.
    """

    version: int
    name: str
    came: str
    body_html: Markup
    about: str
    by_mail: MailNote | None = None
    files: tuple[FilePiece, ...] = ()
    more_files: int = 0


@dataclass(frozen=True, slots=True)
class HandoverPiece(Piece):
    """One agent passing the ticket to another, for the macro ``handover``."""

    from_name: str
    from_photo: str
    to_name: str
    to_photo: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class EventPiece(Piece):
    """Anything else that happened, in one sentence, for the macro ``event_line``. ``was`` is what was changed by it."""

    icon: str
    text: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class DayPiece(Piece):
    """What the customer did in one day about what others see, newest first, for the macro ``event_day``."""

    text: str
    events: tuple[EventPiece, ...]


class FromTicket(NamedTuple):
    """The ticket that an entry is from, where several are read as one; ``is_other`` where it is not the page's own."""

    ticket_id: int
    subject: str
    is_other: bool


class Shown(NamedTuple):
    """One entry for a template: ``kind`` is letter, reply, handover or event, and says which macro shows ``piece``.

    ``thread`` says which ticket it is from, None where there is but one.
    """

    kind: str
    piece: Piece
    thread: FromTicket | None = None
