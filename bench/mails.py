"""Sending mails: against a bare loop of smtplib over one connection, which sends the same mails, ready made.

Once to a server as they are, whose answers take some milliseconds of the network and of its own work; and once to one
on this machine that looks at nothing and keeps nothing. Then how long pages take while the server of pages sends,
against when it is quiet. Ten mails are written together, in a thread of its own, while the ones before are handed
over; so a sender is as quick as its server, up to about as many a second as one core can write. More senders write
more. A server of pages sends a few mails itself and lets a process of its own send many.
"""

import smtplib
import subprocess
import sys
import threading
import time
from dataclasses import replace
from statistics import median

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bench.ground import LETTERS, Ground, cpu, ground, now
from bench.report import Report, p99
from bench.served import process
from statuspage.db import db, write
from statuspage.delivery.sender import TURN, Sender
from statuspage.delivery.writing import write_mails
from statuspage.domain.outbox import Outgoing
from statuspage.domain.tickets import Ticket

MAILS, ROUNDS, PROBE, PAIRS = 100, 3, 3.0, 3
LOOKS = 100
AWAY = 0.01  # seconds for each of its four answers to a mail
FROM = "care@example.com"


def measure(report: Report) -> None:
    before = sys.getswitchinterval()
    with ground() as here:
        with process("mailbox", {}, str(AWAY)) as port:
            sys.setswitchinterval(TURN)  # as in the process that sends
            ratio, told = _against_a_loop(here, port)
            report.line("mails to a server 10 ms away: bare loop against ours", ratio, 1.25, "x", told)
            _pages_meanwhile(report, here, port)
        with process("mailbox", {}, "0") as port:
            ratio, told = _against_a_loop(here, port)
            report.note("the same to one here that does nothing", ratio, "x", told)
        _idle(report, here)
    sys.setswitchinterval(before)


def _against_a_loop(here: Ground, port: int) -> tuple[float, str]:
    """How many times as many mails a second the loop sends, and both in words."""
    _use(here, port)
    pairs = []
    for _ in range(ROUNDS):
        ids = _leave(MAILS)
        ready = [made.parcel.data for made in write_mails(here.app, ids)]
        begun = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", port) as bare:
            for data in ready:
                bare.sendmail(FROM, ["ana@example.org"], data)
        theirs = time.perf_counter() - begun
        begun = time.perf_counter()
        sent = Sender(here.app, threading.Event()).send_due().sent
        pairs.append(((time.perf_counter() - begun), theirs))
        if sent != MAILS:
            raise RuntimeError(f"{sent} of {MAILS} were sent")
    ratio = median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(one) * 1000 / MAILS for one in zip(*pairs, strict=True))
    return ratio, f"{theirs:.1f} ms a mail against {ours:.1f} ms"


def _pages_meanwhile(report: Report, here: Ground, port: int) -> None:
    environ = here.environ | {"STATUSPAGE_SMTP_URL": f"smtp://127.0.0.1:{port}", "STATUSPAGE_MAIL_FROM": FROM}
    with process("front", environ) as pages:
        for name, path in (("cached", here.public), ("plain", "/plain")):
            pairs = []
            for _ in range(PAIRS):
                quiet = p99(probed(pages, path))
                _leave(2_000)
                busy = p99(probed(pages, path))
                _forget()
                pairs.append((busy, quiet))
            told = " and ".join(f"{busy:.1f} against {quiet:.1f} ms" for busy, quiet in pairs)
            ratio = median(busy / quiet for busy, quiet in pairs)
            report.line(f"a {name} page while mails leave: p99 against quiet", ratio, 3, "x", told)


def _idle(report: Report, here: Ground) -> None:
    """What it costs to look into an outbox in which nothing is due, each second, against reading one ticket's row."""
    sender = Sender(here.app, threading.Event())
    pairs = [(cpu(sender.send_due, LOOKS), cpu(lambda: _row(here), LOOKS)) for _ in range(PAIRS)]
    look, row = (median(one) for one in zip(*pairs, strict=True))
    told = f"{look:.2f} ms each second, against {row:.2f} ms"
    ratio = median(one / other for one, other in pairs)
    report.line("a look into an outbox where nothing is due: CPU against reading a row", ratio, 5, "x", told)


def _row(here: Ground) -> object:
    with Session(db.engine) as session:
        return session.get(Ticket, here.ticket_id)


def _use(here: Ground, port: int) -> None:
    settings = here.app.extensions["settings"]
    here.app.extensions["settings"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}", mail_from=FROM)


def _leave(many: int) -> list[int]:
    """Leave so many mails about the letters that are there; their numbers."""
    db.session.rollback()
    letters = db.session.scalars(select(Outgoing).where(Outgoing.kind == "letter", Outgoing.to == "customer"))
    same = ("ticket_id", "version", "kind", "to", "subscription_id")
    rows = [{name: getattr(one, name) for name in same} for one in letters.fetchmany(LETTERS)]
    _forget()
    at = now()
    with write() as session:
        anew = [rows[number % len(rows)] | {"created_at": at, "due_at": at, "data": {}} for number in range(many)]
        session.execute(insert(Outgoing), anew)
        return list(session.scalars(select(Outgoing.id).where(Outgoing.outcome == "waiting")))


def _forget() -> None:
    db.session.rollback()
    with write() as session:
        session.execute(update(Outgoing).where(Outgoing.outcome == "waiting").values(outcome="retired"))


def probed(port: int, path: str) -> list[float]:
    """How long the page took each time, in milliseconds, when another process asked for it for some seconds."""
    command = [sys.executable, "-m", "bench.served", "probe", str(port), path, str(PROBE)]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return [float(one) for one in told.stdout.splitlines()[1].split()][5:]
