"""A peer with one ticket, or one thread, of so many entries, served by uvicorn. Runs in the peers' own environment.

It prints where the page is, and "listening". All are served alike, by uvicorn's own bridge to WSGI, with one worker.
"""

import logging
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS = "I had your machine on the bench this morning, and it ran for two hours without switching itself off. "
Wsgi = Callable[..., Any]


def helpdesk(folder: Path, entries: int) -> tuple[Wsgi, str]:
    """django-helpdesk as its documentation installs it, without debugging; its public page of a ticket."""
    import django
    from django.conf import settings

    _configure(settings, folder)
    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from helpdesk.models import FollowUp, Queue, Ticket

    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(title="Repairs", slug="repairs", allow_public_submission=True)
    ticket = Ticket.objects.create(
        queue=queue, title="It switches itself off", submitter_email="ana@example.org", description=WORDS
    )
    for number in range(entries):
        FollowUp.objects.create(ticket=ticket, title=f"Letter {number}", comment=WORDS * 3, public=True)
    asked = f"/view/?ticket={ticket.ticket_for_url}&email=ana%40example.org&key={ticket.secret_key}"
    return get_wsgi_application(), asked


def _configure(settings: Any, folder: Path) -> None:
    contrib = [f"django.contrib.{name}" for name in _CONTRIB]
    middleware = [f"django.{name}" for name in _MIDDLEWARE]
    context = [f"django.{name}" for name in _CONTEXT]
    templates = {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    settings.configure(
        DEBUG=False,
        SECRET_KEY="a-key-for-measuring-only",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[*contrib, "rest_framework", "helpdesk"],
        MIDDLEWARE=middleware,
        ROOT_URLCONF="bench_urls",
        TEMPLATES=[templates | {"OPTIONS": {"context_processors": context}}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "helpdesk.db"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        STATIC_URL="/static/",
        MEDIA_ROOT=folder,
        MEDIA_URL="/media/",
        SITE_ID=1,
        USE_TZ=True,
        LANGUAGE_CODE="en",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_VIEW_A_TICKET_PUBLIC=True,
        LOGGING_CONFIG=None,
    )
    (folder / "bench_urls.py").write_text(_URLS)
    sys.path.insert(0, str(folder))


_CONTRIB = ("admin", "auth", "contenttypes", "sessions", "sites", "messages", "staticfiles", "humanize")
_MIDDLEWARE = (
    "middleware.security.SecurityMiddleware",
    "contrib.sessions.middleware.SessionMiddleware",
    "middleware.common.CommonMiddleware",
    "middleware.csrf.CsrfViewMiddleware",
    "contrib.auth.middleware.AuthenticationMiddleware",
    "contrib.messages.middleware.MessageMiddleware",
    "middleware.clickjacking.XFrameOptionsMiddleware",
)
_CONTEXT = (
    "template.context_processors.request",
    "contrib.auth.context_processors.auth",
    "contrib.messages.context_processors.messages",
)
_URLS = """from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""


def isso(folder: Path, entries: int) -> tuple[Wsgi, str]:
    """isso as it comes, but for its limit of two comments a minute; its thread, as the page around it asks for it."""
    from isso import config, make_app
    from werkzeug.test import Client

    file = folder / "isso.cfg"
    file.write_text(f"[general]\ndbpath = {folder}/isso.db\nhost = http://127.0.0.1/\n[guard]\nenabled = false\n")
    app = make_app(config.load(config.default_file(), str(file)), threading=True)
    client = Client(app)
    for number in range(entries):
        said = {"text": WORDS * 3 + f"Number {number}.", "author": "Maria", "title": "It switches itself off"}
        answer = client.post("/new?uri=/ticket", json=said, headers={"Origin": "http://127.0.0.1"})
        if answer.status_code != 201:
            raise RuntimeError(f"isso took no comment: {answer.status} {answer.get_data(as_text=True)[:200]}")
    return app, "/?uri=/ticket"


PEERS = {"helpdesk": helpdesk, "isso": isso}


def main(kind: str, port: str, folder: str, entries: str) -> None:
    import uvicorn

    logging.disable(logging.WARNING)
    app, path = PEERS[kind](Path(folder), int(entries))
    listener = socket.create_server(("127.0.0.1", int(port)), backlog=2048)
    print(path, "listening", flush=True)
    config = uvicorn.Config(app, interface="wsgi", lifespan="off", access_log=False, log_level="error")
    uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    main(*sys.argv[1:])
