"""Compresses text on the wire, where its length can give no secret away."""

import gzip
import zlib
from dataclasses import replace

from statuspage.front.bridge import Answer
from statuspage.gapped import accepts

SMALLEST = 600  # bytes; less fits into one packet anyway
_TEXT = (
    b"text/html",
    b"text/css",
    b"text/javascript",
    b"application/javascript",
    b"text/plain",
    b"text/calendar",
    b"application/json",
    b"application/feed+json",
    b"application/atom+xml",
    b"application/xml",
    b"image/svg+xml",
)


# A packed stream is the ``BEGIN`` of a gzip file, then blocks of its own for each message. They end at the end of a
# byte, and refer to nothing before them, so a message is packed once, and its bytes are the same for everyone, whenever
# they came. The last block and the checksum never come: a stream does not end, it breaks off.


def blocks(data: bytes, level: int = 6) -> bytes:
    """The data as blocks of a packed stream (RFC 1951, with a full flush at the end)."""
    if not data:
        return b""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def unblocked(data: bytes) -> bytes:
    """What these blocks hold."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data)


def is_desk(path: str) -> bool:
    """Whether this is the path of a page that an agent sees by their session."""
    return path == "/desk" or path.startswith("/desk/")


def streams(path: str, encodings: bytes) -> bool:
    """Whether the stream at this path is packed for a reader with this Accept-Encoding."""
    return accepts(encodings) and not is_desk(path)


def packed(answer: Answer, path: str, wanted: bool, level: int = 6) -> Answer:
    """The answer at this path, compressed where that is worth it and safe.

    Never the desk: if a compressed page holds both a form's token and words of an attacker's choosing, its length gives
    the token away, character by character (BREACH, CVE-2013-3587). The private page is safe: its only secret is its own
    address, and whoever does not know that cannot have the page fetched.
    """
    is_text = answer.status == 304 or answer.header(b"content-type").startswith(_TEXT)
    if not is_text or is_desk(path):
        return answer
    vary = answer.header(b"vary")
    names = vary + b", Accept-Encoding" if vary else b"Accept-Encoding"
    answer = replace(answer, headers=(*answer.without(b"vary"), (b"vary", names)))
    if not wanted or len(answer.body) < SMALLEST or answer.status == 206 or answer.header(b"content-encoding"):
        return answer
    small = gzip.compress(answer.body, level, mtime=0)
    headers = answer.without(b"content-length", b"etag")
    if etag := answer.header(b"etag"):  # no longer the same bytes, so no longer a strong validator (RFC 9110, 8.8.3)
        headers += ((b"etag", etag if etag.startswith(b"W/") else b"W/" + etag),)
    headers += ((b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(small)))
    return replace(answer, headers=headers, body=small)
