"""Takes over what the front has counted, in one transaction; the front itself knows no table."""

import logging
from functools import partial

from flask import Flask
from sqlalchemy.exc import IntegrityError

from statuspage.db import write
from statuspage.domain import views

log = logging.getLogger("statuspage")


def count(app: Flask) -> None:
    """Let the front hand its sums over here."""
    app.extensions["counted"] = partial(_keep, app)


def _keep(app: Flask, looks: views.Looks, followers: views.Followers) -> None:
    try:
        with app.app_context(), write() as session:
            views.keep(session, looks, followers)
    except IntegrityError:  # another database was put in place of the one that it was counted for
        log.warning("What was counted belongs to no share that is here, and was dropped")
