"""What the front may know of a request before it hands it on: its room, its language, and what of it matters."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header

from statuspage.negotiation import prefers_page
from statuspage.protocol import Beforehand
from statuspage.security.access import Access, access_of, asks_of, room_of
from statuspage.security.hosts import is_own_host
from statuspage.security.room import GIVEN_BACK, UNSEEN

_DOCUMENTS = (".atom", ".json")  # a browser gets a page at these
_MOST = 100  # parameters of a query that are looked at
_LONGEST = 2_000  # of an address and its query, or of a header, that is remembered


def tell(app: Flask, as_known: Callable[[bytes, datetime, datetime], bytes]) -> None:
    """Tell the front, once every surface has been added."""
    prefers, spoken = _remembering(prefers_page), _remembering(_language)
    app.extensions["beforehand"] = Beforehand(
        room=lambda method, path: _taken_in(app, _endpoint(app, method, path)),
        free=UNSEEN,
        words=lambda method, path: _sifted(app, _endpoint(app, method, path)),
        query=_remembering(partial(_query, app)),
        language=lambda asked: spoken(app.extensions["settings"].languages, asked),
        wants_page=lambda path, accept: path.endswith(_DOCUMENTS) and prefers(accept),
        is_own_host=partial(is_own_host, app),
        as_known=as_known,
    )


def _remembering(find: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which remembers what it found lately, but for nothing that is long."""
    remembered = lru_cache(1024)(find)
    return lambda *given: (remembered if sum(map(len, given)) <= _LONGEST else find)(*given)


def _endpoint(app: Flask, method: str, path: str) -> str | None:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, method=method)
    except HTTPException:  # also a redirect
        return None
    return str(endpoint)


def _taken_in(app: Flask, endpoint: str | None) -> int:
    """How many bytes are taken in: from whoever has a key, also what is too long, to be given back to them."""
    mine = room_of(app, endpoint).bytes
    return max(mine, GIVEN_BACK.bytes) if access_of(app, endpoint) in (Access.AGENT, Access.PRIVATE) else mine


def _sifted(app: Flask, endpoint: str | None) -> tuple[int, int]:
    """How many bytes of words are kept of a form that is too long by its files, and of how many parts."""
    mine = room_of(app, endpoint)
    if not mine.words:
        return 0, 0
    known = access_of(app, endpoint) in (Access.AGENT, Access.PRIVATE)
    return max(mine.words, GIVEN_BACK.bytes) if known else mine.words, mine.fields


def _query(app: Flask, path: str, query: bytes) -> bytes:
    """The first of each known parameter, in order of their names; all of it where nobody said which are known."""
    known = asks_of(app, _endpoint(app, "GET", path))
    if known is None:
        return query
    found: dict[bytes, bytes] = {}
    for part in query.split(b"&", _MOST)[:_MOST]:
        name = part.partition(b"=")[0]
        if name in known:
            found.setdefault(name, part)
    return b"&".join(part for _, part in sorted(found.items()))


def _language(offered: tuple[str, ...], asked: str) -> str:
    return parse_accept_header(asked, LanguageAccept).best_match(offered) or offered[0]
