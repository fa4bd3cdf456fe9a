"""Answers of programs: somebody is away, or a desk has got our mail."""

from collections.abc import Iterator

from tests.delivery.machines.samples import Sample, sample

# How Exchange and Outlook begin the subject, by language.
EXCHANGE = {
    "English": "Automatic reply: ",
    "German": "Automatische Antwort: ",
    "French": "Réponse automatique : ",
    "Spanish": "Respuesta automática: ",
    "Italian": "Risposta automatica: ",
    "Portuguese": "Resposta automática: ",
    "Dutch": "Automatisch antwoord: ",
    "Swedish": "Automatiskt svar: ",
    "Danish": "Automatisk svar: ",
    "Finnish": "Automaattinen vastaus: ",
    "Polish": "Odpowiedź automatyczna: ",
    "Czech": "Automatická odpověď: ",
    "Hungarian": "Automatikus válasz: ",
    "Russian": "Автоматический ответ: ",
    "Ukrainian": "Автоматична відповідь: ",
    "Greek": "Αυτόματη απάντηση: ",
    "Turkish": "Otomatik Yanıt: ",
    "Hebrew": "תשובה אוטומטית: ",
    "Arabic": "رد تلقائي: ",
    "Japanese": "自動返信: ",
    "Chinese": "自动回复: ",
    "Taiwanese": "自動回覆：",
    "Korean": "자동 회신: ",
    "Vietnamese": "Trả lời tự động: ",
}
# Subjects that come without any other sign, as where a gateway took the fields away.
BARE = (
    "Out of Office: Re: The machine loses pressure",
    "Out of Office",
    "OUT OF OFFICE AutoReply: your machine",
    "Out of office until 30 November",
    "Out of Office Re: The machine loses pressure",
    "[EXTERNAL] Automatic reply: The machine loses pressure",
    "Auto-Reply: The machine loses pressure",
    "Vacation reply",
    "Abwesenheitsnotiz",
    "Abwesenheitsnotiz: Re: Ihre Maschine",
    "Abwesend bis 30.11.",
    "Automatische Abwesenheitsmeldung (bis 30.11.)",
    "Absence du bureau : Re: votre machine",
    "Message d'absence",
    "Message d’absence : Re: votre machine",
    "Fuera de la oficina: Re: su máquina",
    "Fuori sede: Re: la macchina",
    "Afwezigheidsbericht: Re: uw machine",
    "Autosvar: Re: maskinen",
    "Frånvaromeddelande: Re: maskinen",
    "Fraværsmelding: Re: maskinen",
    "Poza biurem: Re: ekspres",
    "Вне офиса: Re: кофемашина",
    "Автоответ: Re: кофемашина",
    "不在通知: Re: コーヒーマシン",
    "自动回复：Re: 咖啡机",
    "부재중 자동 응답: Re: 커피 머신",
    "AUTO: Ana Reis is out of the office (returning 30/11/2026)",
    "AUTO: Lea Brandt ist außer Haus (Rückkehr am 30.11.2026)",
)


def away() -> Iterator[Sample]:
    """What gets the reason out_of_office."""
    for language, begin in EXCHANGE.items():
        subject = f"Subject: {begin}The machine loses pressure"
        yield sample(f"Exchange, {language}", "out_of_office", f"{subject}\n{_EXCHANGE}", "I am back on Monday.")
        yield sample(f"only the subject, {language}", "out_of_office", subject, "I am back on Monday.")
    for subject in BARE:
        yield sample(f"only {subject!r}", "out_of_office", f"Subject: {subject}", "I am back on Monday.")
    for name, head, body in _OTHERS:
        yield sample(name, "out_of_office", head, body)


def answers() -> Iterator[Sample]:
    """What gets the reason auto_reply."""
    for name, head in _DESKS:
        yield sample(name, "auto_reply", head, "We have got your message and will answer within two days.")


