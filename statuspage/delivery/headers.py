"""How headers are written: as Python's email package does it, and without its parser wherever that changes nothing.

Python takes each header apart to store it, and again to fold it. Most are a few ASCII words, which need only line ends.
"""

import re
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

_WORD = 76  # characters that fit into every line
_SIMPLE = re.compile(rf"(?!.*=\?)[!-~]{{1,{_WORD}}}(?: [!-~]{{1,{_WORD}}})*")  # and none of the words is encoded


class _Registry(HeaderRegistry):
    """Makes the class of a header once; Python's makes it anew for every header, to learn how many there may be."""

    @lru_cache(maxsize=100)  # noqa: B019 - there is one of these, and it stays
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)


_REGISTRY = _Registry()


class MailPolicy(EmailPolicy):
    """Headers of simple words are kept as text, folded at their blanks, and parsed only for whoever reads them."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """What is kept of a header that is set."""
        text = format_datetime(value) if isinstance(value, datetime) else str(value)
        is_long = isinstance(value, Address) and len(text) > _WORD  # not every blank in it is where it may be folded
        if hasattr(value, "name") or is_long or not _SIMPLE.fullmatch(text):
            return super().header_store_parse(name, value)
        return name, text

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """The header as Python's email package knows it."""
        if hasattr(value, "name") or not _SIMPLE.fullmatch(value):
            return super().header_fetch_parse(name, value)
        return _parsed(name, value)

    def fold(self, name: str, value: Any) -> Any:
        """The header as it is written."""
        if hasattr(value, "name"):
            return _folded(self, name, value)
        if not _SIMPLE.fullmatch(value):
            return super().fold(name, value)
        most, lines = self.max_line_length or 0, [f"{name}:"]
        stays_whole = len(value) < most and name != "Content-Type"  # whose parameters may always stand apart
        is_long = len(name) + 2 + len(value) > most
        for word in [value] if stays_whole and is_long else value.split(" "):
            if len(lines[-1]) + 1 + len(word) <= most:
                lines[-1] += f" {word}"
            else:
                lines.append(f" {word}")
        return self.linesep.join([*lines, ""])

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same in bytes."""
        if hasattr(value, "name") or _SIMPLE.fullmatch(value):
            return bytes(self.fold(name, value), "utf-8" if self.utf8 else "ascii", "surrogateescape")
        return super().fold_binary(name, value)


@lru_cache(maxsize=200)  # those of the parts of a mail are asked for again and again, and are always the same
def _parsed(name: str, value: str) -> Any:
    return _REGISTRY(name, value)


@lru_cache(maxsize=200)  # each is asked for twice, and who sends is the same person in many mails
def _folded(rules: MailPolicy, name: str, value: Any) -> Any:
    return super(MailPolicy, rules).fold(name, value)


ASCII = MailPolicy(linesep="\r\n", header_factory=_REGISTRY)
UTF8 = ASCII.clone(utf8=True, max_line_length=998)  # unfolded: Python 3.11 loses the quotes of a long name in UTF-8
