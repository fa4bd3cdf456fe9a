"""The way in: ``app:app`` is Flask alone, ``app:asgi`` the front over it; ``python app.py`` serves."""

import os
import sys
from functools import partial

from statuspage import create_app, logs
from statuspage.config import Settings, SettingsError
from statuspage.front.asgi import Front
from statuspage.front.serving import prepare, serve

logs.keep_keys_out()
try:
    app = create_app(Settings.from_env(os.environ).with_secret())
except SettingsError as error:
    sys.exit(str(error))

asgi = Front(app, prepare=partial(prepare, app))

if __name__ == "__main__":
    serve(app, Front(app))
