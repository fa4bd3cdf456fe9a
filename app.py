"""The way in: ``app:app`` is Flask alone, ``app:asgi`` the front over it; ``python app.py`` serves."""

from statuspage.asgi import app, asgi
from statuspage.front.asgi import Front
from statuspage.front.serving import serve

__all__ = ["app", "asgi"]

if __name__ == "__main__":
    serve(app, Front(app))
