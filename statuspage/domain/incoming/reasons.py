"""One table of why a mail that came in is not taken as somebody's words. Each is kept, and shown at the desk.

The list follows what other receivers of mail have learned to refuse; the standards are named where there are any.
"""

from dataclasses import dataclass

from statuspage.domain.errors import N_


@dataclass(frozen=True, slots=True)
class MailReason:
    """Why a mail was refused: ``words`` say it to an agent.

    ``is_noise`` is what no person wrote just now: it is kept apart from what somebody should look at.
    """

    code: str
    words: str
    is_noise: bool = False


_NOISE = (
    MailReason("auto_reply", N_("A machine answered by itself (RFC 3834).")),
    MailReason("out_of_office", N_("It says that somebody is away.")),
    MailReason("bounce", N_("A mail server reports that a mail did not arrive, and we found no mail of ours in it.")),
    MailReason("delayed", N_("A mail server reports that it still tries to deliver a mail.")),
    MailReason("read_receipt", N_("A mail program reports that a mail was opened. We do not ask for that.")),
    MailReason("calendar", N_("A calendar answered an appointment.")),
    MailReason("challenge", N_("A machine asks whether a person wrote. Nobody here answers such questions.")),
    MailReason("mailing_list", N_("It came by a mailing list.")),
    MailReason("bulk", N_("It was sent to many at once.")),
    MailReason("spam", N_("The mail server in front of us took it for spam.")),
    MailReason("virus", N_("A scanner found something harmful in it.")),
    MailReason("loop", N_("It has been through here before.")),
    MailReason("our_own", N_("We sent it ourselves.")),
)
_OTHERS = (
    MailReason("no_address", N_("It went to no address that we gave to anybody.")),
    MailReason("unknown_address", N_("The address that it went to is none of ours, or was cut on its way.")),
    MailReason("withdrawn_address", N_("The address that it went to does not count any more.")),
    MailReason("reads_only", N_("Whose address this is may read this ticket, but not write.")),
    MailReason("closed", N_("The ticket is closed, and whose address this is cannot open it again.")),
    MailReason(
        "forged_agent", N_("It went to an agent’s own address, but is not from them, or was changed on its way.")
    ),
    MailReason("unproven_agent", N_("Nothing proves that it is from the agent whose address it went to.")),
    MailReason("agent_gone", N_("The agent whose address this is no longer works here.")),
    MailReason("empty", N_("Nothing is left of it without what it quotes and without its signature.")),
    MailReason("files_only", N_("It brought files, and no words.")),
    MailReason("too_large", N_("It is too large. Only its beginning is kept here.")),
    MailReason("too_many", N_("Too many mails came by this address within an hour.")),
    MailReason("too_many_parts", N_("It has more parts than any mail that a person writes.")),
    MailReason("too_deep", N_("Its parts lie in one another, deeper than any mail that a person writes.")),
    MailReason("unreadable", N_("It is built so that nobody can read it.")),
    MailReason("encrypted", N_("It is encrypted, and we have no key to read it.")),
    MailReason("tnef", N_("Its words are in a file (winmail.dat) that only Outlook can read.")),
    MailReason("same_again", N_("The same sender has asked the same within the hour, and has a ticket.")),
    MailReason("twice", N_("The same mail came before, with other words.")),
    MailReason("refused", N_("Its words could not be taken as they were.")),
)

REASONS = {
    reason.code: reason for reason in (*(MailReason(one.code, one.words, is_noise=True) for one in _NOISE), *_OTHERS)
}
