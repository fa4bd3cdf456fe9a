"""Reports of mails that did not arrive: RFC 3464, and the kinds that say the same only in words.

Anyone can write such a report. What it says is about a mail of ours only if ``message_id`` is one that we gave.
"""

import re
from dataclasses import dataclass
from email.message import EmailMessage

from statuspage.delivery.faults import says_no_such_address
from statuspage.delivery.incoming import told_failures
from statuspage.delivery.incoming.fields import Head, read_head
from statuspage.delivery.incoming.headers import unworded
from statuspage.delivery.incoming.returned import returned_id
from statuspage.delivery.incoming.status_fields import FailedRecipient, read_status

_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]{32}|mail[-_.]delivery)"
    r"(?:[-_.+][^@]*)?@"
)
# The subjects of such reports, in the languages of Exchange and of those who write in words alone.
_FAILURES = """
undeliverable|undelivered|failure notice|delivery failure|delivery (?:status )?notification|returned mail|mail returned
mail delivery (?:failed|failure)|mail system error|(?:mail|message) could not be delivered|message delivery failure
delivery (?:has )?failed|rejected:|permanent delivery failure|mail status report|warning: (?:message|could not send)
delayed|delivery (?:is )?delayed|zustellung verzögert|remise retardée
unzustellbar|nicht zustellbar|non recapitable|non remis|échec de (?:la )?remise|no se puede entregar|no entregado
não é possível entregar|não entregue|non recapitabile|recapito non riuscito|onbestelbaar|kan inte leverera
kan ikke leveres|ikke-leverbar|toimittamaton|nie można dostarczyć|niedostarczone|nelze doručit|kézbesíthetetlen
teslim edilemedi|iletilemeyen|не удается доставить|недоставленн|не доставлено|配信不能|配信できません|无法送达|無法傳遞
系统退信|배달되지 않음|غير قابل للتسليم|לא ניתן למסירה
"""
_FAILURE = re.compile(rf"^\W*(?:{'|'.join(_FAILURES.strip().splitlines())})", re.IGNORECASE)
_DELAY = re.compile(
    r"\bdelay(?:ed)?\b|still being retried|warning: could not send|not yet been delivered"
    r"|will (?:keep|continue) (?:on )?trying|verzögert|retardé|retrasad|atrasad|ritardat|vertraagd|försenad"
    r"|отложен|задерж|延迟|遅延|遅れ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a server tells of a mail: that it failed for good, or else that it is late; to whom, and of which mail.

    ``message_id`` stands without its angle brackets, and is empty where nothing says it.
    """

    is_final: bool
    recipients: tuple[FailedRecipient, ...]
    message_id: str


def read_report(message: EmailMessage) -> Report | None:
    """The report that this mail is; None for any other mail, and for a report that all is well."""
    head = read_head(message)
    if head.parameter("report-type") == "delivery-status" or head.type == "message/delivery-status":
        return _of_standard(message, head)
    if head.type == "multipart/report" and not head.parameter("report-type"):
        return _of_standard(message, head)
    if head.has("x-failed-recipients") or _comes_from_a_server(head):
        return _of_words(message, head)
    return None


def is_hard(status: str) -> bool:
    """Whether a status is about the address, so that nothing should go there again, and not about one mail."""
    return says_no_such_address(status)


def _comes_from_a_server(head: Head) -> bool:
    """A failure's subject proves it only from nobody, or from a server's own address: people write such words too."""
    is_failure = _FAILURE.match(unworded(head.first("subject"))) is not None
    is_nobody = head.first("return-path").replace(" ", "") == "<>"
    if _DAEMON.match(head.sender) and not head.sender.startswith("postmaster"):
        return True
    return is_nobody and (is_failure or head.sender.startswith("postmaster"))


def _of_standard(message: EmailMessage, head: Head) -> Report | None:
    told = read_status(message)
    actions = {action for action, _ in told}
    if not told:
        return _of_words(message, head)
    kept = "failed" if "failed" in actions else "delayed"
    recipients = tuple(one for action, one in told if action == kept)
    return Report(kept == "failed", recipients, returned_id(message, head)) if recipients else None


def _of_words(message: EmailMessage, head: Head) -> Report:
    words = told_failures.words_of(message)
    is_late = _DELAY.search(unworded(head.first("subject"))) or _DELAY.search(words[:600])
    recipients = told_failures.recipients_in(words)
    if not recipients:
        recipients = told_failures.listed(head.first("x-failed-recipients"))
    return Report(is_late is None, recipients, returned_id(message, head))
