"""Mail servers for tests: a real one (aiosmtpd) with TLS and logins, and one that misbehaves as the test says."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.delivery.crooked import Listening
from tests.patience import LONG
from tests.ports import free_port

USER, PASSWORD = "care", "p@ss/wörd"


@dataclass
class Inbox:
    """What a server took, and what it answers instead: ``rcpt`` and ``data`` by address, "" for the usual."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)  # from, to, and the bytes
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    secure: list[bool] = field(default_factory=list)  # of each connection that took a mail: whether it was encrypted
    logins: list[bytes] = field(default_factory=list)
    peers: list[Any] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of each mail: what its sender called itself
    pause: float = 0.0  # seconds that it takes to take a mail

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(data, policy=policy.default) for _, _, data in self.mails]

    def to(self) -> list[str]:
        return [to for _, to, _ in self.mails]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if answer := self.rcpt.get(address, ""):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        answer = self.data.get(to, "")
        if answer != "close":
            assert server.transport
            if not answer:
                self.mails.append((envelope.mail_from or "", to, envelope.original_content or b""))
                self.secure.append(session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None)
                self.peers.append(session.peer)
                self.names.append(session.host_name or "")
                await asyncio.sleep(self.pause)
            return answer or "250 2.0.0 OK: queued"
        server.transport.close()
        return ""

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: Any) -> AuthResult:
        assert isinstance(said, LoginPassword)
        self.logins.append(said.login)
        is_right = (said.login.decode(), said.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=is_right, handled=False)  # it says so itself


@contextlib.contextmanager
def serving(inbox: Inbox, *, implicit: ssl.SSLContext | None = None, port: int = 0, **more: Any) -> Iterator[int]:
    """The port of a real server, until the end of the block."""
    port = port or free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, ssl_context=implicit, ready_timeout=LONG)
    settings = {"enable_SMTPUTF8": True, "ident": "a test", "auth_require_tls": implicit is None} | more
    must_sign_in = settings.pop("auth_required", False)

    speaking: list[SMTP] = []

    def speak() -> SMTP:
        made = SMTP(inbox, **settings)
        made._auth_required = must_sign_in  # it knows only STARTTLS, and would warn of a login without that
        speaking.append(made)
        return made

    async def hang_up() -> None:
        for one in speaking:
            if one.transport is not None:
                one.transport.abort()
        await asyncio.sleep(0)

    controller.factory = speak
    controller.start()
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(hang_up(), controller.loop).result(LONG)
        controller.stop()


GOOD = {"": "220 here", "EHLO": "250 here", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 taken"}
GOOD |= {"RSET": "250 ok", "QUIT": "221 bye"}


class Crooked(Listening):
    """A server that says what the script has for each step; "hang" says nothing, and "close" leaves.

    ``mails`` are those that it got whole.
    """

    def __init__(self, **script: str) -> None:
        names = {"banner": "", "end": "."}
        self.script = GOOD | {names.get(step, step.upper()): said for step, said in script.items()}
        self.mails: list[bytes] = []
        super().__init__()

    @property
    def took(self) -> int:
        return len(self.mails)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def _speak(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, client.makefile("rb") as said:
            goes_on = self._say(client, "")
            while goes_on and (line := said.readline()):
                step = line.split()[0].decode("latin-1").upper() if line.split() else ""
                goes_on = self._say(client, step)
                if step == "DATA" and self.script["DATA"].startswith("354"):
                    whole = b"".join(iter(lambda: said.readline() or b".\r\n", b".\r\n"))
                    self.mails.append(whole)
                    goes_on = self._say(client, ".")

    def _say(self, client: socket.socket, step: str) -> bool:
        said = self.script.get(step, "502 what?")
        if said == "close":
            client.shutdown(socket.SHUT_RDWR)
            return False
        if said != "hang":
            client.sendall(said.encode("latin-1") + b"\r\n")
        return True
