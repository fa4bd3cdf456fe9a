"""Who is at a ticket, as a stream tells it: agents see everyone, the customer who writes to them, others nobody."""

import json
from collections.abc import Iterable
from datetime import datetime

from statuspage.front.database import Here


def seen_from(path: str, here: Iterable[Here], now: datetime) -> bytes | None:
    """The JSON that streams under this path carry; None for those that show nobody. What is not listed shows nobody."""
    there = sorted((one for one in here if one.until > now), key=lambda one: one.agent_id)
    if path.startswith("/desk/tickets/"):
        reading = any(one.doing == "reading" and one.agent_id == 0 for one in there)
        return _json(there, {"reading": reading})
    if path.startswith("/t/"):
        return _json([one for one in there if one.agent_id], {})
    return None


def _json(there: Iterable[Here], more: dict[str, bool]) -> bytes:
    writing = [{"id": one.agent_id, "name": one.name} for one in there if one.doing == "writing"]
    return json.dumps({"writing": writing, **more}, ensure_ascii=False, separators=(",", ":")).encode()
