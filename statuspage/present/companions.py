"""Who reads along, in words: each companion with what they may, how they came, and how their link reaches them."""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app

from statuspage.domain.admission import ReadsAlong
from statuspage.domain.people.companions import COLLEAGUE, Companion
from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.mailing import MailWay
from statuspage.present.reader import Reader
from statuspage.urls import Urls


@dataclass(frozen=True, slots=True)
class CompanionRow:
    """One companion. ``reached`` is their mail address, or says that they came by a link.

    ``link`` is the way to their page, where somebody has to hand it to them; "" where a mail brings it, where they have
    it already, and for whoever was let go, as ``is_gone`` says. ``mail_fails`` says that mail to
    them comes back. What a colleague may, the company decides.
    """

    id: int
    name: str
    email: str
    may_write: bool
    rights: str
    reached: str
    since: str
    link: str
    mail_fails: bool
    is_gone: bool
    is_colleague: bool


@dataclass(frozen=True, slots=True)
class CompanionRows:
    """Those who read along now, and those who were let go. ``mails`` says what becomes of the mails to them."""

    here: tuple[CompanionRow, ...]
    gone: tuple[CompanionRow, ...]
    mails: MailWay


@dataclass(frozen=True, slots=True)
class WhoSees:
    """Who sees a letter, in words: ``private`` for one that is not shown to others, ``public`` for one that may be.

    ``is_alone`` says that nobody but the customer reads the former.
    """

    private: str
    public: str
    is_alone: bool = False


def who_sees(customer: str, others: Collection[str]) -> WhoSees:
    """Who sees a letter to this customer, which the ``others`` read along, by their names."""
    if not others:
        only = gettext("%(name)s only", name=customer)
        return WhoSees(only, gettext("%(name)s and the public view", name=customer), is_alone=True)
    if len(others) == 1:
        (other,) = others
        both = gettext("%(name)s and %(other)s", name=customer, other=other)
        return WhoSees(both, gettext("%(name)s, %(other)s and the public view", name=customer, other=other))
    private = ngettext(
        "%(name)s and %(num)d who reads along", "%(name)s and %(num)d who read along", len(others), name=customer
    )
    public = ngettext(
        "%(name)s, %(num)d who reads along, and the public view",
        "%(name)s, %(num)d who read along, and the public view",
        len(others),
        name=customer,
    )
    return WhoSees(private, public)


def companion_rows(found: list[ReadsAlong], reader: Reader, mails: MailWay) -> CompanionRows:
    """All companions of a ticket, as this reader meets them."""
    rows = [_row(one, reader, mails.leaves) for one in found]
    here, gone = ([row for row in rows if row.is_gone is is_gone] for is_gone in (False, True))
    names = {row.name for row in here}
    gone = [row for row in gone if row.name not in names and not row.is_colleague]
    return CompanionRows(tuple(here), tuple(gone), mails)


def _row(one: ReadsAlong, reader: Reader, mail_leaves: bool) -> CompanionRow:
    who, urls = one.who, current_app.extensions["urls"]
    return CompanionRow(
        id=who.id,
        name=who.name,
        email=who.email,
        may_write=who.may_write,
        rights=gettext("reads and writes") if who.may_write else gettext("reads"),
        reached=who.email or _came(who),
        since=gettext("since %(day)s", day=times.on(who.created_at.astimezone(ZoneInfo(reader.zone)).date(), "yMMMd")),
        link=_link(one, urls, mail_leaves),
        mail_fails=bool(who.email) and not one.takes_mail,
        is_gone=who.let_go_at is not None,
        is_colleague=who.is_colleague,
    )


def _came(who: Companion) -> str:
    if who.is_colleague:
        return gettext("a colleague in the same company")
    return gettext("came by a link that was passed on") if who.came == "link" else gettext("by a link of their own")


def _link(one: ReadsAlong, urls: Urls, mail_leaves: bool) -> str:
    has_it = one.who.came in ("link", COLLEAGUE) or (mail_leaves and one.takes_mail)
    return "" if has_it or one.who.let_go_at is not None else urls.shared(one.key)
