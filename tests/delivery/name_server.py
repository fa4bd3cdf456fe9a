"""A name server for tests: it answers from a table, over UDP on this machine, and keeps silent if the test says so."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from tests.patience import LONG

Table = dict[tuple[str, str], list[str]]


class NameServer:
    """``table`` maps a name and a kind to records as a zone file has them; ``is_silent`` answers nothing."""

    def __init__(self) -> None:
        self.table: Table = {}
        self.is_silent = False
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self._socket.getsockname())  # it waits for one
        self._thread.join(LONG)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            said, whom = self._socket.recvfrom(4096)
            if not said:
                return
            if not self.is_silent:
                self._socket.sendto(self._answer(dns.message.from_wire(said)).to_wire(), whom)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        (asked,) = query.question
        name, kind = asked.name.to_text(omit_final_dot=True), asked.rdtype.name
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        records = self.table.get((name, kind), [])
        if records:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *records))
        elif not [known for known, _ in self.table if known == name]:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@contextlib.contextmanager
def name_server() -> Iterator[NameServer]:
    made = NameServer()
    try:
        yield made
    finally:
        made.close()
