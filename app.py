"""The way in: ``app:app`` is Flask alone, ``app:asgi`` the front over it; ``python app.py`` serves."""

import gc

gc.disable()  # what an import makes is no garbage, and looking for some takes almost a quarter of a start

from statuspage.asgi import app, asgi  # noqa: E402
from statuspage.front.asgi import Front  # noqa: E402
from statuspage.front.serving import serve  # noqa: E402

gc.freeze()  # nor is it looked through later
gc.enable()

__all__ = ["app", "asgi"]

if __name__ == "__main__":
    serve(app, Front(app))
