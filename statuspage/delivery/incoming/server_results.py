"""What our own mail server found out about a mail that it took: Authentication-Results (RFC 8601).

Only the topmost of these fields is read, and only if our server's name stands in it, as whatever is below it could be
written by anyone. Servers put the result that matters into it, or a signature is left that can be checked.
"""

import re
from collections.abc import Iterator
from email.message import EmailMessage

_LONGEST = 8_000  # characters; a longer field is not read, as its end could change what it says
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|([;=])|([^\s;="]++)')
_FIELD = "authentication-results"

Result = dict[str, str]  # a method and what it found, then properties: dkim: pass, header.d: example.net


def server_says(message: EmailMessage, trusted: str, domain: str) -> bool | None:
    """Whether ``trusted`` found this mail to be from ``domain``; False if not, and None where it says neither."""
    first = next((str(value) for name, value in message.raw_items() if name.lower() == _FIELD), "")
    if len(first) > _LONGEST:
        return None
    server, *results = [*_statements(_without_comments(" ".join(first.split())))] or [[]]
    if not server or server[0].strip().lower() != trusted.lower() or server[1:] not in ([], ["1"]):
        return None
    found = [_result(one) for one in results]
    if any(one.get("dmarc") == "fail" and _host(one.get("header.from", "")) == domain for one in found):
        return False
    return any(_shows(one, domain) for one in found) or None


def is_aligned(signed: str, domain: str) -> bool:
    """Whether a signature by ``signed`` counts for mails from ``domain``: it is the same, or one that holds it."""
    return "." in signed and (domain == signed or domain.endswith(f".{signed}"))


def _shows(found: Result, domain: str) -> bool:
    if found.get("dkim") == "pass":
        return is_aligned(_host(found.get("header.d") or found.get("header.i", "")), domain)
    return found.get("dmarc") == "pass" and _host(found.get("header.from", "")) == domain


def _host(value: str) -> str:
    return value.rpartition("@")[2].lower().rstrip(".")


def _result(words: list[str]) -> Result:
    """One result; empty where it has no such form, or says one thing twice."""
    found: Result = {}
    before: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word != "=":
            before.append(word)
            continue
        name = "".join(before).lower()
        name = name if found else name.partition("/")[0]  # a method may have a version
        if not name or name in found or (found and "." not in name and name != "reason"):
            return {}
        value = next(waiting, "").strip()
        found[name] = value if found else value.lower()
        before = []
    return found


def _statements(text: str) -> Iterator[list[str]]:
    """The words between the semicolons, with ``=`` as a word of its own; what stood in quotes is one word."""
    words: list[str] = []
    for token in _TOKEN.finditer(text):
        quoted, sign, plain = token.groups()
        if sign == ";":
            yield words
            words = []
        else:
            words.append(sign or plain or f" {quoted}")  # what was quoted is no sign, and no name
    yield words


def _without_comments(text: str) -> str:
    """The text without what stands in parentheses, which may hold others; empty where something is left open."""
    kept: list[str] = []
    depth, is_quoted, signs = 0, False, iter(text)
    for sign in signs:
        pair = sign + next(signs, "") if sign == "\\" else sign
        if pair != sign and not depth and not is_quoted:
            return ""
        if sign == '"' and not depth:
            is_quoted = not is_quoted
        if not is_quoted and sign in "()":
            depth += 1 if sign == "(" else -1
            kept.append(" ")
        elif not depth:
            kept.append(pair)
        if depth < 0:
            return ""
    return "" if depth or is_quoted else "".join(kept)
