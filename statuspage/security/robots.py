"""Signs that a form was sent by no person: a field that nobody sees, too little time, no form at all, or many at once.

No sign refuses anybody: what they are signs of, the desk looks at apart (domain/way_in/suspects.py). While many come, a
form brings a proof of work, which its browser does unseen; otherwise nobody is asked for one.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import request
from limits import RateLimitItem, parse
from sqlalchemy.orm import Session

from statuspage.domain.way_in.pressure import pressed_since
from statuspage.domain.way_in.used_forms import use_form
from statuspage.security import puzzles
from statuspage.security.throttle import address, limiter

TRAP = "website"  # the name of the field that no person sees; programs fill in what sounds like theirs
LEAST = 3.0  # seconds that a person needs for a form, also with everything filled in by the browser
MANY = "6 per hour"  # forms from one address, or from one network of IPv6, before they are doubted
MANY_PROVEN = "12 per hour"  # the same, of those that bring a proof of work
APART = 120.0  # seconds that the clocks of two machines may be
_NAMED = 16  # signs that name where a form was made


def begun_at(keys: Sequence[str], now: datetime, whose: str = "") -> str:
    """What a form carries, unlike any other: when it was made (seconds since 1970), for ``whose`` address; signed."""
    said = f"{now.timestamp():.1f}~{secrets.token_urlsafe(6)}~{_name(keys[-1], whose)}"
    return f"{said}.{_sign(keys[-1], said)}"


def is_our_form(keys: Sequence[str]) -> bool:
    """Whether the form that was just sent is one of ours, whoever it was made for."""
    return _age(keys, _begun(), None) is not None


def doubt(session: Session, keys: Sequence[str], now: datetime) -> str:
    """Why the form that was just sent may be no person's; "" where nothing speaks for that.

    While many come it is used up with this, so that it counts for one person once.
    """
    if request.form.get(TRAP):
        return "trap"
    age = _age(keys, _begun(), now)
    if age is None or (request.headers.get("Origin") == "null" and not _is_made_here(keys)):
        return "no_form"
    if -APART < age < LEAST:  # made long after this moment, it was made before the clock was set back
        return "quick"
    return _crowd(session, keys, now, age)


def count() -> None:
    """Count the form that was just taken; one that came back to be set right counts for nothing."""
    if limiter.enabled:
        for most in (MANY, MANY_PROVEN):
            limiter.limiter.hit(parse(most), "asks", address())


def asks_proof(session: Session, now: datetime) -> bool:
    """Whether a form that is made now has to bring a proof of work: many come, or many from this address."""
    return pressed_since(session, now) is not None or not _is_below(parse(MANY))


def puzzle(keys: Sequence[str], begun: str, now: datetime) -> tuple[str, str]:
    """The puzzle of the form that carries ``begun``, as JSON, and its answer where that came already, else ""."""
    answer = request.form.get(puzzles.FIELD, "")
    if puzzles.is_solved(keys, begun, answer, now):
        return "", answer
    return puzzles.make_puzzle(keys, begun, now).as_json(), ""


def _crowd(session: Session, keys: Sequence[str], now: datetime, age: float) -> str:
    """What is to be said of it for the company that it came in."""
    since, is_one_of_many = pressed_since(session, now), not _is_below(parse(MANY))
    if since is None and not is_one_of_many:
        return ""
    is_proven = puzzles.is_solved(keys, _begun(), request.form.get(puzzles.FIELD, ""), now)
    if is_one_of_many and not (is_proven and _is_below(parse(MANY_PROVEN))):
        return "many"
    is_from_before = since is not None and now - since < timedelta(seconds=age) < puzzles.GOOD_FOR
    if not is_proven and not is_from_before:
        return "flood"
    return "" if use_form(session, _begun(), now + puzzles.GOOD_FOR, now) else "flood"


def _is_below(most: RateLimitItem) -> bool:
    return not limiter.enabled or limiter.limiter.test(most, "asks", address())


def _begun() -> str:
    return request.form.get("begun", "")


def _age(keys: Sequence[str], written: str, now: datetime | None) -> float | None:
    """How old the form is, in seconds (0 where nobody says what time it is); None for one that we did not make."""
    said, _, signature = written.rpartition(".")
    if not any(hmac.compare_digest(_sign(key, said).encode(), signature.encode()) for key in keys):
        return None
    return now.timestamp() - float(said.partition("~")[0]) if now else 0


def _is_made_here(keys: Sequence[str]) -> bool:
    """Whether it was made for the address that sends it."""
    name = _begun().rpartition(".")[0].rpartition("~")[2]
    return any(hmac.compare_digest(_name(key, address()).encode(), name.encode()) for key in keys)


def _name(key: str, whose: str) -> str:
    return hmac.digest(key.encode(), f"statuspage.whose {whose}".encode(), "sha256").hex()[:_NAMED] if whose else ""


def _sign(key: str, said: str) -> str:
    return hmac.digest(key.encode(), f"statuspage.form {said}".encode(errors="surrogatepass"), "sha256").hex()[:32]
