"""Mails of servers about a mail of ours: that it failed, is late, or was read, in the forms of those who write them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.delivery.machines.samples import OUR_ID, Sample, in_parts, sample

ANA = "ana.reis@example.net"
_OURS = f"""\
Return-Path: <care@fernhill.example>
From: Maria <care@fernhill.example>
Message-ID: <{OUR_ID}>
Subject: Your machine"""
_DAEMON = (
    "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nReturn-Path: <>\n-In-Reply-To: x\n-References: x\n"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A report, and what it says: of whom, with which status, some of its words, and of which mail."""

    sample: Sample
    address: str
    status: str
    words: str
    message_id: str = OUR_ID


def standard(
    name: str, head: str, told: str, group: str, *, returned: str = "message/rfc822", code: str = "bounce"
) -> Sample:
    """A report in the form of RFC 3464."""
    kind, body = in_parts(
        "report",
        f"Content-Type: text/plain\n\n{told}",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n{group.strip()}\n",
        f"Content-Type: {returned}\n\n{_OURS}\n\nHello Ana" if returned else "Content-Type: text/plain\n\n",
    )
    return sample(name, code, f"{_DAEMON}{head}\n{kind}; report-type=delivery-status", body)


def in_words(name: str, head: str, words: str, code: str = "bounce") -> Sample:
    """A report that only people can read."""
    return sample(name, code, f"{_DAEMON}{head}", words)


def failures() -> Iterator[Failure]:
    postfix = f"""
Final-Recipient: rfc822; Ana.Reis@example.net
Original-Recipient: rfc822;{ANA}
Action: failed
Status: 5.1.1
Remote-MTA: dns; in.example.net
Diagnostic-Code: smtp; 550 5.1.1 <{ANA}>: Recipient address rejected:
    User unknown in virtual mailbox table
"""
    subject = "Subject: Undelivered Mail Returned to Sender"
    rejected = f"550 5.1.1 <{ANA}>: Recipient address rejected: User unknown"
    yield Failure(standard("Postfix", subject, "This is the mail system.", postfix), ANA, "5.1.1", rejected)
    headers = standard("Postfix, headers only", subject, "This is …", postfix, returned="text/rfc822-headers")
    yield Failure(headers, ANA, "5.1.1", rejected)
    nothing = standard("Postfix, nothing returned", subject, "This is …", postfix, returned="")
    yield Failure(nothing, ANA, "5.1.1", rejected, "")
    exim = f"Action: failed\nFinal-Recipient: rfc822;{ANA}\nStatus: 5.0.0\nRemote-MTA: dns; in.example.net\n"
    exim += "Diagnostic-Code: smtp; 550 No such user here"
    subject = f"X-Failed-Recipients: {ANA}\nSubject: Mail delivery failed: returning message to sender"
    yield Failure(standard("Exim", subject, "This message was created …", exim), ANA, "5.0.0", "550 No such user here")
    full = exim.replace("550 No such user here", "552-5.2.2 The mailbox is full 552 5.2.2 over quota")
    yield Failure(standard("Exim, full", subject, "This message was …", full), ANA, "5.2.2", "over quota")
    sendmail = f"Final-Recipient: RFC822; {ANA}\nAction: failed\nStatus: 5.1.1\nRemote-MTA: DNS; in.example.net\n"
    sendmail += "Diagnostic-Code: SMTP; 550 5.1.1 User unknown\nLast-Attempt-Date: Tue, 24 Nov 2026 10:17:03 GMT"
    subject = "Subject: Returned mail: see transcript for details\nAuto-Submitted: auto-generated (failure)"
    yield Failure(standard("Sendmail", subject, "The original message was …", sendmail), ANA, "5.1.1", "User unknown")
    exchange = f"Original-Recipient: rfc822;{ANA}\nFinal-Recipient: rfc822;{ANA}\nAction: failed\nStatus: 5.1.10\n"
    exchange += (
        "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
    )
    subject = (
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>\nReturn-Path: <>\n"
    )
    subject += f"Subject: Undeliverable: Your machine\nIn-Reply-To: <{OUR_ID}>"
    report = standard("Exchange", subject, "Your message could not be delivered", exchange).raw
    once = report.replace(_DAEMON.partition("\n")[0].encode() + b"\n", b"", 1)
    yield Failure(Sample("Exchange", "bounce", once), ANA, "5.1.10", "Recipient not found by SMTP address lookup")
    gmail = (
        f"Final-Recipient: rfc822; {ANA}\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; gmail-smtp-in.l.google.com.\n"
    )
    gmail += "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n"
    gmail += "Last-Attempt-Date: Tue, 24 Nov 2026 02:17:03 -0800 (PST)"
    subject = (
        f"X-Failed-Recipients: {ANA}\nSubject: Delivery Status Notification (Failure)\nAuto-Submitted: auto-replied"
    )
    yield Failure(standard("Gmail", subject, "** Address not found **", gmail), ANA, "5.1.1", "does not exist")
    ses = f"Final-Recipient: rfc822;{ANA}\nAction: failed\nRemote-MTA: dns;in.example.net\nStatus: 5.7.1\n"
    ses += "Diagnostic-Code: smtp; 550 5.7.1 Blocked by policy"
    subject = "Subject: Delivery Status Notification (Failure)"
    yield Failure(standard("Amazon SES", subject, "An error occurred …", ses), ANA, "5.7.1", "Blocked by policy")
    bare = f"Final-Recipient: {ANA}\nStatus: 5.4.7\n"
    yield Failure(standard("without an action", "Subject: Undeliverable", "…", bare), ANA, "5.4.7", "")
    utf8 = "Final-Recipient: utf-8; jürgen@example.net\nAction: failed\nStatus: 5.1.1"
    world = standard("RFC 6533", "Subject: Undeliverable", "…", utf8).raw
    world = world.replace(b"message/delivery-status", b"message/global-delivery-status")
    yield Failure(Sample("RFC 6533", "bounce", world), "jürgen@example.net", "5.1.1", "")
    yield from _in_words()


