"""Files: the page of a ticket that has ten thousand of them, and what a large upload costs everybody else."""

import http.client
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench.ground import Ground, asked, cpu, ground, now, statements
from bench.mails import probed
from bench.report import Report, p99
from bench.served import running
from statuspage.db import db, write
from statuspage.domain.customer_verbs import reply
from statuspage.domain.files.file import READY, File, new_key
from statuspage.domain.files.sorts import PICTURE
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.surfaces.customer import page_cache

FILES, EACH, ROUNDS, TIMES = 10_000, 10, 9, 12
LARGE, PIECE, PAIRS = 500_000_000, 4 * 1024 * 1024, 3
_ROOM = {"STATUSPAGE_FILE_MEGABYTES": "600", "STATUSPAGE_FILE_DAY_MEGABYTES": "900000"}
_ROOM |= {"STATUSPAGE_FILE_TICKET_MEGABYTES": "900000"}
_HEAD = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\0mdat"


def measure(report: Report) -> None:
    with ground() as here:
        _ten_thousand(report, here)
        _a_large_upload(report, here)


def _ten_thousand(report: Report, here: Ground) -> None:
    """The page made anew, of one ticket with as many replies as the other, each with ten files."""
    without, many = (_ticket(here, has_files) for has_files in (False, True))
    pairs = [(cpu(_anew(here, many), TIMES), cpu(_anew(here, without), TIMES)) for _ in range(ROUNDS)]
    took, reference = (median(times) for times in zip(*pairs, strict=True))
    told = f"{took:.1f} against {reference:.1f} ms with the same replies and no file"
    report.line(f"a page of a ticket with {FILES:,} files: CPU", median(a / b for a, b in pairs), 2, "x", told)
    with statements() as seen:
        _anew(here, many)()
    report.line("the same: statements", len(seen), 5, "", "counted, when nothing is cached")


def _anew(here: Ground, path: str) -> Callable[[], bytes]:
    ask = asked(here.app, path)

    def make() -> bytes:
        page_cache.forget(here.app)
        return ask()

    return make


def _ticket(here: Ground, has_files: bool) -> str:
    """A ticket with a thousand replies; the path of its page."""
    with write() as session:
        first, agent = session.get_one(Ticket, here.ticket_id), session.get_one(Agent, here.agent_id)
        customer, at = session.get_one(Customer, first.customer_id), now() - timedelta(days=2)
        ticket = open_ticket(session, customer, agent, at, subject="Many pictures", story="Look.")
        for number in range(FILES // EACH):
            at += timedelta(minutes=1)
            files = [_file(ticket.id, place) for place in range(EACH)] if has_files else []
            session.add_all(files)
            session.flush()
            reply(session, ticket.id, at, body=f"Number {number}.", files=[file.key for file in files])
        urls = here.app.extensions["urls"]
        return str(urls.shared(shares_of(session, ticket.id)["private"])).removeprefix(urls.base)


def _file(ticket_id: int, number: int) -> File:
    at = now()
    return File(
        key=new_key(),
        ticket_id=ticket_id,
        name=f"picture {number}.jpg",
        media_type="image/jpeg",
        sort=PICTURE,
        size=2_400_000,
        arrived=2_400_000,
        width=4_000,
        height=3_000,
        stored="-",
        thumbnail="-",
        state=READY,
        begun_at=at,
        changed_at=at,
    )


def _a_large_upload(report: Report, here: Ground) -> None:
    """One upload of 500 MB in pieces, while others read: their p99, and the server's memory."""
    db.session.remove()
    with running("front", here.environ | _ROOM) as (port, pid):
        pairs = []
        _upload(port, here.private, 50_000_000, threading.Event())  # what is loaded once is loaded
        before = _memory(pid, "VmRSS")
        for _ in range(PAIRS):
            quiet = p99(probed(port, here.private))
            ended = threading.Event()
            uploading = threading.Thread(target=_upload, args=(port, here.private, LARGE, ended))
            uploading.start()
            busy = p99(probed(port, here.private))
            ended.set()
            uploading.join()
            pairs.append((busy, quiet))
        told = " and ".join(f"{busy:.1f} against {quiet:.1f} ms" for busy, quiet in pairs)
        report.line("a page while 500 MB come in: p99 against quiet", median(b / q for b, q in pairs), 3, "x", told)
        _upload(port, here.private, LARGE, threading.Event())
        most = _memory(pid, "VmHWM")
        told = f"{most} MB at most, {before} MB after one of 50 MB"
        report.line("the server's memory after 500 MB, against 50 MB", most / before, 1.5, "x", told)


def _upload(port: int, path: str, size: int, ended: threading.Event) -> None:
    """Bring so many bytes in pieces, and finish; an upload that is to end earlier is left where it is."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    begun = f"name=film.mp4&size={size}"
    key = _post(line, f"{path}/files", begun.encode(), "application/x-www-form-urlencoded")
    piece, at = _HEAD + b"\x5a" * (PIECE - len(_HEAD)), 0
    while at < size and not ended.is_set():
        part = piece[: size - at]
        _post(line, f"{path}/files/{key}/pieces?from={at}", part, "application/octet-stream")
        at += len(part)
    if at == size:
        said = _post(line, f"{path}/files/{key}/finish", b"", "application/x-www-form-urlencoded")
        assert said.startswith(("ready", "held")), said
    line.close()


def _post(line: http.client.HTTPConnection, path: str, body: bytes, kind: str) -> str:
    line.request("POST", path, body, {"Content-Type": kind})
    answer = line.getresponse()
    said = answer.read().decode()
    assert answer.status < 300, said
    return said


def _memory(pid: int, what: str) -> int:
    """Megabytes of the process, as Linux counts them."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(found[1]) // 1024 if found else 0
