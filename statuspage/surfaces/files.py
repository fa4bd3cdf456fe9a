"""Hands a file out, at an address without any cookie that soon ends: to be saved, and never to be run.

All of it goes, in chunks, or what a broken download still lacks: one range, as RFC 9110, 14 has it. Whoever asks for
several gets all of it.
"""

import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import Range

from statuspage.domain.files.file import File
from statuspage.domain.files.sorts import given_as
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing
from statuspage.protocol import Chunks
from statuspage.security.access import Access, may
from statuspage.security.file_keys import opened_file

bp = Blueprint("files", __name__)


class _Span(NamedTuple):
    """The bytes from ``start`` up to ``end`` of a file of this ``size``."""

    start: int
    end: int
    size: int


@bp.get("/files/<token>")
@may(Access.FILE, asks=())
def file(token: str) -> Response:
    """The file, or its small picture."""
    key, found = opened_file()
    return _hand_out(found, small=key.small)


def _hand_out(found: File, *, small: bool) -> Response:
    """As much of the file as is asked for; or its small picture, which is always whole."""
    name = found.thumbnail if small else found.stored
    if not name:
        abort(404)
    tag = sha256(name.encode()).hexdigest()[:24]
    if tag in request.if_none_match:
        return _tagged(Response(status=304), tag)
    asked = None if small else _asked(tag)
    span = _span(asked, found.size) if asked else _Span(0, found.size, found.size)
    if span is None:
        return _tagged(Response(status=416, headers={"Content-Range": f"bytes */{found.size}"}), tag)
    media_type = "image/webp" if small else given_as(found.media_type)
    answer = Response(_chunks(name, span if asked else None), mimetype=media_type)
    answer.headers["Content-Disposition"] = _saved_as("small.webp" if small else found.name)
    answer.headers.update(Chunks().to_headers())
    if not small:
        _say_how_much(answer, span, is_some=asked is not None)
    return _tagged(answer, tag)


def _say_how_much(answer: Response, span: _Span, *, is_some: bool) -> None:
    answer.content_length = span.end - span.start
    answer.headers["Accept-Ranges"] = "bytes"
    if is_some:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{span.size}"


def _asked(tag: str) -> Range | None:
    """The one range that is asked for; None where it is to be all: also where another file was begun."""
    asked, begun = request.range, request.headers.get("If-Range")
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    return asked if begun is None or begun == f'"{tag}"' else None


def _span(asked: Range, size: int) -> _Span | None:
    """What is asked for of so many bytes; None where none of them is."""
    start, end = asked.ranges[0]
    start = max(0, size + start) if start < 0 else start  # the last so many
    return _Span(start, min(size if end is None else end, size), size) if start < size else None


def _chunks(name: str, span: _Span | None) -> Iterator[bytes]:
    storage = filing().storage
    chunks = storage.read_range(name, span.start, span.end) if span else storage.read(name)
    try:
        first = next(chunks, b"")
    except StoreFault:
        abort(503)
    return _whole(first, chunks)


def _whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _tagged(answer: Response, tag: str) -> Response:
    answer.set_etag(tag)
    return answer


def _saved_as(name: str) -> str:
    """That it is to be saved, and under which name (RFC 6266, with the name as RFC 8187 writes it)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
