"""Static files under addresses that change with their content, so that browsers may cache them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, request
from werkzeug.wrappers import Response


def serve(app: Flask) -> None:
    """Give templates ``asset("css/base.css")``, and let browsers cache whatever carries its content's hash."""
    folder = Path(app.static_folder or "")

    def asset(path: str) -> str:
        return f"/static/{path}?v={_version(folder / path)}"

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304) and "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    app.jinja_env.globals["asset"] = asset


@cache
def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
