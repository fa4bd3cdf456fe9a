"""SIGHUP means two things: “begin anew”, and, where a terminal was closed, that whoever started us has gone."""

import os


class Hangup:
    """Tells the two apart; to be made while the terminal, if there is one, is there."""

    def __init__(self) -> None:
        self._had_terminal = _has_terminal()

    def means_stop(self) -> bool:
        """Whether the terminal that we were started in is gone."""
        return self._had_terminal and not _has_terminal()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0)))
    except OSError:
        return False
    return True
