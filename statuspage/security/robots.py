"""Signs that a form was sent by no person: a field that nobody sees, too little time, no form at all, or many at once.

No sign refuses anybody: what they are signs of, the desk looks at apart (domain/way_in/suspects.py).
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

from flask import request
from limits import parse

from statuspage.security.throttle import address, limiter

TRAP = "website"  # the name of the field that no person sees; programs fill in what sounds like theirs
LEAST = 3.0  # seconds that a person needs for a form, also with everything filled in by the browser
MANY = "6 per hour"  # forms from one address, or from one network of IPv6, before they are doubted


def begun_at(keys: Sequence[str], now: datetime) -> str:
    """What a form carries: when it was made (seconds since 1970), signed."""
    at = f"{now.timestamp():.1f}"
    return f"{at}.{_sign(keys[-1], at)}"


def doubt(keys: Sequence[str], now: datetime) -> str:
    """Why the form that was just sent may be no person's; "" where nothing speaks for that."""
    if request.form.get(TRAP):
        return "trap"
    age = _age(keys, request.form.get("begun", ""), now)
    if age is None:
        return "no_form"
    if age < LEAST:
        return "quick"
    if limiter.enabled and not limiter.limiter.test(parse(MANY), "asks", address()):
        return "many"
    return ""


def count() -> None:
    """Count the form that was just taken; one that came back to be set right counts for nothing."""
    if limiter.enabled:
        limiter.limiter.hit(parse(MANY), "asks", address())


def _age(keys: Sequence[str], written: str, now: datetime) -> float | None:
    """How old the form is, in seconds; None for one that we did not make."""
    at, _, signature = written.rpartition(".")
    if not any(hmac.compare_digest(_sign(key, at).encode(), signature.encode()) for key in keys):
        return None
    return now.timestamp() - float(at)


def _sign(key: str, at: str) -> str:
    return hmac.digest(key.encode(), f"statuspage.form {at}".encode(), "sha256").hex()[:32]