def _in_words() -> Iterator[Failure]:
    qmail = f"""
Hi. This is the qmail-send program at example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ANA}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{_OURS}

<tom@fernhill.example>:
"""
    yield Failure(in_words("qmail", "Subject: failure notice", qmail), ANA, "5.1.1", "no mailbox here by that name")
    exim = f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ANA}
    SMTP error from remote mail server after RCPT TO:<{ANA}>:
    host in.example.net [192.0.2.25]: 550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

{_OURS}
"""
    subject = "Subject: Mail delivery failed: returning message to sender"
    yield Failure(in_words("Exim, in words", subject, exim), ANA, "5.1.1", "User unknown")
    yahoo = (
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{ANA}>:\n554: delivery error\n\n"
    )
    yahoo += f"--- Original message follows.\n\n{_OURS}"
    yield Failure(in_words("Yahoo", "Subject: Failure Notice", yahoo), ANA, "", "554: delivery error")
    domino = f"Your message\n\nwas not delivered to:\n\n  {ANA}\n\nbecause:\n\n  User {ANA} not listed in Directory"
    said = f"because: User {ANA} not listed in Directory"
    head = f"Subject: DELIVERY FAILURE: User not listed\nIn-Reply-To: <{OUR_ID}>"
    found = in_words("Domino", head, domino)
    yield Failure(Sample(found.name, "bounce", found.raw), ANA, "", said)
    gmail = f"Delivery to the following recipient failed permanently:\n\n     {ANA}\n\n"
    gmail += (
        "Technical details of permanent failure:\nThe account that you tried to reach does not exist. 550 5.1.1\n\n"
    )
    gmail += f"----- Original message -----\n\n{_OURS}"
    subject = f"X-Failed-Recipients: {ANA}\nSubject: Delivery Status Notification (Failure)"
    yield Failure(in_words("Gmail, in words", subject, gmail), ANA, "5.1.1", "does not exist")
    listed = in_words("only X-Failed-Recipients", f"X-Failed-Recipients: {ANA}", "It failed.")
    yield Failure(listed, ANA, "", "", "")


def delays() -> Iterator[Sample]:
    group = f"Final-Recipient: rfc822; {ANA}\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; connect timed out"
    for name, subject in (
        ("Postfix", "Delayed Mail (still being retried)"),
        ("Sendmail", "Warning: could not send message for past 4 hours"),
        ("Gmail", "Delivery Status Notification (Delay)"),
        ("Exchange", "Delivery delayed:Your machine"),
    ):
        yield standard(f"{name}, late", f"Subject: {subject}", "It is not your fault.", group, code="delayed")
    without = group.replace("Action: delayed\n", "")
    yield standard("late, without an action", "Subject: x", "Wait.", without, code="delayed")
    words = f"A message that you sent has not yet been delivered to:\n\n  {ANA}\n\nDelay reason: greylisted"
    yield in_words("Exim, late, in words", "Subject: Warning: message 1xAbCd-0001 delayed 24 hours", words, "delayed")


def more_bounces() -> Iterator[Sample]:
    """Reports of which little can be read but that they are one."""
    for subject in (
        "Undeliverable: Your machine",
        "Unzustellbar: Ihre Maschine",
        "Non remis : votre machine",
        "No se puede entregar: su máquina",
        "Onbestelbaar: uw machine",
        "Não é possível entregar: a máquina",
        "Недоставленное сообщение",
        "配信不能: コーヒーマシン",
        "系统退信/Systems bounce",
    ):
        yield sample(
            f"from nobody: {subject}", "bounce", f"Return-Path: <>\nSubject: {subject}", "It could not be delivered."
        )
    yield sample(
        "a postmaster", "bounce", "From: postmaster@example.net\nReturn-Path: <>\nSubject: Mail problem", "It failed."
    )
    yield sample(
        "a daemon, with words of its own", "bounce", "From: Mailer-Daemon@example.net\nSubject: Re: your mail", "No."
    )
    plain, body = in_parts(
        "report", "Content-Type: text/plain\n\nIt failed.", "Content-Type: message/rfc822\n\n" + _OURS
    )
    yield sample(
        "a report without its fields", "bounce", f"{plain}; report-type=delivery-status\nReturn-Path: <>", body
    )
    yield sample("a report without a kind", "bounce", f"{plain}\nReturn-Path: <>", body)


def receipts() -> Iterator[Sample]:
    disposition = (
        f"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; {ANA}\nDisposition: x; displayed"
    )
    head, body = in_parts("report", "Content-Type: text/plain\n\nYour message was read.", disposition)
    for name, subject in (
        ("Outlook", "Read: Your machine"),
        ("Thunderbird", "Return Receipt (displayed)"),
        ("German", "Gelesen: x"),
    ):
        yield sample(
            f"{name} has read it",
            "read_receipt",
            f"Subject: {subject}\n{head}; report-type=disposition-notification",
            body,
        )
    yield sample(
        "deleted unread", "read_receipt", f'Subject: Not read: x\n{head}; report-type="disposition-notification"', body
    )
    yield sample(
        "a bare receipt", "read_receipt", "Content-Type: message/disposition-notification", "Final-Recipient: x"
    )
    good = f"Final-Recipient: rfc822; {ANA}\nAction: delivered\nStatus: 2.0.0"
    yield standard("all is well", "Subject: Successful Mail Delivery Report", "It arrived.", good, code="auto_reply")
    sent_on = good.replace("delivered", "relayed")
    yield standard("sent on", "Subject: Relayed: x", "It was relayed.", sent_on, code="auto_reply")
