"""A mailbox's address, taken apart: the IMAP server that it is on, and the folder that is read."""

from dataclasses import dataclass
from types import MappingProxyType

from statuspage.config.mail_server import AddressForm, MailServer, plain, split

IMAP = AddressForm(
    MappingProxyType({"imaps": 993, "imap": 143}),  # RFC 8314 and RFC 3501
    "imaps://user:password@mail.example.com/INBOX",
)
LONGEST = 300  # characters of a mailbox's name, as a database keeps it


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where mails are fetched: a ``folder``, by its name in plain, on a server that knows us."""

    server: MailServer
    folder: str = "INBOX"

    @classmethod
    def of(cls, text: str) -> "MailboxAddress":
        """The mailbox at this address. Raises ValueError, whose words repeat nothing of a name or a password."""
        url = split(text, IMAP)
        found = cls(MailServer.at(url, IMAP), plain(url.path.strip("/")) or "INBOX")
        if not found.server.user:
            raise ValueError(f"needs a name and a password: {IMAP.example}.")
        if len(found.name) > LONGEST:
            raise ValueError(f"names a mailbox of more than {LONGEST} characters.")
        return found

    @property
    def name(self) -> str:
        """What it is known by, whoever reads it: user@host/folder."""
        return f"{self.server.user}@{self.server.host}/{self.folder}"

    @property
    def needs_tls(self) -> bool:
        """Whether we sign in only in an encrypted connection: everywhere but on this very machine."""
        return self.server.implicit or not self.server.is_here
