"""IMAP servers for tests: Dovecot, as Debian has it, and one that misbehaves as the test says."""

import contextlib
import fcntl
import getpass
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import trustme

from tests.delivery.crooked import Listening
from tests.installing import apt_install, is_root
from tests.patience import LONG, until
from tests.ports import free_port, listens

PASSWORD = "p@ss/wörd"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/%u
mail_plugins = acl
first_valid_uid = 1
imap_idle_notify_interval = 1 s
mail_max_userip_connections = 100
plugin {{
  acl = vfile
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  {chroot}
}}
{users}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. Everybody who knows the password has a mailbox; ``host`` is what its certificate is for."""

    folder: Path
    host: str
    port: int
    tls_port: int

    def url(self, user: str, mailbox: str = "INBOX", scheme: str = "imaps", password: str = PASSWORD) -> str:
        port = self.tls_port if scheme == "imaps" else self.port
        return f"{scheme}://{user}:{quote(password, safe='')}@{self.host}:{port}/{quote(mailbox)}"

    @contextlib.contextmanager
    def open(self, user: str, mailbox: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """The mailbox as its owner has it in their mail program."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=LONG) as client:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            client.select(mailbox)
            yield client

    def put(self, user: str, *messages: bytes, mailbox: str = "INBOX") -> None:
        """Deliver these."""
        with self.open(user) as client:
            for message in messages:
                kind, said = client.append(mailbox, "", "", message)
                assert kind == "OK", said

    def seen(self, user: str, mailbox: str = "INBOX") -> int:
        """How many messages are marked as seen."""
        with self.open(user, mailbox) as client:
            return len(client.search(None, "SEEN")[1][0].split())

    def count(self, user: str, mailbox: str = "INBOX") -> int:
        with self.open(user, mailbox) as client:
            return len(client.search(None, "ALL")[1][0].split())


