"""The one place that asks what time it is; a test sets its own clock as `app.extensions["clock"]`."""

from datetime import UTC, datetime

from flask import current_app, has_app_context


def now() -> datetime:
    """The present instant, aware and in UTC. The app's own clock takes no argument and returns an aware time."""
    clock = current_app.extensions.get("clock") if has_app_context() else None
    instant: datetime = clock() if clock else datetime.now(UTC)
    if instant.tzinfo is None:
        raise ValueError("The clock returned a time without a zone.")
    return instant.astimezone(UTC)
