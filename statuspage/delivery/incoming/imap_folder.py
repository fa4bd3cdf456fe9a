"""A folder of an IMAP mailbox: what is new in it, each message as it is, and word when one comes.

Messages are numbered from 1 on, in the order of their UIDs, and a UID stays while UIDVALIDITY does (RFC 3501, 2.3.1).
"""

import imaplib
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from imap_tools.errors import MailboxFolderSelectError

from statuspage.config import MailboxAddress
from statuspage.delivery.faults import ServerFault
from statuspage.delivery.incoming.fetched import Fetched, Listed, body, listed
from statuspage.delivery.incoming.imap_client import ANSWERED, Client, in_words
from statuspage.delivery.incoming.receiving import HEAD, LARGEST
from statuspage.delivery.incoming.signing_in import sign_in
from statuspage.delivery.incoming.wire import MailboxWire

SLICE = 100  # messages listed at a time
FETCHED = 300.0  # seconds that a message may take
RENEW = 300.0  # seconds of one IDLE: a server may end it after 30 minutes (RFC 2177), and a router much sooner

NO_FOLDER = "{host} has no folder named {folder} that we may open"
NO_NUMBERS = "{host} gives messages no numbers that last (UIDVALIDITY)"
NOT_LISTED = "{host} does not tell which messages there are"
NOT_GIVEN = "{host} does not give message {uid}, though it lists it"


class Folder:
    """The folder at this address, on a connection of its own. All but ``close`` raise ServerFault.

    ``beat`` is called at least twice a second while we wait, and ends the wait by what it raises.
    """

    def __init__(self, address: MailboxAddress, beat: Callable[[], None]) -> None:
        self._address, self._host = address, address.server.host
        self._wire, self._count = MailboxWire(beat), 0
        try:
            with in_words(address):
                self._client = Client(self._wire, address)
                self._account = sign_in(self._client, address)
        except BaseException:
            self.close()
            raise

    def look(self) -> int:
        """See how many messages there are now; the UIDVALIDITY of their UIDs."""
        self._client.allow()
        with in_words(self._address):
            try:
                with suppress(imaplib.IMAP4.readonly):  # what we may not mark, we may read
                    self._account.folder.set(self._address.folder)
            except MailboxFolderSelectError:
                raise ServerFault(NO_FOLDER.format(host=self._host, folder=self._address.folder)) from None
            self._count = self._client.count()
            _, validity = self._client.response("UIDVALIDITY")
            if not validity[-1]:
                raise ServerFault(NO_NUMBERS.format(host=self._host))
            return int(validity[-1]) % 2**32

    def after(self, uid: int) -> list[Listed]:
        """The messages with a UID above this one, the lowest first: at most ``SLICE``, but some if there are any."""
        with in_words(self._address):
            first = max(1, self._count - SLICE + 1)
            if first > 1 and self._uid_of(first) > uid:
                first = 1 + bisect_right(range(1, first), uid, key=self._uid_of)
            found = self._list(first, min(first + SLICE - 1, self._count)) if self._count else []
        return [one for one in found if one.uid > uid][:SLICE]

    def fetch(self, one: Listed) -> Fetched:
        """This message, or the beginning of one that is too large."""
        is_small = one.size <= LARGEST
        with in_words(self._address):
            self._client.allow(FETCHED, LARGEST if is_small else HEAD)
            part = "BODY.PEEK[]" if is_small else f"BODY.PEEK[]<0.{HEAD}>"
            kind, data = self._client.uid("FETCH", str(one.uid), f"(UID {part})")
            raw = body(data, one.uid) if kind == "OK" else None
        if raw is None:
            raise ServerFault(NOT_GIVEN.format(host=self._host, uid=one.uid))
        size = max(self._client.announced, one.size if len(raw) >= HEAD else 0)
        return Fetched(raw[:HEAD], size) if size > LARGEST else Fetched(raw)

    def mark_seen(self, uid: int) -> None:
        """Let people who look into the mailbox know. One that is full, or not ours to change, stays as it is."""
        self._client.allow()
        with in_words(self._address):
            try:
                self._client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                return

    def wait(self) -> bool:
        """Return when something may have come (IDLE, RFC 2177); False at once, where the server does not tell that."""
        if "IDLE" not in self._client.capabilities:
            return False
        with in_words(self._address):
            self._client.allow(RENEW + ANSWERED)
            tag = self._client._command("IDLE")
            while self._client._get_response() is not None:
                if self._client.tagged_commands[tag]:  # it does not, after all
                    return False
            end = monotonic() + RENEW
            while not self._client.has_news and self._wire.is_said(end - monotonic()):
                self._client._get_response()
            self._client.send(b"DONE\r\n")
            self._account.consume_until_tagged_response(tag)
        return True

    def close(self) -> None:
        """End the connection. Nothing is expunged by that (RFC 3501, 3.4)."""
        self._wire.close()

    def _list(self, first: int, last: int) -> list[Listed]:
        """Those of the messages with these numbers that the server knows."""
        self._client.allow()
        kind, data = self._client.fetch(f"{first}:{last}", "(UID RFC822.SIZE)")
        if kind != "OK":
            raise ServerFault(NOT_LISTED.format(host=self._host))
        return listed(data)

    def _uid_of(self, number: int) -> int:
        return self._list(number, number)[0].uid
