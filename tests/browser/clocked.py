"""Serves the app with its clock standing still: ``python -m tests.browser.clocked 2026-11-24T13:20:00+00:00``."""

import sys
from datetime import datetime

from app import app, asgi
from statuspage.front.serving import serve

if __name__ == "__main__":
    instant = datetime.fromisoformat(sys.argv[1])
    app.extensions["clock"] = lambda: instant
    serve(app, asgi)