_EXCHANGE = """
X-MS-Exchange-Inbox-Rules-Loop: ana.reis@example.net
X-Auto-Response-Suppress: All
auto-submitted: auto-generated
Return-Path: <>
"""
_OTHERS = [
    ("Gmail", "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes", "I am on vacation until Monday."),
    ("Gmail, a subject of one's own", "Subject: See you in December\nX-Autoreply: yes", "Out of the office this week."),
    ("iCloud", "Auto-Submitted: auto-replied (vacation)\nSubject: Re: your machine\nReturn-Path: <>", "Back soon."),
    (
        "Pigeonhole Sieve",
        "X-Sieve: Pigeonhole Sieve 0.5.21\nAuto-Submitted: auto-replied (vacation)\nSubject: Auto: your machine",
        "Back soon.",
    ),
    (
        "Zimbra",
        "Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk\nX-Mailer: Zimbra 8.8.15",
        "Back on Monday.",
    ),
    ("Yahoo", "Subject: Yahoo! Auto Response\nReturn-Path: <>", "I am travelling."),
    ("BSD vacation", "Subject: away from my mail\nPrecedence: junk", "I will not be reading my mail for a while."),
    ("BSD vacation, by its header", "X-Vacation: yes\nSubject: Re: your machine", "I will not read my mail."),
    ("Exchange, a language that we do not know", f"Subject: Zzyzx: Re: your machine\n{_EXCHANGE}", "On annual leave."),
    (
        "an encoded subject",
        "Subject: =?utf-8?B?QXV0b21hdGlzY2hlIEFudHdvcnQ6IElocmUgTWFzY2hpbmU=?=\nX-Auto-Response-Suppress: All",
        "Im Urlaub.",
    ),
    (
        "base64 words",
        "Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
        "SWNoIGJpbiBpbSBVcmxhdWIgdW5kIGFiIE1vbnRhZyB3aWVkZXIgZGEuCg==",
    ),
]
_DESKS = [
    ("RFC 3834", "Auto-Submitted: auto-replied"),
    ("RFC 3834, generated", "Auto-Submitted: auto-generated; owner-email=desk@example.net"),
    ("RFC 5436, notified", "Auto-Submitted: auto-notified; owner-email=a@example.net"),
    ("RFC 3834, a comment", "Auto-Submitted: (by a program) auto-replied (thank you)"),
    ("RFC 3834, twice", "Auto-Submitted: no\nAuto-Submitted: auto-generated"),
    ("X-Auto-Submitted", "X-Auto-Submitted: auto-generated"),
    ("X-Autorespond", "X-Autorespond: Re: your machine"),
    ("X-AutoReply-From", "X-AutoReply-From: <ana.reis@example.net>"),
    ("X-Mail-Autoreply", "X-Mail-Autoreply: true"),
    ("X-Autogenerated", "X-Autogenerated: Reply"),
    ("cPanel", "X-Autorespond:\n Thank you\nX-Auto-Response-Suppress: All\nPrecedence: auto_reply"),
    ("Precedence: auto_reply", "Precedence: auto_reply"),
    ("Precedence: junk", "Precedence: junk"),
    ("FirstClass", "X-FC-MachineGenerated: true"),
    ("GroupWise", "X-POST-MessageClass: 9; Autoresponder"),
    ("qmail-autoresponder", "Delivered-To: Autoresponder"),
    ("an autoresponder's X-Mailer", "X-Mailer: vacation 1.2.7.1"),
    ("cron", "X-Cron-Env: <SHELL=/bin/sh>\nFrom: Cron Daemon <root@example.net>"),
    (
        "Zendesk",
        """
From: Kaffeewelt <support@kaffeewelt.zendesk.example>
Subject: [Request received] Re: your machine
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
X-Mailer: Zendesk Mailer""",
    ),
    ("Zendesk, by its X-Mailer", "X-Mailer: Zendesk Mailer\nX-Zendesk-From-Account-Id: 1a2b"),
    (
        "Jira",
        """
From: Jira Service Desk <jira@example.net>
Subject: FERN-12 Re: your machine
Precedence: bulk
Auto-Submitted: auto-generated
X-JIRA-FingerPrint: 5c01d3""",
    ),
    ("Freshdesk", "From: desk <support@example.net>\nX-Mailer: Freshdesk\nSubject: Ticket received"),
    ("ServiceNow", "X-ServiceNow-Generated: true\nPrecedence: bulk\nSubject: INC0010023 was opened"),
    ("OTRS", "X-OTRS-Loop: yes\nX-Mailer: OTRS Mail Service (6.0.30)\nSubject: [Ticket#2026112410] RE: your machine"),
    ("Request Tracker", "X-RT-Loop-Prevention: example.net\nRT-Ticket: example.net #12\nSubject: [#12] AutoReply: x"),
    ("no-reply", "From: Kaffeewelt <no-reply@example.net>\n-In-Reply-To: x\n-References: x"),
    ("noreply with an extension", "From: Kaffeewelt <orders.noreply+12@example.net>"),
    ("donotreply", "From: do_not_reply@example.net"),
    ("nicht antworten", "From: Kaffeewelt <nicht-antworten@example.net>"),
    ("a null sender, and nothing else", "Return-Path: <>"),
    ("a report of abuse", 'Content-Type: multipart/report; report-type=feedback-report; boundary="b"'),
]
