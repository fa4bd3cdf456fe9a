"""Mails that no person wrote just now for us: one table of rules, of which the first that holds gives the reason.

What says by a standard that it is a machine's is believed: Auto-Submitted (RFC 3834), a report (RFC 6522), an answer
to a meeting (RFC 5546), a list (RFC 2919, RFC 2369). What says it by custom is believed as well, but for signs that
people's mails carry too:

- X-Auto-Response-Suppress asks others for silence. Exchange writes it into people's mails, so it proves nothing.
- List-Unsubscribe, List-Id and Feedback-ID are also written by gateways and by the programs of people who sell. In an
  answer to another mail they count only with a second sign of the kind.
- A subject counts only in the exact form of a program's (see absences.py), and not where the mail names the program
  that a person wrote it in, or says ``Auto-Submitted: no``.

Whatever is refused is kept, and shown at the desk; so in doubt a mail is a person's where its words would be lost on
nobody, and a machine's where taking it could make two machines write to each other.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from email.message import EmailMessage

from statuspage.delivery.incoming import machine_signs as signs
from statuspage.delivery.incoming.absences import is_absence, tells_of_absence
from statuspage.delivery.incoming.fields import Head, is_reply, parts_of, read_head, text_of
from statuspage.delivery.incoming.headers import unworded
from statuspage.delivery.incoming.reports import Report, read_report

_HOPS = 50  # Received fields; a mail has about ten, and servers give up at a hundred (RFC 5321, 6.3)
_OPENING = 2_000  # encoded characters of a program's words that are looked at
_MEETING = ("request", "reply", "counter", "declinecounter", "refresh", "cancel", "add")  # RFC 5546, 1.4


@dataclass(frozen=True, slots=True)
class _Seen:
    message: EmailMessage
    head: Head
    subject: str
    report: Report | None
    ours: Collection[str]
    our_host: str


def made_by_machine(message: EmailMessage, *, ours: Collection[str] = (), our_host: str = "") -> str:
    """Why this is no person's mail, as a reason code; empty for a person's.

    ``ours`` are the addresses that our mails come from, in small letters; ``@reply.example.com`` stands for every one
    at that host. ``our_host`` is the host in the Message-IDs that we write.
    """
    head = read_head(message)
    seen = _Seen(message, head, unworded(head.first("subject")), read_report(message), ours, our_host)
    return next((code for code, holds in RULES if holds(seen)), "")


def _is_infected(seen: _Seen) -> bool:
    return signs.says(seen.head, signs.INFECTED)


def _tells_that_it_was_read(seen: _Seen) -> bool:
    kind = seen.head.parameter("report-type")
    return kind == "disposition-notification" or seen.head.type == "message/disposition-notification"


def _tells_of_a_delay(seen: _Seen) -> bool:
    return seen.report is not None and not seen.report.is_final


def _tells_of_a_failure(seen: _Seen) -> bool:
    return seen.report is not None and seen.report.is_final


def _is_ours(seen: _Seen) -> bool:
    """From is ours, or the Message-ID. At the host of the sender's own address a mail program may have made that."""
    host = seen.head.sender.rpartition("@")[2]
    if seen.head.sender in seen.ours or f"@{host}" in seen.ours:
        return True
    found = re.match(r"<?([^<>@\s]+)@([^<>@\s]+?)>?$", seen.head.first("message-id").lower())
    if found is None or not seen.our_host or found[2] != seen.our_host.lower():
        return False
    return host != found[2] or signs.OUR_ID.fullmatch(found[1]) is not None


def _went_round(seen: _Seen) -> bool:
    loops = {one.lower() for one in seen.head.all("x-loop")}
    return len(seen.head.all("received")) > _HOPS or not loops.isdisjoint(seen.ours)


def _is_spam(seen: _Seen) -> bool:
    return signs.says(seen.head, signs.SPAM) or signs.SPAM_SUBJECT.match(seen.subject) is not None


