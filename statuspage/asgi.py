"""The app by the settings of the environment: ``app`` is Flask alone, ``asgi`` the front over it."""

import os
from functools import partial

from statuspage import create_app, logs, private_files, refusals
from statuspage.config import Settings
from statuspage.config.once import in_our_names
from statuspage.front.asgi import Front
from statuspage.front.serving import prepare

private_files.begin()
logs.keep_keys_out()
with refusals.or_exit():
    app = create_app(Settings.from_env(in_our_names(os.environ)).with_secret())

asgi = Front(app, prepare=partial(prepare, app))
