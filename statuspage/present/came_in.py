"""Mails that came in, as those at the desk read of them: from whom, what became of each, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from statuspage.domain.incoming.by_mail import FILE, PHOTO, SOUND, VIDEO, counted
from statuspage.domain.incoming.listing import COUNTED, CameIn
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.incoming.reasons import REASONS
from statuspage.present.languages import gettext, ngettext
from statuspage.present.numbers import size


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file that a mail brought: its name and its size, in words."""

    name: str
    size: str


def brought_files(mail: IncomingMail | CameIn) -> tuple[BroughtFile, ...]:
    """What a mail brought beside its words."""
    return tuple(BroughtFile(name, size(many)) for name, _, many in mail.data.get("files", ()))


def sender(item: CameIn) -> str:
    """Whom it says it is from, which proves nothing."""
    return item.sender_name or item.sender or gettext("nobody in particular")


def about(item: CameIn) -> str:
    """Its subject, or that it has none."""
    return item.subject or gettext("(no subject)")


def state_title(state: str) -> str:
    """The heading of a list of mails in this state."""
    titles = {
        "open": gettext("To look at"),
        "held": gettext("Letters that wait"),
        "taken": gettext("Taken"),
        "reports": gettext("Reports"),
        "noise": gettext("By machines"),
    }
    return titles.get(state) or gettext("Not ours")


def outcome(item: CameIn) -> str:
    """What became of it, in one sentence."""
    if item.outcome == "taken":
        return _taken(item)
    if item.outcome == "held":
        return gettext("It waits, unsent, as a letter that %(name)s has begun.", name=item.reader)
    if item.outcome == "filed":
        return gettext("It is a report about a mail of ours, and the ticket says so.")
    if item.outcome == "dropped":
        return gettext("%(name)s said that it is not ours.", name=item.decided_by)
    return gettext("It was not taken.")


def _taken(item: CameIn) -> str:
    if item.decided_by:
        return gettext("%(name)s took it, although it had been refused.", name=item.decided_by)
    return gettext("Its words stand on the ticket.")


def why(item: CameIn) -> str:
    """Why it was refused, or why a letter waits; "" where there is nothing to say."""
    said = str(item.data.get("fault") or item.data.get("why") or "")
    reason = gettext(REASONS[item.reason].words) if item.reason in REASONS else ""
    return " ".join(part for part in (reason, said) if part)


def files(brought: Mapping[str, int]) -> str:
    """What a mail brought beside its words: "1 photo, 2 files"; "" for nothing."""
    photos, videos, sounds, others = (brought.get(sort, 0) for sort in (PHOTO, VIDEO, SOUND, FILE))
    told = (
        ngettext("1 photo", "%(num)d photos", photos) if photos else "",
        ngettext("1 video", "%(num)d videos", videos) if videos else "",
        ngettext("1 recording", "%(num)d recordings", sounds) if sounds else "",
        ngettext("1 file", "%(num)d files", others) if others else "",
    )
    return gettext(", ").join(part for part in told if part)


def files_follow(brought: Mapping[str, int]) -> str:
    """What came with words and is not on the page yet: "1 photo, it follows"; "" for nothing."""
    if not (told := files(brought)):
        return ""
    return ngettext("%(files)s, it follows", "%(files)s, they follow", sum(brought.values()), files=told)


def brought(item: CameIn) -> str:
    """The same of a mail at the desk."""
    return files(counted(item.data))


def told(count: int) -> str:
    """How many there are to look at, in one sentence."""
    if not count:
        return gettext("Every mail that came in has found its place.")
    if count == COUNTED:
        return gettext("More than %(num)d mails are to be looked at.", num=COUNTED - 1)
    return ngettext("One mail is to be looked at.", "%(num)d mails are to be looked at.", count)
