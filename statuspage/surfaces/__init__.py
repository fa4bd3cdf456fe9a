"""What people see and do, one file a side: parse a request, call one verb in one transaction, answer."""

from functools import partial

from flask import Flask

from statuspage.surfaces import (
    ask,
    asked_files,
    calendar,
    company,
    customer,
    demo_mail,
    desk,
    embed,
    errors,
    feed,
    files,
    follow,
    gallery,
    held,
    join,
    mail_in,
    mails,
    mine,
    oembed,
    own_data,
    pictures,
    public,
    setup,
    site,
    team,
)
from statuspage.surfaces.customer import again, page_cache

BLUEPRINTS = (
    site.bp,
    setup.bp,
    ask.bp,
    ask.frame.bp,
    asked_files.bp,
    mine.bp,
    company.bp,
    own_data.bp,
    join.bp,
    customer.bp,
    files.bp,
    mails.bp,
    held.bp,
    mail_in.bp,
    public.bp,
    follow.bp,
    embed.bp,
    oembed.bp,
    gallery.bp,
    pictures.bp,
    feed.bp,
    calendar.bp,
    team.bp,
    desk.bp,
    demo_mail.bp,
)


def add(app: Flask) -> None:
    """Add every surface."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.extensions.setdefault("forgets", []).append(partial(page_cache.forget, app))
    errors.add(app)
    again.install(app)
