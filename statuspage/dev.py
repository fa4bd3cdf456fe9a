"""While somebody works on the app (`make dev`), every edit shows at the next reload: nothing read from a file is kept.

A Python file that changes starts the server again, and Jinja reads a template again by itself. What is left to see to
are style sheets, scripts, pictures and catalogs: this forgets them before each request, and lets no browser keep one.
What keeps made answers asks the app itself whether it is in debug mode: the front, and the customer's pages.
"""

import os
import sys
from pathlib import Path
from threading import Lock

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import get_domain
from werkzeug.wrappers import Response

from statuspage.config.places import TRANSLATIONS

_compiling = Lock()


def show_edits(app: Flask) -> None:
    """Forget before each request; to be called before anything else is, so that no header is written after it."""

    @app.before_request
    def forget() -> None:
        _forget_functions()
        if compile_edited(TRANSLATIONS):
            get_domain().cache.clear()

    @app.after_request
    def keep_nothing(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response


def compile_edited(folder: Path) -> list[Path]:
    """Compile each catalog under ``folder`` that was edited after it was last compiled; which these are."""
    with _compiling:
        edited = [file for file in folder.rglob("messages.po") if _is_newer(file, file.with_suffix(".mo"))]
        for file in edited:
            half = file.with_name(f"{os.getpid()}.mo")  # nobody reads half a catalog
            with file.open("rb") as source, half.open("wb") as made:
                write_mo(made, read_po(source, locale=file.parent.parent.name))
            half.replace(file.with_suffix(".mo"))
    return edited


def _is_newer(file: Path, made: Path) -> bool:
    return not made.exists() or file.stat().st_mtime > made.stat().st_mtime


def _forget_functions() -> None:
    """Empty what the functions of the app remember of their earlier calls."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] == "statuspage":
            for thing in tuple(vars(module).values()):
                if callable(empty := getattr(thing, "cache_clear", None)):
                    empty()
