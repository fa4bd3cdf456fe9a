"""A stand-in for the one function that every door hands its mails to."""

from collections.abc import Sequence

from flask import Flask

LARGEST = 25 * 1024 * 1024  # bytes of a message; the large providers take no more either
HEAD = 256 * 1024  # bytes that are kept of what is larger


def receive(
    app: Flask, raw: bytes, *, to: Sequence[str] = (), door: str, whole_size: int | None = None
) -> tuple[object, ...]:
    """Keep this message and take its words."""
    raise NotImplementedError