def find_or_install() -> str:
    """The path of Dovecot's program; installed first, where it may be. Raises RuntimeError in words."""
    with Path(tempfile.gettempdir(), "statuspage-dovecot.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)  # other processes of the tests want it too
        if not (found := _find()):
            apt_install("dovecot-imapd")
            found = _find()
    assert found, "Dovecot was installed, and is not there"
    return found


def _find() -> str | None:
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")


@contextlib.contextmanager
def dovecot(authority: trustme.CA, host: str) -> Iterator[Dovecot]:
    """Dovecot with a certificate for this host, until the end of the block."""
    program = find_or_install()
    # Not under pytest's own folder: as root its mailboxes are another user's, who must be able to get there.
    with tempfile.TemporaryDirectory(prefix="statuspage-imap-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        server = Dovecot(folder, host, free_port(), free_port())
        _configure(server, authority)
        command = [program, "-F", "-c", str(folder / "conf")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
            try:
                until(lambda: running.poll() is not None or listens(server.port))
                assert running.poll() is None, f"Dovecot did not start: {running.communicate()[0]}"
                yield server
            finally:
                running.terminate()


def _configure(server: Dovecot, authority: trustme.CA) -> None:
    folder, me = server.folder, getpass.getuser()
    user = "nobody" if is_root() else me
    group = str(pwd.getpwnam(user).pw_gid)
    certificate = authority.issue_cert(server.host)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    for name in ("mail", "home"):
        (folder / name).mkdir()
        if is_root():
            os.chown(folder / name, pwd.getpwnam(user).pw_uid, -1)
    ours = (
        ""
        if is_root()
        else f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {group}"
    )
    text = CONFIGURATION.format(
        folder=folder,
        password=PASSWORD,
        user=user,
        group=group,
        port=server.port,
        tls_port=server.tls_port,
        chroot="" if is_root() else "chroot =",
        users=ours,
    )
    (folder / "conf").write_text(text, encoding="utf-8")


Answer = str | Callable[["Crooked", socket.socket, str, str], object]


@dataclass
class Crooked(Listening):
    """A server of ``mails`` by UID that answers each step as ``script`` says, where that says anything.

    A step is ``greeting``, ``list``, ``fetch``, or a command in lower case. An answer is text, in which ``{tag}``
    stands for the tag and ``{sized}`` for what it should be; "hang"; "close"; or a function that has the socket, the
    tag and the words of the command. ``asked`` is every command.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    script: dict[str, Answer] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)  # of a message, as the server says, where that is not so
    validity: int = 1
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def url(self) -> str:
        return f"imap://care:word@127.0.0.1:{self.port}"

    def tell(self, line: str) -> None:
        """Say this on every connection."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.sendall(line.encode() + b"\r\n")

    def count(self, step: str) -> int:
        return sum(_step(one) == step for one in self.asked)

    def _speak(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), client, client.makefile("rb") as said:
            goes_on, idle = self._answer(client, "greeting", "", ""), ""
            while goes_on and (line := said.readline()):
                tag, _, words = line.decode("latin-1").strip().partition(" ")
                if tag == "DONE":
                    goes_on = self._say(client, f"{idle} OK done\r\n")
                    continue
                self.asked.append(words)
                step = _step(words)
                idle = tag if step == "idle" else ""
                goes_on = self._answer(client, step, tag, words)

    def _answer(self, client: socket.socket, step: str, tag: str, words: str) -> bool:
        answer = self.script.get(step)
        if callable(answer):
            return answer(self, client, tag, words) is not False
        usual = getattr(self, f"_{step}", self._no)(tag, words)
        return self._say(client, usual if answer is None else answer.replace("{tag}", tag).replace("{usual}", usual))

    def _say(self, client: socket.socket, text: str) -> bool:
        if text == "close":
            client.shutdown(socket.SHUT_RDWR)
            return False
        if text != "hang":
            client.sendall(text.encode("latin-1"))
        return True

    def _no(self, tag: str, words: str) -> str:
        return f"{tag} BAD what?\r\n"

    def _greeting(self, tag: str, words: str) -> str:
        return "* OK here\r\n"

    def _capability(self, tag: str, words: str) -> str:
        return f"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n"

    def _login(self, tag: str, words: str) -> str:
        return f"{tag} OK done\r\n"

    def _select(self, tag: str, words: str) -> str:
        return f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] so\r\n{tag} OK [READ-WRITE] done\r\n"

    def _idle(self, tag: str, words: str) -> str:
        return "+ idling\r\n"

    def _store(self, tag: str, words: str) -> str:
        return f"{tag} OK done\r\n"

    def _list(self, tag: str, words: str) -> str:
        first, last = (int(part) for part in words.split()[1].split(":"))
        some = list(enumerate(self.mails, start=1))[first - 1 : last]
        lines = [f"* {number} FETCH (UID {uid} RFC822.SIZE {self.size(uid)})\r\n" for number, uid in some]
        return "".join(lines) + f"{tag} OK done\r\n"

    def _fetch(self, tag: str, words: str) -> str:
        uid, part, raw = wanted(self, words)
        return f"* 1 FETCH (UID {uid} {part} {{{len(raw)}}}\r\n{raw.decode('latin-1')})\r\n{tag} OK done\r\n"

    def size(self, uid: int) -> int:
        return self.sizes.get(uid, len(self.mails[uid]))


def wanted(server: Crooked, words: str) -> tuple[int, str, bytes]:
    """The UID that a FETCH asks for, what its answer calls the part, and the bytes of that."""
    uid, whole = int(words.split()[2]), "<0." not in words
    most = None if whole else int(words.partition("<0.")[2].partition(">")[0])
    return uid, "BODY[]" if whole else "BODY[]<0>", server.mails[uid][:most]


def _step(words: str) -> str:
    first, second = (*words.lower().split(), "", "")[:2]
    if first == "fetch":
        return "list"
    return second if first == "uid" else first
