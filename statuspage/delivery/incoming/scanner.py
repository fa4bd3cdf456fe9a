"""A program of the operator's that looks for harm in a message, where one is set."""

import logging
import subprocess

PATIENCE = 60  # seconds
log = logging.getLogger("statuspage.mail")


class NotScanned(Exception):
    """The scanner gave no answer; the mail waits where it is, and comes again."""


def finds_harm(program: str | None, raw: bytes) -> bool:
    """Whether the program, given the message on its standard input, ends with 1. It ends with 0 where there is none.

    Raises ``NotScanned`` for any other end, as nobody knows then.
    """
    if program is None:
        return False
    try:
        ended = subprocess.run([program], input=raw, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - the operator's own
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NotScanned(f"the scanner gave no answer ({type(fault).__name__})") from None
    if ended.returncode not in (0, 1):
        raise NotScanned(f"the scanner ended with {ended.returncode}")
    return ended.returncode == 1
