"""The way in: ``app:app`` is Flask alone, ``app:asgi`` the front over it; ``python app.py`` serves."""

import os
from functools import partial

from statuspage import create_app, logs, private_files, refusals
from statuspage.config import Settings
from statuspage.front.asgi import Front
from statuspage.front.serving import prepare, serve

private_files.begin()
logs.keep_keys_out()
with refusals.or_exit():
    app = create_app(Settings.from_env(os.environ).with_secret())

asgi = Front(app, prepare=partial(prepare, app))

if __name__ == "__main__":
    serve(app, Front(app))
