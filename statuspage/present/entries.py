"""The log as it is read: letters, replies, handovers, and the lines between them about what else happened."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from statuspage.domain.corrections import FormerWords
from statuspage.domain.incoming.by_mail import CameByMail, by_mail
from statuspage.domain.kinds import KINDS
from statuspage.domain.people.companions import COLLEAGUE
from statuspage.domain.reading import Entry, Named, Person, Reading
from statuspage.domain.tickets import Ticket
from statuspage.domain.wording import sentence
from statuspage.present import needs, people, times
from statuspage.present.came_in import files_follow
from statuspage.present.files import files
from statuspage.present.languages import gettext, lines, ngettext
from statuspage.present.pieces import (
    DayPiece,
    EventPiece,
    FormerPiece,
    HandoverPiece,
    LetterPiece,
    MailNote,
    Piece,
    ReplyPiece,
    Shown,
    Verdict,
)
from statuspage.present.reader import Reader
from statuspage.present.steps import moved


def entries(reading: Reading, reader: Reader) -> list[Shown]:
    """The entries of a reading, newest first, as this reader meets them."""
    names = {who.id: who.public_name for entry in reading.entries for who in (entry.by, entry.to) if who}
    names[reading.owner.id] = reading.owner.public_name
    return [_shown(entry, reader, names, reading.ticket) for entry in reading.entries]


def by_days(told: Sequence[tuple[Entry, Shown]], reader: Reader) -> list[Shown]:
    """The same, with all of a day that was done about what others see in one entry, where the newest of it stood."""
    zone, days, found = ZoneInfo(reader.zone), dict[date, int](), list[Shown]()
    for entry, shown in told:
        if not (KINDS[entry.kind].is_sharing and isinstance(shown.piece, EventPiece)):
            found.append(shown)
            continue
        day = entry.at.astimezone(zone).date()
        if day not in days:
            days[day] = len(found)
            found.append(shown)
        else:
            found[days[day]] = _together(found[days[day]].piece, shown.piece)
    return found


def _together(newer: Piece, event: EventPiece) -> Shown:
    events = newer.events if isinstance(newer, DayPiece) else (newer,) if isinstance(newer, EventPiece) else ()
    events += (event,)
    text = ngettext("One change to what others see", "%(num)s changes to what others see", len(events))
    return Shown("day", DayPiece(f"{newer.id}-day", newer.at_iso, newer.at_text, text, events))


def _shown(entry: Entry, reader: Reader, names: dict[int, str], ticket: Ticket) -> Shown:
    """One entry. ``names`` are first names by agent id; what the ticket says on the same page is not said again."""
    if entry.kind == "letter" and entry.by:
        return Shown("letter", letter(entry, entry.by, reader, ticket.promised_at, ticket.heard_words))
    if entry.kind == "handover" and entry.by and entry.to:
        return Shown("handover", _handover(entry, entry.by, entry.to, reader))
    if entry.text or "attached" in entry.facts or by_mail(entry.facts):
        return Shown("reply", _reply(entry, reader))
    return Shown(
        "event", EventPiece(*_base(entry, reader), KINDS[entry.kind].icon, told(entry, reader, names), entry.was)
    )


def told(entry: Entry, reader: Reader, names: dict[int, str]) -> str:
    """What happened, in one sentence."""
    by = entry.by.public_name if entry.by else ""
    to = entry.to.public_name if entry.to else names.get(entry.facts.get("to", 0), "")
    about = entry.companion.name if entry.companion else ""
    words = sentence(entry.kind, entry.facts, by=by, to=to, customer=reader.named(entry.writer), companion=about)
    return reader.say(words)


def letter(entry: Entry, by: Person, reader: Reader, standing: datetime | None, heard_words: str = "") -> LetterPiece:
    """A letter. ``standing`` is when the open promise is due; ``heard_words`` are said elsewhere on the page."""
    step = entry.facts.get("step")
    return LetterPiece(
        *_base(entry, reader),
        version=entry.version,
        name=by.public_name,
        photo=people.photo(by.photo),
        step=moved(step[1], reader) if step else "",
        body_html=_heard(entry, by, heard_words) + Markup(entry.html),  # noqa: S704 - cleaned when it was written
        verdict=_verdict(entry, reader),
        next_text=_next(entry, by, reader, standing),
        by_phone=entry.by_phone,
        is_public=entry.is_public,
        thanked=entry.thanked,
        thanked_by=reader.named(entry.thanked_by),
        mail_id=entry.facts.get("mail"),
        needs=needs.in_letter(entry.needs, reader),
        files=files(entry.files),
        more_files=entry.more_files,
        writer_id=by.id,
        corrected=corrected(entry.corrected_at, reader),
        former=tuple(_former(words, reader) for words in entry.former),
    )


def corrected(at: datetime | None, reader: Reader) -> str:
    """When a letter got the words that it has; "" for the first ones."""
    return gettext("corrected %(time)s", time=reader.moment(at)) if at else ""


def _former(words: FormerWords, reader: Reader) -> FormerPiece:
    told = gettext("%(name)s, %(time)s", name=words.by, time=reader.moment(words.at))
    return FormerPiece(told, Markup(words.html))  # noqa: S704 - cleaned when it was written


def _heard(entry: Entry, by: Person, heard_words: str) -> Markup:
    """What this letter said that its writer had heard, unless the page says so above."""
    if not entry.heard or entry.heard == heard_words:
        return Markup("")
    label = gettext("%(name)s heard:", name=by.public_name)
    return Markup("<blockquote><p><b>{}</b></p>{}</blockquote>").format(label, lines(entry.heard))


def _verdict(entry: Entry, reader: Reader) -> Verdict | None:
    """What became of the promise that stood before; it is named, as the letter may end with another one."""
    settled = entry.facts.get("settled")
    if not settled:
        return None
    outcome, due = settled[0], datetime.fromisoformat(settled[1])
    when = reader.moment(due)
    if outcome == "late":
        late = times.span(entry.at - due)
        return Verdict("late", gettext("The promise of %(time)s came %(span)s late", time=when, span=late))
    if outcome == "moved":
        return Verdict("moved", _moved(settled[1], entry.facts.get("due"), when))
    early = due - entry.at
    if early < timedelta(minutes=1):
        return Verdict("kept", gettext("Kept the promise of %(time)s", time=when))
    return Verdict("kept", gettext("Kept the promise of %(time)s, %(span)s early", time=when, span=times.span(early)))


def _moved(before: str, now: str | None, when: str) -> str:
    if now is None:
        return gettext("Asked before the promise was due")
    if now == before:
        return gettext("Made the promise of %(time)s again before it was due", time=when)
    return gettext("Moved the promise of %(time)s before it was due", time=when)


def _next(entry: Entry, by: Person, reader: Reader, standing: datetime | None) -> str:
    """What the letter ended with; a promise that fell due, or was settled or moved since, is told in the past tense."""
    if entry.facts.get("asks"):
        return gettext("%(name)s asks: is it solved?", name=by.public_name)
    if not entry.facts.get("due"):
        return ""
    at = datetime.fromisoformat(entry.facts["due"])
    due, stands = reader.moment(at), at == standing and reader.now <= at
    if entry.facts.get("call"):
        return gettext("A call by %(time)s", time=due) if stands else gettext("Promised a call by %(time)s", time=due)
    return gettext("Next word by %(time)s", time=due) if stands else gettext("Promised a word by %(time)s", time=due)


def _reply(entry: Entry, reader: Reader) -> ReplyPiece:
    name = reader.named(entry.writer)
    return ReplyPiece(
        *_base(entry, reader),
        version=entry.version,
        name=name or gettext("You"),
        came=_came(entry.writer, reader) if name and entry.writer else "",
        body_html=lines(entry.text),
        about="" if KINDS[entry.kind].is_plain else told(entry, reader, {}),
        by_mail=_mail_note(by_mail(entry.facts), is_own=not name, has_files=bool(entry.files)),
        files=files(entry.files),
        more_files=entry.more_files,
    )


def _mail_note(came: CameByMail | None, *, is_own: bool, has_files: bool) -> MailNote | None:
    """That it came by mail; what it brought, as long as that is not shown; and that somebody here took it in."""
    if came is None:
        return None
    taken = gettext("taken in by one of us") if came.taken_by is not None else ""
    cut = gettext("only the beginning had room") if came.is_cut else ""
    follow = "" if has_files else files_follow(came.files)
    parts = (gettext("by mail"), follow, cut, taken)
    return MailNote(" · ".join(part for part in parts if part), came.mail_id, is_own)


def _came(who: Named, reader: Reader) -> str:
    """By whom this companion came here: their words are the customer's no more than ours."""
    if who.came == "link":
        return gettext("came by a link that was passed on")
    if who.came == COLLEAGUE:
        return gettext("a colleague in the same company")
    if who.came == "agent":
        return gettext("let in by us")
    return gettext("let in by %(name)s", name=reader.customer) if reader.customer else gettext("let in by you")


def _handover(entry: Entry, by: Person, to: Person, reader: Reader) -> HandoverPiece:
    return HandoverPiece(
        *_base(entry, reader),
        from_name=by.public_name,
        from_photo=people.photo(by.photo),
        to_name=to.public_name,
        to_photo=people.photo(to.photo),
        text=told(entry, reader, {}),
        note=entry.text,
    )


def _base(entry: Entry, reader: Reader) -> tuple[str, str, str]:
    return f"v{entry.version}", times.iso(entry.at), reader.moment(entry.at)
