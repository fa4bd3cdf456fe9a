"""A name server of one test's own, and how to let a process ask it and no other."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.installing import is_root
from tests.patience import LONG

PORT = 53  # the only one that the system asks
HERE, UNKNOWN, FAILS, SILENT = "it is this machine", "no such name", "the server has failed", ""


class NameServer(threading.Thread):
    """Says of each name that it is this machine's, unless ``say`` has something else for it; ``asked`` counts."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.say: dict[str, str] = {}
        self.asked = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # A whole network is this machine: where somebody has the port already, there is another address.
        self.host = f"127.{random.randrange(1, 255)}.{random.randrange(255)}.{random.randrange(1, 255)}"
        self._socket.bind((self.host, PORT))
        self._socket.settimeout(0.1)
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                wire, whom = self._socket.recvfrom(4096)
            except TimeoutError:
                continue
            self.asked += 1
            if (answer := self._answer(dns.message.from_wire(wire))) is not None:
                self._socket.sendto(answer.to_wire(), whom)

    def end(self) -> None:
        self._ended.set()
        self.join(LONG)
        self._socket.close()

    def _answer(self, question: dns.message.Message) -> dns.message.Message | None:
        asked = question.question[0]
        says = self.say.get(asked.name.to_text(omit_final_dot=True), HERE)
        if says == SILENT:
            return None
        answer = dns.message.make_response(question, recursion_available=True)
        if says != HERE:
            answer.set_rcode(dns.rcode.NXDOMAIN if says == UNKNOWN else dns.rcode.SERVFAIL)
        elif asked.rdtype == dns.rdatatype.A:
            answer.answer.append(dns.rrset.from_text(asked.name, 0, "IN", "A", "127.0.0.1"))
        return answer

    def within(self, folder: Path) -> tuple[str, ...]:
        """What runs a command that asks this server alone: it sees another /etc/resolv.conf than the rest of us."""
        told = folder / "resolv.conf"
        told.write_text(f"nameserver {self.host}\n", encoding="utf-8")
        shell = f'mount --bind "{told}" /etc/resolv.conf && exec "$@"'
        return ("unshare", "--mount", "--propagation", "private", "sh", "-c", shell, "sh")


@contextmanager
def name_server() -> Iterator[NameServer]:
    """One that answers, until the end of the block."""
    assert is_root(), "This test listens on port 53 and mounts a file for a process of its own: run it as root."
    made = NameServer()
    made.start()
    try:
        yield made
    finally:
        made.end()
