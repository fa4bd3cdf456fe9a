"""A proof of work for a form: a number that its browser looks for while somebody types, and that we check at once.

It speaks the first protocol of ALTCHA (https://altcha.org), so that any of its solvers can answer: SHA-256 of a salt
and a number, the hash signed with a key of ours. The salt says for which form it is, and how long it is good.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

FIELD = "altcha"  # the name of the field that holds the answer
MOST = 50_000  # the largest number; half as many hashes are tried on average; `python -m bench puzzle` times them
GOOD_FOR = timedelta(hours=2)
_LONGEST = 1_000  # signs of an answer
_ALGORITHM = "SHA-256"


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What a solver is told: the number is sought, from 0 to ``maxnumber``, for which salt and number hash to this."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str

    def as_json(self) -> str:
        """As a solver reads it."""
        return json.dumps(asdict(self))


def make_puzzle(keys: Sequence[str], form: str, now: datetime) -> Puzzle:
    """A new one for the form that carries this text."""
    until = int((now + GOOD_FOR).timestamp())
    salt = f"{secrets.token_hex(12)}?{urlencode({'expires': until, 'form': _short(form)})}&"
    challenge = hash_of(salt, secrets.randbelow(MOST + 1))
    return Puzzle(_ALGORITHM, challenge, MOST, salt, _sign(keys[-1], challenge))


def is_solved(keys: Sequence[str], form: str, answer: str, now: datetime) -> bool:
    """Whether this answer solves a puzzle that we made for this form, in time. It may be any text."""
    told = _read(answer)
    challenge, salt, number, signature = (told.get(name) for name in ("challenge", "salt", "number", "signature"))
    if not (isinstance(challenge, str) and isinstance(salt, str) and isinstance(signature, str)):
        return False
    if type(number) is not int or not 0 <= number <= MOST or told.get("algorithm") != _ALGORITHM:
        return False
    is_ours = any(hmac.compare_digest(_sign(key, challenge).encode(), signature.encode()) for key in keys)
    if not is_ours or hash_of(salt, number) != challenge or not salt.endswith("&"):  # where the digits begin
        return False
    said = {name: values[0] for name, values in parse_qs(salt.partition("?")[2]).items()}
    return said.get("form") == _short(form) and int(said["expires"]) > now.timestamp()


def solve(puzzle: Puzzle) -> tuple[int, str]:
    """The number, by trying, and the answer with it; for tests and for what is measured."""
    number = next(tried for tried in range(MOST + 1) if hash_of(puzzle.salt, tried) == puzzle.challenge)
    told = {"algorithm": puzzle.algorithm, "challenge": puzzle.challenge, "number": number, "salt": puzzle.salt}
    return number, base64.b64encode(json.dumps({**told, "signature": puzzle.signature}).encode()).decode()


def _read(answer: str) -> dict[str, Any]:
    """What an answer says; nothing for whatever is none."""
    if len(answer) > _LONGEST or not answer.isascii():
        return {}
    try:
        told = json.loads(base64.b64decode(answer, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _short(form: str) -> str:
    return hashlib.sha256(form.encode()).hexdigest()[:24]


def hash_of(salt: str, number: int) -> str:
    """What salt and number hash to, in hex."""
    return hashlib.sha256(f"{salt}{number}".encode(errors="surrogatepass")).hexdigest()


def _sign(key: str, challenge: str) -> str:
    said = challenge.encode(errors="surrogatepass")
    return hmac.digest(hmac.digest(key.encode(), b"statuspage.puzzle", "sha256"), said, "sha256").hex()
