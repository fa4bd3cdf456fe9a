"""The signs of a machine in a mail's head: which fields, and what they say. What a new system writes belongs here."""

import re

from statuspage.delivery.incoming.fields import Head

Signs = dict[str, re.Pattern[str]]  # a field, and how it begins in such a mail


def _either(table: str) -> re.Pattern[str]:
    """What is one of these lines."""
    return re.compile("|".join(line.strip() for line in table.strip().splitlines()), re.IGNORECASE)


def _each(fields: str, pattern: str) -> Signs:
    return dict.fromkeys(_names(fields), re.compile(pattern, re.IGNORECASE))


def _names(table: str) -> tuple[str, ...]:
    return tuple(table.split())


INFECTED = _each("x-virus-status x-virus-flag x-amavis-alert", "infected|yes")
SPAM = {
    **_each("x-spam-flag x-spam-status x-spam x-barracuda-spam-flag x-barracuda-spam-status", r"(?:yes|spam|true)\b"),
    **_each("x-bogosity x-dspam-result x-spam-verdict x-suspected-spam x-junk-flag", r"(?:yes|spam|true|junk)\b"),
    **_each("x-mailscanner-spamcheck", r"spam\b"),
    **_each("x-rspamd-action", "reject|add header|rewrite subject"),
    **_each("x-ms-exchange-organization-scl", "[5-9]"),
    **_each("x-forefront-antispam-report", r".*\b(?:sfv:(?:spm|skb)|cat:(?:h?spm|h?phsh|malw|bulk))\b"),
    **_each("x-proofpoint-spam-details", r".*\brule=(?:\w+_)?(?:spam|malware|phish)\b"),
}
_ANSWERING = r".*(?:auto-?\s?(?:respon|repl)|\bvacation)"
_TICKETS = ".*(?:zendesk|otrs|znuny|jira|confluence|servicenow|osticket|freshdesk|freshservice|redmine|bugzilla|mantis"
_TICKETS += "|request tracker|gorgias|kayako|zammad)"
AUTOMATIC = {
    **_each("user-agent delivered-to x-post-messageclass x-precedence", _ANSWERING),
    **_each("x-mailer", f"{_ANSWERING}|{_TICKETS}"),
    **_each("x-fc-machinegenerated", "(?!false|no)."),
    **_each("x-servicenow-generated x-jira-fingerprint x-otrs-loop x-znuny-loop x-rt-loop-prevention", ""),
    **_each("x-redmine-host x-bugzilla-type x-github-reason x-gitlab-notificationreason x-linkedin-class", ""),
    **_each("x-cron-env x-facebook-notify x-ebay-mailtracker", ""),
}
# Fields whose very name says that a program answers, such as X-Autoreply, X-Auto-Reply-From, and Auto-Submitted.
_AUTOMATIC_NAME = re.compile(
    r"(?:x-)?(?:[\w-]+-)?auto[-_]?(?:repl|reply|replied|respond|responder|response|generated|submitted)(?:[-_]\w+)?"
)
_PERSON = ("no", "false", "none", "0", "")

LIST_FIELDS = _names("""
    mailing-list x-mailing-list x-mailman-version x-beenthere x-google-group-id x-ml-name x-mlmmj-version x-sympa-to
    x-list-administrivia x-listserver x-yahoogroups x-ezmlm
""")
_CAMPAIGNS = _names("""
    list-unsubscribe list-unsubscribe-post list-id x-campaign x-campaignid x-campaign-id x-mc-user x-csa-complaints
    x-mailing-id x-newsletter x-cm-campaign x-mailkit-campaign x-mailjet-campaign x-msfbl
""")

