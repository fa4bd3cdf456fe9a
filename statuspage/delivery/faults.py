"""What a mail server may say other than yes, sorted by what is to be done: wait, wait longer, or give up.

The text of each fault is for the desk: what the server said, or a sentence of ours where it said nothing. ``brief`` is
for the log, and names no address. Codes are those of RFC 5321, section 4.2, and the longer ones, such as 5.1.1, those
of RFC 3463.
"""

import re
import socket
import ssl

from statuspage.delivery.addresses import one_line

LONGEST = 200  # characters of a server's words
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH_ADDRESS = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.9", "5.1.10", "5.2.1")
_TOO_LARGE = ("5.2.3", "5.3.4")
_OF_US = (421, 503, 530, 534, 535, 538)  # it closes, or wants us to sign in first


class MailFault(Exception):
    """A mail that was not taken; its text says why."""

    def __init__(self, words: str, brief: str = "") -> None:
        self.brief = brief or words
        super().__init__(words)


class ServerFault(MailFault):
    """The server cannot be used as things are. No mail was handed to it, and none is to blame."""


class BrokenOff(MailFault):
    """It fell silent, left, or spoke nonsense in the midst of a mail, which it may have taken or not."""


class PutOff(MailFault):
    """It will not take this mail now, and may later."""


class TurnedDown(MailFault):
    """It will never take this mail. ``about_address``: because nobody gets mail at its address."""

    def __init__(self, words: str, brief: str = "", *, about_address: bool = False) -> None:
        self.about_address = about_address
        super().__init__(words, brief)


def of_reply(step: str, code: int, said: bytes) -> MailFault:
    """The fault that this answer is. ``step`` is what was asked: MAIL, RCPT, or DATA."""
    words = one_line(said.decode("utf-8", "replace"))[:LONGEST]
    found = _STATUS.match(words)
    status = found[1] if found else ""
    brief = f"{step} was answered with {code} {status}".strip()
    told = f"{code} {words}".strip()
    if code in _OF_US:
        return ServerFault(told, brief)
    if not 400 <= code < 600:
        return BrokenOff(f"The mail server answered with something that is no answer ({brief}).", brief)
    if step == "MAIL":
        return _of_sender(code, status, told, brief)
    if code < 500:
        return PutOff(told, brief)
    return TurnedDown(told, brief, about_address=_is_about_address(step, code, status))


def _of_sender(code: int, status: str, told: str, brief: str) -> MailFault:
    """Whatever is said of where a mail comes from is about our settings, and never about one mail, but for its size."""
    if code == 552 or status in _TOO_LARGE:
        return TurnedDown(told, brief)
    return ServerFault(f"{told} (It is about STATUSPAGE_MAIL_FROM, or about who may send.)", brief)


def says_no_such_address(status: str) -> bool:
    """Whether this status, such as 5.1.1, says that nobody gets mail at an address, now and later (RFC 3463)."""
    return status in _NO_SUCH_ADDRESS


def _is_about_address(step: str, code: int, status: str) -> bool:
    if status:
        return says_no_such_address(status)
    return step == "RCPT" and code in (550, 551, 553)


def of_connection(fault: Exception, host: str, port: int, scheme: str = "smtp") -> ServerFault:
    """Why there is no connection, in a sentence. It names the server, which is no secret, and nothing else.

    ``scheme`` is how its address begins in the settings where the server begins in plain.
    """
    there = f"{host}, port {port}"
    if isinstance(fault, ssl.SSLCertVerificationError):
        return ServerFault(f"The certificate of {there}, cannot be trusted: {fault.verify_message}")
    if isinstance(fault, ssl.SSLError):
        return ServerFault(
            f"{there}, does not speak TLS as we do: {scheme}s:// is TLS from the start, {scheme}:// is not"
        )
    if isinstance(fault, socket.gaierror):
        return ServerFault(f"There is no host named {host}, or the name system does not answer")
    if isinstance(fault, ConnectionRefusedError):
        return ServerFault(f"Nothing listens at {there}")
    if isinstance(fault, TimeoutError) or "timed out" in str(fault):
        return ServerFault(f"{there}, does not answer")
    return ServerFault(f"{there}, cannot be reached: {type(fault).__name__}")
