"""Our own mails as they are quoted: where the quote of one ends, when nothing else tells it from an answer below it."""

import re

from statuspage.delivery.incoming.lines import WrittenLine

# The address that stops such mails, as statuspage/urls.py makes it. The paragraph after it is the last of a mail.
_STOP = re.compile(r"https?://\S{1,200}/m/[\w-]{16,}")


def below_our_mail(lines: list[WrittenLine]) -> list[WrittenLine]:
    """The lines below the last line of our mail, none where these lines hold no whole one."""
    stops = [number for number, line in enumerate(lines) if _STOP.search(line.text)]
    if not stops:
        return []
    at = stops[-1] + 1
    if at < len(lines) and lines[at].is_blank:  # HTML leaves room between its paragraphs
        at = _next(lines, at, blank=False)
    at = _next(lines, at, blank=True)
    return lines[at:]


def _next(lines: list[WrittenLine], at: int, *, blank: bool) -> int:
    """The first line from here on that is blank, or that is not."""
    return next((number for number in range(at, len(lines)) if lines[number].is_blank is blank), len(lines))
