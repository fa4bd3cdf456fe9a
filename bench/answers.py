"""Opening a mail that came: against Python's own parser, and one that is hostile against one of half its size."""

from email import message_from_bytes, policy
from statistics import median

from bench.ground import cpu
from bench.report import Report
from statuspage.delivery.incoming.opened import open_message

HEAD = b"From: Ana <ana@example.org>\r\nSubject: Re: It died\r\nDate: Thu, 26 Nov 2026 18:12:00 +0100\r\n"
PLAIN, HTML = HEAD + b"Content-Type: text/plain\r\n\r\n", HEAD + b"Content-Type: text/html\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt works.\r\n--b\r\n"
FILE = MIXED + b"Content-Type: text/csv; name=log.csv\r\n\r\n" + b"1\r\n" * 200_000
HOSTILE = {
    "blank lines": PLAIN + b"\n" * 100_000,
    "quotes and answers": PLAIN + b"> x\nyes\n" * 5_000,
    "heads of quotes": PLAIN + b"On 26 Nov 2026 Maria <a@b.c> wrote:\n> x\n" * 1_000,
    "headers that are quoted": PLAIN + b"From: x\n" * 5_000,
    "dashes": PLAIN + b"-" * 500_000,
    "an open quotation": b'To: "' + b'\\"' * 100_000 + b"\n\nx",
    "parameters": b'Content-Type: text/plain; x="' + b";" * 300_000 + b"\n\nx",
    "deep quotes": HTML + b"<blockquote>x" * 5_000,
    "answered mails": HTML + b"<div class=gmail_quote>x" * 5_000,
    "links": HTML + b"<a href=http://x>y<b>" * 5_000,
}


def measure(report: Report) -> None:
    pairs = [(cpu(lambda: _ours(FILE), 1), cpu(lambda: _theirs(FILE), 1)) for _ in range(5)]
    ours, theirs = (median(one) for one in zip(*pairs, strict=True))
    told = f"{ours:.1f} ms against {theirs:.1f} ms"
    report.line("a mail with a file of 200,000 lines, against Python's", ours / theirs, 0.5, "x", told)
    for name, raw in HOSTILE.items():
        half = raw[: len(raw) // 2] + raw[-20:]
        whole, part = _least(raw), _least(half)
        report.line(f"twice as much of a hostile mail: {name}", whole / part, 3, "x", f"{whole:.1f} ms")


def _least(raw: bytes) -> float:
    """Milliseconds that it takes to open these bytes, when nothing else comes in between."""
    return min(cpu(lambda: _ours(raw), 1) for _ in range(5))


def _ours(raw: bytes) -> bytes:
    return open_message(raw).words.encode()


def _theirs(raw: bytes) -> bytes:
    return message_from_bytes(raw, policy=policy.default).get_content_type().encode()