CHALLENGER = _either(r"""
    @(?:[\w-]+\.)*(?:boxbe|spamarrest|mailinblack|bitbounce|sendio|0spam|choicemail|cleanmail|knowspam|vanquish)\.
    @tisec\.uol\.com\.br
    -confirm-[0-9.a-f]+@
""")
CHALLENGE_FIELDS = ("x-boxbe-message", "x-tmda-confirm-done", "x-tmda-fingerprint", "x-spamarrest-id", "x-uol-antispam")
CHALLENGE_SUBJECT = _either(r"""
    please (?:confirm|verify) (?:your|that you sent (?:your|this)) (?:e-?mail|message)
    your (?:e-?mail|message) (?:requires|needs|is waiting for) (?:your )?(?:verification|confirmation|approval)
    \bverify\#|\[verify\]\s*$|\(action required\)\s*$|\bconfirm your message to\b
    sender (?:address )?verification (?:required|needed|request)
    confirmation de votre (?:message|e-?mail) requise|demande d['’]authentification
    bitte bestätigen sie ihre (?:nachricht|e-?mail)\b
    confirme (?:su|seu|sua) (?:mensaje|mensagem|e-?mail)
""")
SPAM_SUBJECT = re.compile(r"\s*(?:\[\W{0,5}spam\W{0,5}\]|\*{2,}\s*spam\s*\*{2,}|\{spam\?\})", re.IGNORECASE)

NO_REPLY = _either(r"""
    (?:^|[-_.+])(?:no|not|never|do[-_.]?not)[-_.]?(?:reply|respond|response|answer)(?:[-_.+][^@]*|\d*)@
    (?:^|[-_.+])(?:nicht[-_.]?antworten|keine?[-_.]?antwort|ne[-_.]?pas[-_.]?repondre|sans[-_.]?reponse)(?:[-_.+][^@]*)?@
    (?:^|[-_.+])(?:no[-_.]?respond(?:er|a)|nao[-_.]?respond(?:er|a)|non[-_.]?rispondere)(?:[-_.+][^@]*)?@
    (?:^|[-_.+])(?:geen[-_.]?antwoord|niet[-_.]?(?:be)?antwoorden|svara[-_.]?(?:ej|inte)|ikke[-_.]?svar)(?:[-_.+][^@]*)?@
    (?:^|[-_.+])auto[-_.]?(?:reply|responder|response|notify|confirm)(?:[-_.+][^@]*)?@
    ^(?:mailer-daemon|mail-daemon|notifications?|alerts?|bounces?|cron)(?:[-_.+][^@]*)?@
""")
MAIL_PROGRAM = _either(r"""
    \b(?:mozilla|thunderbird|betterbird|seamonkey|icedove|postbox)\b
    \b(?:apple|iphone|ipad|ipod|ios|windows ?live|canary|open-xchange) ?mail\b
    \b(?:microsoft[- ](?:office )?outlook|outlook express|macoutlook|outlook[- ](?:ios|android))\b
    \b(?:evolution|kmail|mutt|neomutt|k-9|fairemail|claws|sylpheed|mailmate|alpine|em ?client|airmail|the bat)\b
    \b(?:gnus|geary|aquamail|bluemail|spark|mailbird|becky|shuriken|foxmail|trojita|nine|ymail\w*|webmail)\b
    \b(?:roundcube|zimbra|sogo|rainloop|snappymail|horde|internet messaging)\b
""")
# What addresses.message_id makes: a UUID of version 5. Mail programs make those of version 4.
OUR_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def says(head: Head, signs: Signs) -> bool:
    """Whether one of these fields begins as it does only in such mails."""
    return any(sign.match(value) for name, sign in signs.items() for value in head.all(name))


def is_automatic(head: Head) -> bool:
    """Whether a field whose name tells of a program's answer says so; with “no” it says that a person wrote."""
    named = [name for name in head.fields if not name.endswith("suppress") and _AUTOMATIC_NAME.fullmatch(name)]
    return any(bare(value) not in _PERSON for name in named for value in head.all(name))


def precedence(head: Head) -> set[str]:
    """What Precedence says: bulk, list, junk, or what else some program wrote."""
    return {bare(value) for name in ("precedence", "x-precedence") for value in head.all(name)}


def campaigns(head: Head) -> int:
    """How many signs of a mail to many there are. Amazon marks whatever it carries, also the mails of people."""
    marked = [value for value in head.all("feedback-id") if "amazonses" not in value.lower()]
    return sum(head.has(name) for name in _CAMPAIGNS) + bool(marked)


def bare(value: str) -> str:
    """The first word of a field, in small letters, without comments and parameters."""
    found = re.match(r"\s*(?:\([^()]*\)\s*)*([^\s;()]*)", value)
    return found[1].lower() if found else ""
