"""Whose address a mail went to. Only that is believed: what a mail says of its sender proves nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.domain.mail_wishes import companion_was_let_go
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.shares.share import shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.security.reply_addresses import ReplyKey, read_reply_address

MOST = 5  # readers of one mail; nobody answers on more tickets at once


@dataclass(frozen=True, slots=True)
class Addressee:
    """The reader whose address it is, on which ticket; or the ``reason`` why it does not count.

    ``subscription_id`` is the customer's or a companion's, ``agent_id`` an agent's; both are None for an address of
    nobody, and for the company's own, where somebody ``asks``.
    """

    ticket_id: int | None = None
    subscription_id: int | None = None
    agent_id: int | None = None
    reason: str = ""
    asks: bool = False

    @property
    def key(self) -> str:
        """Names the reader, for telling whether the same mail came to them before."""
        if self.asks:
            return "asks"
        return f"{self.subscription_id or ''}/{self.agent_id or ''}/{self.ticket_id or ''}"


def whose(session: Session, settings: Settings, to: Sequence[str], named: Sequence[str]) -> list[Addressee]:
    """The readers whose addresses these are, each once; at least one, which may be nobody.

    ``to`` is the envelope, whose word counts before that of ``named``, the headers. Both may be empty.
    """
    keys = _keys(settings, to) or _keys(settings, named)
    if keys:
        return [_reader(session, key) for key in keys[:MOST]]
    if settings.ask and settings.mail_from and _is_among(settings.mail_from, to or named):
        return [Addressee(asks=True)]
    ours = f"@{settings.reply_domain}"
    is_ours = settings.reply_domain and any(one.lower().rstrip(".").endswith(ours) for one in (*to, *named))
    return [Addressee(reason="unknown_address" if is_ours else "no_address")]


def _is_among(address: str, addresses: Iterable[str]) -> bool:
    return any(one.strip().rstrip(".").lower() == address.lower() for one in addresses)


def _keys(settings: Settings, addresses: Iterable[str]) -> list[ReplyKey]:
    if settings.reply_domain is None:
        return []
    read = (read_reply_address(settings.secret_keys, settings.reply_domain, one) for one in addresses)
    return list(dict.fromkeys(key for key in read if key is not None))


def _reader(session: Session, key: ReplyKey) -> Addressee:
    return _agent(session, key) if key.reader == "agent" else _subscriber(session, key)


def _agent(session: Session, key: ReplyKey) -> Addressee:
    agent, ticket = session.get(Agent, key.id), session.get(Ticket, key.of)
    if agent is None or ticket is None:
        return Addressee(reason="unknown_address")
    return Addressee(ticket.id, agent_id=agent.id, reason="" if agent.is_active else "agent_gone")


def _subscriber(session: Session, key: ReplyKey) -> Addressee:
    """The reader of this subscription, while the private key that the address was made with is the present one."""
    found = session.get(Subscription, key.id)
    if found is None or found.reader == "follower":
        return Addressee(reason="unknown_address")
    private = shares_of(session, found.ticket_id, found.companion_id).get("private")
    is_current = private is not None and private.generation == key.of and private.withdrawn_at is None
    return Addressee(found.ticket_id, found.id, reason=_why_not(session, found) if is_current else "withdrawn_address")


def _why_not(session: Session, found: Subscription) -> str:
    """Why this reader may not write, although the address is theirs; "" where they may."""
    if found.companion_id is None:
        return ""
    if companion_was_let_go(session, found):
        return "withdrawn_address"
    if not session.get_one(Companion, found.companion_id).may_write:
        return "reads_only"
    return "" if session.get_one(Ticket, found.ticket_id).is_open else "closed"
