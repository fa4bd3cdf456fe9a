"""A connection to an IMAP server, on which every wait and every answer has its bounds, and each fault its sentence.

The protocol is RFC 3501, as Python's imaplib speaks it; what that cannot bear from a server ends the connection. No
sentence repeats what a server said, in which a password could be.
"""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from imap_tools.errors import ImapToolsError

from statuspage.config import MailboxAddress
from statuspage.delivery.faults import ServerFault, of_connection
from statuspage.delivery.incoming.wire import AnswerTooLong, MailboxWire

CONNECTED, ANSWERED = 20.0, 60.0  # seconds to wait: for a connection, and for the end of an answer
TALK = 256 * 1024  # bytes of an answer, beside a message

NOT_NOW = "{there}, takes nobody now"
GONE = "{there}, broke off"
NONSENSE = "{there}, does not speak IMAP as we do"

_IMAPLIB_FALLS = (ValueError, TypeError, AttributeError, LookupError)  # over an answer that no server should give


class Client(imaplib.IMAP4):
    """Python's own client, on a ``MailboxWire``. Of a literal it keeps what is allowed; ``announced`` is its length."""

    def __init__(self, wire: MailboxWire, address: MailboxAddress) -> None:
        self._wire, self._address = wire, address
        self._keep = self.announced = 0
        self._has_news = False
        super().__init__(address.server.host, address.server.port)

    def allow(self, seconds: float = 0.0, message: int = 0) -> None:
        """What comes next may take so long, or as long as any answer, with so many bytes of a message in it."""
        self._wire.allow(seconds or ANSWERED, message + TALK)
        self._keep, self.announced = message or TALK, 0
        self._has_news = self.has_news
        self.untagged_responses.clear()

    @property
    def has_news(self) -> bool:
        """Whether it has said, at whatever occasion, that there is another number of messages (EXISTS)."""
        return self._has_news or "EXISTS" in self.untagged_responses

    def count(self) -> int:
        """How many messages it has just said that there are; that is no news any more."""
        self._has_news = False
        _, said = self.response("EXISTS")
        return int(said[-1])

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002 - imaplib's
        """Connect, in TLS if the address says so; imaplib calls it first."""
        self.host, self.port = host, port
        self._wire.connect(host, port, CONNECTED)
        if self._address.server.implicit:
            self._encrypt()
        self.allow()

    def change_to_tls(self) -> None:
        """Begin TLS in the midst of a connection (STARTTLS; RFC 3501, 6.2.1)."""
        self.allow()
        kind, _ = self._simple_command("STARTTLS")
        if kind != "OK":
            raise self.error("STARTTLS was refused")
        self._encrypt()
        self.ask_what_it_can()

    def ask_what_it_can(self) -> None:
        """Learn its ``capabilities`` anew: they are others in TLS, and once it knows us."""
        self.allow()
        self._get_capabilities()

    def read(self, size: int) -> bytes:
        """The part of a literal that is kept."""
        self.announced = size
        return self._wire.read(size, self._keep)

    def readline(self) -> bytes:
        """The next line."""
        return self._wire.line()

    def send(self, data: Any) -> None:
        """Say these bytes."""
        self._wire.send(data)

    def shutdown(self) -> None:
        """End the connection."""
        self._wire.close()

    def _encrypt(self) -> None:
        self._wire.allow(ANSWERED, 0)
        self._wire.encrypt(self.host)


@contextmanager
def in_words(address: MailboxAddress) -> Iterator[None]:
    """Whatever goes wrong with this server in here is a ServerFault, whose words repeat nothing that it said."""
    server = address.server
    there = f"{server.host}, port {server.port}"
    try:
        yield
    except OSError as fault:
        raise of_connection(fault, server.host, server.port, "imap") from None
    except imaplib.IMAP4.error as fault:
        raise ServerFault(_words(fault).format(there=there)) from None
    except (AnswerTooLong, ImapToolsError, *_IMAPLIB_FALLS):
        raise ServerFault(NONSENSE.format(there=there)) from None


def _words(fault: imaplib.IMAP4.error) -> str:
    said = fault.args[0] if fault.args else ""
    if isinstance(said, bytes):  # a greeting that is none
        return NOT_NOW if said.upper().startswith(b"* BYE") else NONSENSE
    is_end = isinstance(fault, imaplib.IMAP4.abort) and "unexpected" not in str(said)
    return GONE if is_end else NONSENSE
