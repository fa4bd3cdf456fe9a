"""Static files under addresses that change with their content, so that browsers may cache them for a year.

A page of another version, such as the one before, asks under another address: it gets what there is now, and no cache
keeps that under the address of something else.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, request
from werkzeug.wrappers import Response


def serve(app: Flask) -> None:
    """Give templates ``asset("css/base.css")``, and let browsers cache whatever carries its content's hash."""
    folder = Path(app.static_folder or "")

    def asset(path: str) -> str:
        return f"/static/{path}?v={_version_of(folder / path)}"

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304) and "v" in request.args:
            response.headers["Cache-Control"] = kept(_version_of(folder / (request.view_args or {})["filename"]))
        return response

    app.jinja_env.globals["asset"] = asset


def kept(version: str) -> str:
    """How long a cache may keep what this request asks for, which is of this version now."""
    return "public, max-age=31536000, immutable" if request.args.get("v") == version else "no-cache"


def _version_of(file: Path) -> str:
    found = file.stat()
    return _version(file, found.st_mtime_ns, found.st_size)


@lru_cache(1_000)
def _version(file: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
