"""Mails as those at the desk read of them: what each is, whether it left, and why not, in words and never in kinds."""

from collections.abc import Mapping
from dataclasses import dataclass

from statuspage.domain.desk.mails import MailItem
from statuspage.domain.kinds import KINDS
from statuspage.domain.people.names import first_name_in
from statuspage.domain.wording import sentence
from statuspage.present import mailing, times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class MailMark:
    """Small words of a mail, and when that was or will be, "" where the words are enough."""

    text: str
    at_iso: str = ""
    at_text: str = ""
    is_trouble: bool = False


def what(item: MailItem, reader: Reader, names: Mapping[int, str]) -> str:
    """What this mail is; ``names`` are those of agents by their id."""
    if item.kind not in KINDS:
        return _by_machine(item)
    if KINDS[item.kind].by == "customer" and item.to != "agent":
        return gettext("The receipt")
    by, to = names.get(item.by_id or 0, ""), names.get(item.facts.get("to", 0), "")
    writer = item.companion if KINDS[item.kind].by in ("customer", "companion") else ""
    customer = writer or (first_name_in(item.customer) if item.customer else "")
    return reader.say(sentence(item.kind, item.facts, by=by, to=to, customer=customer, companion=item.companion))


def _by_machine(item: MailItem) -> str:
    known = {
        "late": gettext("A notice that a promise fell due without a letter"),
        "link": gettext("The link that was asked for"),
        "overview": gettext("The link to all tickets of an address that was asked for"),
        "company": gettext("An invitation to a company, from one of its people"),
        "invite": gettext("%(name)s’s own link", name=first_name_in(who(item))),
        "confirm": gettext("A question to a follower: do you want these mails?"),
        "soon": gettext("A reminder of a promise that is nearly due"),
        "overdue": gettext("A reminder of a promise that is overdue"),
        "digest": gettext("The day’s digest"),
        "held": gettext("Word that a letter which came by mail waits, unsent"),
    }
    return known.get(item.kind) or gettext("A mail of another kind")


def who(item: MailItem) -> str:
    """Whom it is for."""
    if item.kind in ("overview", "company"):
        return gettext("whoever reads that address")
    return item.reader or gettext("a follower of the public view")


def mark(item: MailItem, reader: Reader) -> MailMark:
    """Whether it left, and when; or why it did not."""
    if item.outcome == "waiting":
        return _waiting(item, reader)
    if item.outcome == "sent":
        return _at(gettext("sent"), item, reader)
    if item.outcome == "dead":
        return MailMark(gettext("did not arrive"), is_trouble=True)
    if item.outcome == "kept":
        return _kept(item)
    return MailMark(gettext("not mailed: it was too old by then, or no longer so"))


def tried(item: MailItem) -> str:
    """How often it was tried; "" where it never was."""
    return ngettext("tried once", "tried %(num)d times", item.tries) if item.tries else ""


def fault(item: MailItem) -> str:
    """What the last try ended with; "" where it was none, or ended well."""
    shown = item.fault if item.outcome in ("waiting", "dead") else ""
    return gettext("The last answer was: “%(fault)s”", fault=shown) if shown else ""


def beside_letter(item: MailItem, reader: Reader) -> MailMark:
    """The quiet mark beside a letter: to whom it was mailed, or that it was not."""
    name = first_name_in(item.reader) if item.reader else who(item)
    if item.outcome == "sent" and item.sent_at is not None:
        when = reader.moment(item.sent_at)
        return MailMark(gettext("mailed to %(name)s, %(when)s", name=name, when=when))
    if item.outcome == "dead":
        return MailMark(gettext("did not reach %(name)s by mail", name=name), is_trouble=True)
    if item.outcome == "waiting" and mailing.leaves() and not item.is_kept:
        return MailMark(gettext("waits to be mailed to %(name)s", name=name))
    if item.outcome == "retired":
        return MailMark(gettext("not mailed to %(name)s", name=name))
    if item.is_kept:
        return MailMark(gettext("not mailed to %(name)s: nothing of the demo leaves", name=name))
    return MailMark(gettext("not mailed to %(name)s: no mail leaves from here", name=name))


def _waiting(item: MailItem, reader: Reader) -> MailMark:
    if not mailing.leaves() or item.is_kept:
        return _kept(item)
    if item.tries:
        return _told(gettext("is tried again"), item, reader)
    if item.due_at > reader.now:
        return _told(gettext("waits until"), item, reader)
    return MailMark(gettext("waits, and leaves by itself"))


def _kept(item: MailItem) -> MailMark:
    is_demo = item.is_kept or item.outcome == "kept"
    return MailMark(
        gettext("kept: nothing of the demo leaves") if is_demo else gettext("kept: no mail leaves from here")
    )


def _told(words: str, item: MailItem, reader: Reader) -> MailMark:
    return MailMark(words, times.iso(item.due_at), reader.moment(item.due_at))


def _at(words: str, item: MailItem, reader: Reader) -> MailMark:
    at = item.sent_at or item.created_at
    return MailMark(words, times.iso(at), reader.moment(at))
