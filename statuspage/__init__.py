"""One named person, a page of your own, and a promise of when they write next."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask

from statuspage import assets, cacheable, commands, db, present, private_files, replicas, surfaces, wearing
from statuspage.backups import scheduled
from statuspage.config import PROJECT, Settings
from statuspage.delivery import beside, due, forgetting, releasing, sweeping, websub
from statuspage.delivery.incoming import imap
from statuspage.delivery.push import sending
from statuspage.filing import taking_in
from statuspage.routes import Route
from statuspage.security import (
    access,
    beforehand,
    crowded,
    csrf,
    cut_links,
    headers,
    hosts,
    proxies,
    room,
    setting_up,
    throttle,
)
from statuspage.urls import Urls
from statuspage.version import __version__
from statuspage.waiting import Waits

__all__ = ["__version__", "create_app"]


class _App(Flask):
    """Flask, of which no view and no hook is a coroutine: it looks at each of them, each time, whether it is one."""

    url_rule_class = Route

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function, as it is."""
        return func


def create_app(settings: Settings) -> Flask:
    """The Flask app for these settings, with its doors guarded before any surface is added."""
    app = _App(__name__, static_folder=str(PROJECT / "static"), template_folder=str(PROJECT / "templates"))
    app.config.update(
        MAX_CONTENT_LENGTH=room.LARGEST,  # of any route; each has its own
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
        TESTING=False,
    )
    if app.debug:
        from statuspage import dev  # nothing of it in production

        dev.show_edits(app)
    app.extensions["settings"] = settings
    app.extensions["urls"] = Urls(settings.base_url, settings.secret_keys)
    app.url_map.merge_slashes = False  # nothing leads anywhere by a name that we did not choose
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.template_class = present.templates.Template
    app.jinja_env.filters["initials"] = present.people.initials
    private_files.tighten_folder(settings.data_dir)
    waits, direct = Waits(*settings.database_waits), settings.database_direct_url
    db.connect(app, settings.database_url, waits, direct)
    replicas.install(app, settings.database_replica_urls, waits, pooled=direct is not None)
    taking_in.install(app)
    present.languages.install(app)
    present.as_known.install(app)
    assets.serve(app)
    wearing.install(app)
    crowded.guard(app)
    hosts.guard(app)
    proxies.look_out(app)
    throttle.limit(app)
    cut_links.lead_on(app)
    setting_up.guard(app)
    access.guard(app)
    csrf.protect(app)
    headers.dress(app)
    surfaces.add(app)
    beforehand.tell(app, partial(present.as_known.tell, app))
    cacheable.count(app)
    commands.add(app)
    runs = (releasing, websub, beside, due, imap, sweeping, sending, forgetting, scheduled)
    app.extensions["background"] = [routine for one in runs for routine in one.background(app)]
    if settings.metrics:
        from statuspage.metering import port  # nothing is counted where nobody asks

        port.install(app)
    if settings.otel or settings.sentry_dsn:
        from statuspage.observing import observers

        observers.install(app)
    if settings.demo:
        from statuspage import demo  # production never loads it

        demo.offer(app)
    return app
