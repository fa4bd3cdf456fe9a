"""The browsers in which an agent wants to be told at once: each is theirs to add and to take away, and none by itself.

What a browser names as its push service is checked here as far as words go; where its name leads is asked when
something is sent there (``delivery/push/reach.py``).
"""

import binascii
import ipaddress
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, insert_once
from statuspage.domain.errors import N_, Refused
from statuspage.domain.opaque_ids import base64url, from_base64url

SHOWS = ("hint", "names")  # from least to most
MOST = 10  # browsers of one agent
LONGEST = 1_000  # characters of an endpoint; those of today have 150 to 500
ANY = "any"  # instead of a host: any that is public
_POINT, _SECRET = 65, 16  # bytes of a browser's two keys (RFC 8291, sections 3.1 and 3.2)
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # of the curve P-256 (FIPS 186-4, D.1.2.3)
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_NOT_KEYS = N_("This browser sent keys that are none. Nothing was changed; please load the page again, and try again.")
_NO_ADDRESS = N_(
    "This browser names a push service that we cannot send to: it takes a https address of at most %(most)s signs. "
    "Nothing was changed."
)
_NOT_LISTED = N_(
    "This browser’s push service, %(host)s, is not among those that this server may send to "
    "(STATUSPAGE_PUSH_HOSTS). Nothing was changed."
)


class PushBrowser(Base):
    """One browser in which an agent is told at once, by the push service that it named.

    ``endpoint``, ``key`` (a point of P-256) and ``secret`` are what it named; the last two are base64url.
    ``server_key`` is our public key that it was told. ``mark`` is the SHA-256, in hex, of its own cookie. ``name`` is
    what sort of browser it is, drawn from its User-Agent: no words of anybody's. ``shows`` is how much a lock screen
    may show. While ``is_on`` is not so, its agent has signed out there. ``fault`` says why the last one did not arrive.
    """

    __tablename__ = "push_browser"
    __table_args__ = (
        Index("uq_push_browser_endpoint", "endpoint", unique=True),
        Index("ix_push_browser_agent_id", "agent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    endpoint: Mapped[str] = mapped_column(String(LONGEST))
    key: Mapped[str] = mapped_column(String(88))
    secret: Mapped[str] = mapped_column(String(24))
    server_key: Mapped[str] = mapped_column(String(88))
    mark: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(60))
    shows: Mapped[str] = mapped_column(String(8), default=SHOWS[0], server_default=SHOWS[0])
    is_on: Mapped[bool]
    added_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(120), default="", server_default="")


def add_browser(
    session: Session,
    agent_id: int,
    now: datetime,
    *,
    endpoint: str,
    key: str,
    secret: str,
    server_key: str,
    mark: str,
    name: str,
    hosts: Sequence[str],
) -> PushBrowser:
    """Let this agent be told in this browser from now on; whoever was told in it before is not any more.

    ``hosts`` are those that may be sent to. Refused when it names none of these or no keys, or is one too many.
    """
    endpoint = _endpoint(endpoint, hosts)
    point, shared = _bytes(key, _POINT), _bytes(secret, _SECRET)
    if not _is_on_curve(point):
        raise Refused("browser", _NOT_KEYS)
    told = {"key": base64url(point), "secret": base64url(shared), "server_key": server_key}
    values: dict[str, Any] = {**told, "mark": mark, "name": name[:60], "is_on": True, "fault": ""}
    this = select(PushBrowser).where(PushBrowser.endpoint == endpoint)
    found = session.scalar(this)
    if found is not None and found.agent_id != agent_id:
        remove(session, found)
        found = None
    if found is None:
        _refuse_many(session, agent_id)
        insert_once(session, PushBrowser, {"agent_id": agent_id, "endpoint": endpoint, "added_at": now, **values})
    session.execute(update(PushBrowser).where(PushBrowser.endpoint == endpoint).values(values))
    return session.scalars(this).one()


