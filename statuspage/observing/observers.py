"""Begins to observe, as far as it is set; what is set and cannot be done is refused before anything is served."""

import importlib
from typing import Any

from flask import Flask

from statuspage.config import Settings, SettingsError

OBSERVERS = "observers"  # among the app's extensions


def install(app: Flask) -> None:
    """Add what is set to what runs beside the app. Raises SettingsError where a package for it is not there."""
    settings: Settings = app.extensions["settings"]
    wanted = {
        "tracing": ("opentelemetry", "otel", "STATUSPAGE_OTEL", settings.otel),
        "failures": ("sentry_sdk", "sentry", "STATUSPAGE_SENTRY_DSN", settings.sentry_dsn),
    }
    app.extensions[OBSERVERS] = [
        _load(part, package, extra, setting).install(app)
        for part, (package, extra, setting, is_set) in wanted.items()
        if is_set
    ]
    app.extensions["background"] = [*app.extensions[OBSERVERS], *app.extensions["background"]]


def _load(part: str, package: str, extra: str, setting: str) -> Any:
    """The module of ours that needs this package."""
    try:
        return importlib.import_module(f"statuspage.observing.{part}")
    except ModuleNotFoundError as fault:
        if not (fault.name or "").startswith(package):
            raise
        how = f"pip install 'virtual-ticket[{extra}]', or in a checkout -r requirements-{extra}.txt"
        raise SettingsError([f"{setting} needs a package that is not installed: {how}."]) from None
