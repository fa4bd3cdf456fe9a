"""The way in: ``app:app`` is Flask alone, ``app:asgi`` the front over it; ``python app.py`` serves."""

import os
import sys

from statuspage import create_app
from statuspage.config import Settings, SettingsError

try:
    app = create_app(Settings.from_env(os.environ).with_secret())
except SettingsError as error:
    sys.exit(str(error))