def browsers_of(session: Session, agent_id: int) -> list[PushBrowser]:
    """The browsers of this agent, in the order in which they were added."""
    query = select(PushBrowser).where(PushBrowser.agent_id == agent_id)
    return list(session.scalars(query.order_by(PushBrowser.id)))


def their_browser(session: Session, agent_id: int, browser_id: int) -> PushBrowser | None:
    """The browser with this id, if it is this agent's; None for anybody else's, and for none."""
    found = session.get(PushBrowser, browser_id)
    return found if found is not None and found.agent_id == agent_id else None


def show(browser: PushBrowser, shows: str) -> None:
    """Set how much is shown in this browser: names and subjects, or only that something is there."""
    browser.shows = shows if shows in SHOWS else SHOWS[0]


def remove(session: Session, browser: PushBrowser) -> None:
    """Forget this browser, and all that is on its way there."""
    _forget_pushes(session, [browser.id])
    session.delete(browser)
    session.flush()


def signed_in(session: Session, agent_id: int, mark: str) -> None:
    """This agent is at the desk in the browser with this mark: they are told there again, and nobody else is."""
    session.execute(update(PushBrowser).where(PushBrowser.mark == mark).values(is_on=PushBrowser.agent_id == agent_id))


def signed_out(session: Session, mark: str) -> None:
    """Nobody is at the desk in the browser with this mark: nothing is told there, nor what is on its way."""
    _silence(session, list(session.scalars(select(PushBrowser.id).where(PushBrowser.mark == mark))))


def signed_out_everywhere(session: Session, agent_id: int, but: str = "") -> None:
    """Every session of this agent has ended, but for the one in the browser with the mark ``but``."""
    theirs = select(PushBrowser.id).where(PushBrowser.agent_id == agent_id, PushBrowser.mark != but)
    _silence(session, list(session.scalars(theirs)))


def _silence(session: Session, ids: Sequence[int]) -> None:
    if ids:
        session.execute(update(PushBrowser).where(PushBrowser.id.in_(ids)).values(is_on=False))
        _forget_pushes(session, ids)


def _forget_pushes(session: Session, ids: Sequence[int]) -> None:
    pushes = Base.metadata.tables["push"]  # its class stands in nudge.py, which knows this file
    session.execute(delete(pushes).where(pushes.c.browser_id.in_(ids)))


def _refuse_many(session: Session, agent_id: int) -> None:
    if len(browsers_of(session, agent_id)) >= MOST:
        raise Refused(
            "browser", N_("You are told in %(most)s browsers already. Remove one first, then add this."), most=MOST
        )


def _endpoint(typed: str, hosts: Sequence[str]) -> str:
    """An address of one of these hosts by https, in plain signs and without a name, a password or a port."""
    try:
        parts = urlsplit(typed)
        plain = parts.scheme == "https" and parts.port is None and parts.username is None and not parts.fragment
    except ValueError:
        plain = False
    if not plain or not parts.hostname or len(typed) > LONGEST or not (typed.isascii() and typed.isprintable()):
        raise Refused("browser", _NO_ADDRESS, most=LONGEST)
    if not is_listed(parts.hostname, hosts):
        raise Refused("browser", _NOT_LISTED, host=parts.hostname[:80])
    return typed


def is_listed(host: str, hosts: Sequence[str]) -> bool:
    """Whether one of ``hosts`` is this one: by name, as ``*.`` and the end of its name, or as any that has a name."""
    if ANY in hosts:
        return _has_name(host)
    return any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in hosts)


def _has_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host
    return False


def _bytes(typed: str, length: int) -> bytes:
    """The bytes of this base64url, which must be so many."""
    try:
        raw = from_base64url(typed) if len(typed) <= 4 * length else b""
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length:
        raise Refused("browser", _NOT_KEYS)
    return raw


def _is_on_curve(point: bytes) -> bool:
    """Whether these are the bytes of an uncompressed point of P-256 (SEC 1, 2.3.4)."""
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return point[0] == 4 and max(x, y) < _P and (y * y - (x**3 - 3 * x + _B)) % _P == 0
