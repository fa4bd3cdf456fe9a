"""What people wrote, with everything in it that could be taken for a machine's."""

from collections.abc import Iterator

from tests.delivery.machines.samples import OUR_ID, Sample, in_parts, sample

_SUBJECTS = (
    "Re: The machine loses pressure",
    "Automatic reply does not work",
    "Automatic replies: how do I switch them off?",
    "Re: Automatic reply: The machine loses pressure",
    "RE: Automatische Antwort: Ihre Maschine",
    "AW: Abwesenheitsnotiz",
    "Out of office chairs",
    "Re: Out of office chairs",
    "Out of Office",
    "Re: Out of Office",
    "I am out of order, like my machine",
    "Abwesenheitsnotiz im Büro vergessen",
    "Automatisch antwoordt hij niet",
    "Vacation replies are a nuisance",
    "Auto: Batterie leer",
    "My vacation",
    "Fwd: Undelivered Mail Returned to Sender",
    "Re: Undeliverable: Your machine",
    "Undeliverable: your parcel came back to me",
    "Delayed again?",
    "Failure notice on the display",
    "Returned mail: the parts you sent",
    "Rejected: my card",
    "Please confirm your visit on Tuesday",
    "Please confirm your address",
    "Action required: the machine leaks",
    "Read: the meter",
    "Accepted: your offer",
    "Invitation to look at the machine",
    "The spam folder had your letter",
    "Re: [Ticket#12] the machine",
    "[Request received] is what your page says",
    "不在なので電話してください",
    "自動返信の設定について",
    "自动回复怎么关闭",
    "Отсутствует давление",
    "",
    "=?utf-8?q?",
)
_HEADS = {
    "Exchange's people": "X-Auto-Response-Suppress: DR, OOF, AutoReply\nX-MS-Has-Attach:\nThread-Index: AdT4",
    "X-Auto-Response-Suppress: All": "X-Auto-Response-Suppress: All",
    "Auto-Submitted: no": "Auto-Submitted: no",
    "Auto-Submitted: No, with a comment": "Auto-Submitted: No (a person)",
    "Auto-Submitted, empty": "Auto-Submitted:",
    "X-Autoreply: no": "X-Autoreply: no",
    "no, and a subject": "Auto-Submitted: no\nSubject: Out of office",
    "a gateway's List-Unsubscribe": "List-Unsubscribe: <https://gateway.example/u/1>",
    "a gateway's List-Id": "List-Id: <outbound.gateway.example>",
    "a sales program": "List-Unsubscribe: <https://crm.example/u/1>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "a first mail through a gateway": "-In-Reply-To: x\n-References: x\nList-Unsubscribe: <https://g.example/u>\n"
    "User-Agent: Mozilla Thunderbird",
    "sent through Amazon": "-In-Reply-To: x\n-References: x\nFeedback-ID: ::1.eu-west-1.abc=:AmazonSES",
    "priority": "X-Priority: 1 (Highest)\nImportance: High\nX-MSMail-Priority: High\nPriority: urgent",
    "Precedence: normal": "Precedence: first-class",
    "an address like a list's": "From: Team <kitchen-list@example.net>\nSender: ana.reis@example.net",
    "an address like an office's": "From: Reception <info@example.net>",
    "an address with no in it": "From: Bruno Reply <bruno.reply@example.net>",
    "GitHub's private address": "From: Ana <12345+ana@users.noreply.github.example>",
    "a relay of Apple's": "From: Ana <k2x9_at_7@privaterelay.appleid.example>",
    "a postmaster who writes": "From: Yusuf <postmaster@example.net>\nX-Mailer: Apple Mail (2.3774.300.61.1.2)",
    "from a telephone": "X-Mailer: iPhone Mail (21F90)\nSubject: Out of office: my machine",
    "asks for a receipt": "Disposition-Notification-To: ana.reis@example.net\nReturn-Receipt-To: ana.reis@example.net",
    "scanned": "X-Spam-Status: No, score=-2.1\nX-Spam-Flag: NO\nX-Virus-Scanned: ClamAV\nX-Virus-Status: Clean",
    "scanned by Exchange": "X-Forefront-Antispam-Report: SCL:1;SFV:NSPM;CAT:NONE;\nX-MS-Exchange-Organization-SCL: -1",
    "scanned by Proofpoint": "X-Proofpoint-Spam-Details: rule=inbound_notspam policy=default",
    "sent on by procmail": "X-Loop: ana@home.example\nX-Forwarded-To: ana@home.example\nDelivered-To: ana@home.example",
    "twenty hops": "Received: from a.example.net by b.example.net; Tue, 24 Nov 2026 10:17:03 +0000\n" * 20,
    "no Return-Path": "-Return-Path: x",
    "no Message-ID": "-Message-ID: x",
    "no In-Reply-To": "-In-Reply-To: x\n-References: x",
    "no From": "-From: x",
    "no subject": "-Subject: x",
    "a resent mail": "Resent-From: jonas.lind@example.net\nResent-Date: Tue, 24 Nov 2026 10:17:00 +0000",
    "an agent at our host": f"From: tom@help.fernhill.example\nMessage-ID: <{OUR_ID.replace('-5a0e-', '-4a0e-')}>",
    "signed": "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=a; h=from; bh=x; b=y\nARC-Seal: i=1; a=rsa-sha256",
    "our words in a name": 'From: "care@fernhill.example" <ana.reis@example.net>',
    "a Zimbra user": "X-Mailer: Zimbra 9.0.0 (ZimbraWebClient)\nThread-Topic: The machine",
    "a website's form": "X-Mailer: PHPMailer 6.9\nX-PHP-Originating-Script: 33:form.php",
    "through a mailing service": "X-SG-EID: abc\nX-Mailgun-Sid: def",
}


def people() -> Iterator[Sample]:
    """Mails of which none may be refused."""
    for subject in _SUBJECTS:
        program = "User-Agent: Mozilla Thunderbird\n" if subject == "Out of Office" else ""
        yield sample(f"under {subject!r}", "", f"{program}Subject: {subject}")
    for name, head in _HEADS.items():
        yield sample(name, "", head)
    yield from _of_parts()


def _of_parts() -> Iterator[Sample]:
    words = "Content-Type: text/plain\n\nLook at this."
    invitation = "Content-Type: text/calendar; method=REQUEST\nContent-Disposition: attachment\n\nBEGIN:VCALENDAR"
    ours = "Content-Type: text/calendar; method=PUBLISH\n\nBEGIN:VCALENDAR"
    bounced = (
        "Content-Type: message/rfc822\n\nFrom: mailer-daemon@example.net\nAuto-Submitted: auto-replied\n\nIt failed."
    )
    status = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed"
    for name, part in (
        ("attaches an invitation", invitation),
        ("attaches our own calendar", ours),
        ("attaches a bounce", bounced),
        ("attaches what a report says", status),
    ):
        head, body = in_parts("mixed", words, part)
        yield sample(name, "", head, body)
    quoted = "I am back.\n\n> Automatic reply: I am out of the office.\n> Undelivered Mail Returned to Sender\n"
    yield sample("quotes a machine", "", "", quoted)
    yield sample("tells of an absence", "", "", "I am out of the office until Monday, so please call me at home.")
    yield sample("asks to confirm", "", "", "Please confirm your message by clicking the link below.")