def _asks_whether_we_are_people(seen: _Seen) -> bool:
    if signs.CHALLENGER.search(seen.head.sender) or seen.head.has(*signs.CHALLENGE_FIELDS):
        return True
    return signs.CHALLENGE_SUBJECT.search(seen.subject) is not None and not _is_written_in_a_program(seen)


def _answers_a_meeting(seen: _Seen) -> bool:
    """A calendar's message, and not a file that somebody attached."""
    if "calendarmessage" in seen.head.first("content-class").lower():
        return True
    heads = [head for _, head in parts_of(seen.message) if head.type == "text/calendar" and not head.is_attached]
    return any(head.parameter("method") in _MEETING for head in heads)


def _is_from_a_list(seen: _Seen) -> bool:
    head = seen.head
    if "list" in signs.precedence(head) or head.has(*signs.LIST_FIELDS):
        return True
    posts = head.first("list-post").upper()
    if posts and posts != "NO" and (head.has("list-id", "list-unsubscribe", "list-help") or not is_reply(head)):
        return True
    return head.has("list-id") and not is_reply(head) and signs.campaigns(head) < 2


def _is_away(seen: _Seen) -> bool:
    if _says_so_itself(seen):
        told = " ".join((seen.head.first("auto-submitted"), seen.subject, _opening(seen.message)))
        return is_absence(seen.subject) or tells_of_absence(told)
    by_custom = is_absence(seen.subject) and not _is_written_in_a_program(seen)
    return by_custom or seen.head.has("x-vacation")


def _says_so_itself(seen: _Seen) -> bool:
    return (
        signs.is_automatic(seen.head)
        or signs.says(seen.head, signs.AUTOMATIC)
        or not signs.precedence(seen.head).isdisjoint(("auto_reply", "auto-reply", "junk"))
    )


def _is_sent_to_many(seen: _Seen) -> bool:
    if "bulk" in signs.precedence(seen.head):
        return True
    wanted = 3 if is_reply(seen.head) else 1
    return signs.campaigns(seen.head) >= wanted and not _is_written_in_a_program(seen)


def _takes_no_answer(seen: _Seen) -> bool:
    """It comes from nobody, or from where nobody reads."""
    if re.fullmatch(r"<\s*>", seen.head.first("return-path")) or signs.NO_REPLY.search(seen.head.sender):
        return True
    return seen.head.parameter("report-type") != "" or seen.head.type == "multipart/report"


def _was_sent_on_by_a_rule(seen: _Seen) -> bool:
    return seen.head.has("x-ms-exchange-inbox-rules-loop")


def _is_written_in_a_program(seen: _Seen) -> bool:
    """Whether it says that a person wrote it: by the name of their mail program, or in so many words."""
    programs = " ".join((*seen.head.all("user-agent"), *seen.head.all("x-mailer")))
    said = {signs.bare(one) for one in seen.head.all("auto-submitted")}
    return signs.MAIL_PROGRAM.search(programs) is not None or said == {"no"}


def _opening(message: EmailMessage) -> str:
    """How the words begin; empty where there are none that are plain."""
    texts = (text_of(part, head, _OPENING) for part, head in parts_of(message) if head.type == "text/plain")
    return next(texts, "")


RULES: tuple[tuple[str, Callable[[_Seen], bool]], ...] = (
    ("virus", _is_infected),
    ("read_receipt", _tells_that_it_was_read),
    ("delayed", _tells_of_a_delay),
    ("bounce", _tells_of_a_failure),
    ("our_own", _is_ours),
    ("loop", _went_round),
    ("spam", _is_spam),
    ("challenge", _asks_whether_we_are_people),
    ("calendar", _answers_a_meeting),
    ("mailing_list", _is_from_a_list),
    ("out_of_office", _is_away),
    ("auto_reply", _says_so_itself),
    ("bulk", _is_sent_to_many),
    ("auto_reply", _takes_no_answer),
    ("loop", _was_sent_on_by_a_rule),
)
