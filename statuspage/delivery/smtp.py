"""One connection to the mail server, opened when a mail needs it and used for many.

It is encrypted, and the server's certificate and name are checked, unless the server is on this very machine. Nobody's
password is ever said in plain. Every wait has its end.
"""

import base64
import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from statuspage.config import MailServer
from statuspage.delivery.faults import BrokenOff, MailFault, ServerFault, TurnedDown, of_connection, of_reply
from statuspage.resolving import open_socket

CONNECTED, ANSWERED, TAKEN = 20.0, 60.0, 120.0  # seconds to wait: for a connection, an answer, the end of a mail
PARTED = 2.0  # and for the answer to a goodbye

NO_TLS = "{host} offers no encryption (STARTTLS), and nothing is said without it"
NO_LOGIN = "{host} offers no way to sign in that we know (AUTH)"
WRONG_LOGIN = "{host} does not take the name and the password of STATUSPAGE_SMTP_URL ({code})"
NO_UTF8 = "The mail server takes no address with letters outside ASCII (it has no SMTPUTF8)"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail ready to be handed over: its message, the same in bytes, and to which address it goes."""

    message: EmailMessage
    data: bytes
    to: str


class _Speaker(smtplib.SMTP):
    """An SMTP client whose socket is there from the first moment, so that any wait can be ended from outside."""

    def __init__(self, server: MailServer, name: str) -> None:
        super().__init__(local_hostname=name, timeout=CONNECTED)
        self._server = server

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self.sock = plain = open_socket(host, port, timeout)
        plain.settimeout(ANSWERED)
        return self._wrap(plain) if self._server.implicit else plain

    def encrypt(self) -> None:
        """Change to TLS (STARTTLS, RFC 3207), and forget all that was said before."""
        if not self.has_extn("starttls"):
            raise ServerFault(NO_TLS.format(host=self._server.host))
        code, said = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, said)
        if self.sock is not None:
            self._wrap(self.sock)
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False
        self.ehlo_or_helo_if_needed()

    def _wrap(self, plain: socket.socket) -> ssl.SSLSocket:
        """TLS, with a certificate that is checked for this host."""
        host, context = self._server.host.removesuffix("."), ssl.create_default_context()
        self.sock = wrapped = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        wrapped.do_handshake()
        return wrapped


class Line:
    """The connection. It is one thread's; only ``cut`` may be called from another.

    ``sender`` is where a server's reports go, ``name`` what we call ourselves; ``tell`` hears each step as a sentence.
    """

    def __init__(
        self, server: MailServer, sender: str, name: str, tell: Callable[[str], object] = lambda _: None
    ) -> None:
        self._server, self._sender, self._name, self._tell = server, sender, name, tell
        self._speaker: _Speaker | None = None
        self._is_cut = False

    def send(self, parcel: Parcel) -> str:
        """Hand this over; what the server said. Raises ``MailFault``."""
        is_old = self._speaker is not None
        try:
            speaker = self._open()
            try:
                self._begin(speaker, parcel)
            except (ServerFault, OSError):
                if not is_old:
                    raise
                self.drop()  # it was left open too long, or has had enough: nothing of this mail was said yet
                speaker = self._open()
                self._begin(speaker, parcel)
            return self._finish(speaker, parcel)
        except MailFault as fault:
            self._recover(fault)
            raise
        except (OSError, smtplib.SMTPException) as fault:
            self.drop()
            raise BrokenOff(*_broken(fault)) from None

    def greet(self) -> None:
        """Connect, encrypt and sign in as for a mail, and hand nothing over. Raises ``MailFault``."""
        self._open()

    def close(self) -> None:
        """Say goodbye. What the server answers changes nothing: it has what it took."""
        if self._speaker is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._speaker.sock is not None:
                    self._speaker.sock.settimeout(PARTED)
                self._speaker.quit()
        self.drop()

    def drop(self) -> None:
        """Close it without a word."""
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            speaker.close()

    def cut(self) -> None:
        """End whatever wait there is, from another thread, and hand nothing over any more."""
        self._is_cut = True
        speaker = self._speaker
        if speaker is not None and speaker.sock is not None:
            with contextlib.suppress(OSError):  # of TLS, too, the plain socket: nothing is left to be said
                socket.socket.shutdown(speaker.sock, socket.SHUT_RDWR)

    def _open(self) -> _Speaker:
        if self._speaker is None:
            server = self._server
            self._speaker = _Speaker(server, self._name)
            try:
                self._greet(self._speaker)
            except (OSError, smtplib.SMTPException, ValueError) as fault:
                self.drop()
                raise _unusable(fault, server) from None
            except ServerFault:
                self.drop()
                raise
        return self._speaker

    def _greet(self, speaker: _Speaker) -> None:
        server = self._server
        code, _ = speaker.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, b"")
        self._tell(f"Connected to {server.host}, port {server.port}.")
        speaker.ehlo_or_helo_if_needed()
        if server.needs_tls and not server.implicit:
            speaker.encrypt()
        self._tell(_encrypted(speaker))
        if server.user:
            self._sign_in(speaker)

    def _sign_in(self, speaker: _Speaker) -> None:
        server = self._server
        if not isinstance(speaker.sock, ssl.SSLSocket):  # cannot be, and must not be
            raise ServerFault(NO_TLS.format(host=server.host))
        if not speaker.has_extn("auth"):
            raise ServerFault(NO_LOGIN.format(host=server.host))
        try:
            if (server.user + server.password).isascii():
                speaker.login(server.user, server.password)
            else:
                _sign_in_plain(speaker, server)
        except smtplib.SMTPAuthenticationError as fault:
            raise ServerFault(WRONG_LOGIN.format(host=server.host, code=fault.smtp_code)) from None
        self._tell(f"Signed in as {server.user}.")

    def _begin(self, speaker: _Speaker, parcel: Parcel) -> None:
        """MAIL: who sends, how large it is, and what it needs."""
        options = []
        if speaker.has_extn("size"):
            options.append(f"SIZE={len(parcel.data)}")
            most = speaker.esmtp_features["size"]
            if most.isdecimal() and 0 < int(most) < len(parcel.data):
                raise TurnedDown(f"The mail is larger than the mail server takes ({len(parcel.data)} of {most} bytes).")
        if speaker.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if not parcel.to.isascii():
            if not speaker.has_extn("smtputf8"):
                raise TurnedDown(NO_UTF8)
            options.append("SMTPUTF8")
        _refuse_unless((250,), "MAIL", speaker.mail(self._sender, options))

    def _finish(self, speaker: _Speaker, parcel: Parcel) -> str:
        _refuse_unless((250, 251, 252), "RCPT", speaker.rcpt(parcel.to))
        if self._is_cut:
            raise BrokenOff("The mail server was too slow.", "it was too slow")
        with _patience(speaker):
            try:
                code, said = speaker.data(_bytes(speaker, parcel))
            except smtplib.SMTPDataError as fault:
                error = fault.smtp_error
                raise of_reply("DATA", fault.smtp_code, error if isinstance(error, bytes) else error.encode()) from None
        _refuse_unless(range(200, 300), "DATA", (code, said))
        return f"{code} {said.decode('utf-8', 'replace')}"

    def _recover(self, fault: MailFault) -> None:
        """After a no, the next mail begins anew: on this connection (RSET), or where that is of no use, on another."""
        if self._speaker is None:
            return
        if isinstance(fault, ServerFault | BrokenOff):
            self.drop()
            return
        try:
            code, _ = self._speaker.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != 250:
            self.drop()


def _refuse_unless(good: range | tuple[int, ...], step: str, answer: tuple[int, bytes]) -> None:
    if answer[0] not in good:
        raise of_reply(step, *answer)


@contextlib.contextmanager
def _patience(speaker: _Speaker) -> Iterator[None]:
    """More time than for other answers: a server looks at a mail before it takes it (RFC 5321, 4.5.3.2)."""
    if speaker.sock is not None:
        speaker.sock.settimeout(TAKEN)
    yield
    if speaker.sock is not None:
        speaker.sock.settimeout(ANSWERED)


def _bytes(speaker: _Speaker, parcel: Parcel) -> bytes:
    """The mail as this server takes it: in seven bits where it knows no others (RFC 6152)."""
    if parcel.data.isascii() or speaker.has_extn("8bitmime"):
        return parcel.data
    return parcel.message.as_bytes(policy=parcel.message.policy.clone(cte_type="7bit"))


def _sign_in_plain(speaker: _Speaker, server: MailServer) -> None:
    """PLAIN in UTF-8 (RFC 4616); Python's own way to sign in knows only ASCII."""
    said = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, answer = speaker.docmd("AUTH", f"PLAIN {said}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _encrypted(speaker: _Speaker) -> str:
    """How the connection is protected, in a sentence."""
    if not isinstance(speaker.sock, ssl.SSLSocket):
        return "Not encrypted: the server is on this machine."
    certificate = speaker.sock.getpeercert() or {}
    known: Any = certificate.get("subjectAltName", ())
    names = ", ".join(str(name) for _, name in known)
    return f"{speaker.sock.version()}; its certificate is for {names}, until {certificate.get('notAfter', 'long')}."


def _unusable(fault: Exception, server: MailServer) -> ServerFault:
    there = f"{server.host}, port {server.port}"
    if isinstance(fault, smtplib.SMTPResponseException) and 400 <= fault.smtp_code < 600:
        return ServerFault(f"{there}, does not take mails now ({fault.smtp_code})")
    if isinstance(fault, smtplib.SMTPNotSupportedError) or type(fault) is smtplib.SMTPException:
        return ServerFault(NO_LOGIN.format(host=server.host))
    if isinstance(fault, smtplib.SMTPServerDisconnected) and "timed out" not in str(fault):
        return ServerFault(f"{there}, closes the connection before it has said what it can do")
    if isinstance(fault, smtplib.SMTPResponseException) or not isinstance(fault, OSError):
        return ServerFault(f"{there}, does not speak SMTP")
    return of_connection(fault, server.host, server.port)


def _broken(fault: Exception) -> tuple[str, str]:
    if isinstance(fault, TimeoutError) or "timed out" in str(fault):
        return "The mail server fell silent in the midst of this mail.", "it fell silent"
    if isinstance(fault, smtplib.SMTPResponseException):
        return "The mail server answered with something that is no answer.", "it spoke nonsense"
    return "The mail server broke off in the midst of this mail.", "it broke off"
