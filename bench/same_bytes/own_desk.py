"""What an agent does at the desk that belongs to no open ticket: customers, new tickets, and how they are shown."""

import re
from io import BytesIO

from PIL import Image

from bench.same_bytes.answers import Recording
from bench.same_bytes.browser import Fields
from bench.same_bytes.house import House
from bench.same_bytes.people import at_the_desk

PACE = 7  # minutes between two deeds
_FACTS: Fields = {"name": "Priya Nair", "contact": "priya@example.net", "zone": "Asia/Kolkata", "language": "en"}
DEEDS: tuple[tuple[str, str, str, Fields, Fields], ...] = (
    ("customer", "/desk/customers/1", "/customers/1", {"email": "no address"}, {"reach_when": "in the morning"}),
    (
        "new ticket",
        "/desk/tickets/new?customer=1",
        "/desk/tickets",
        {"subject": ""},
        {"subject": "No steam", "story": "It is cold."},
    ),
    (
        "new customer",
        "/desk/tickets/new",
        "/desk/tickets",
        {"name": ""},
        {**_FACTS, "subject": "It drips", "story": "A lot."},
    ),
    ("me", "/desk/me", "/desk/me", {"name": "", "mon_from": "25:00"}, {"place": "Hamburg", "mon_from": "10:00"}),
    ("shown", "/desk/me", "/me/public", {"public_as": "everything"}, {"public_as": "name"}),
    ("shown again", "/desk/me", "/me/public", {"public_as": ""}, {"public_as": "photo"}),
    (
        "password",
        "/desk/me",
        "/me/password",
        {"current": "wrong", "password": "a new long one"},
        {"current": "fernhill-tom", "password": "another-long-one"},
    ),
    (
        "password as it was",
        "/desk/me",
        "/me/password",
        {"current": "another-long-one", "password": "short"},
        {"current": "another-long-one", "password": "fernhill-tom"},
    ),
)


def do_all(home: House, recording: Recording) -> None:
    """Tom does all of it, each form first as it is refused."""
    browser = at_the_desk(home, recording, "Tom", under="2-deeds/desk")
    for name, path, action, wrong, right in DEEDS:
        home.clock.forward(minutes=PACE)
        for kind, fields in (("wrong", wrong), ("right", right)):
            sent = browser.send(browser.get(path, f"{name}, before {kind}"), action, fields, f"{name}, {kind}")
            if sent is not None and sent.location:
                browser.get(sent.location, f"{name}, after")
    page = browser.get("/desk/me", "photo, before")
    browser.send_file(page, "/desk/me", "photo", _photo(), "photo, right")
    shown = browser.get("/desk/me", "photo, after")
    for photo in sorted(set(re.findall(r"/photos/\w+\.webp", shown.text))):
        browser.get(photo)
    browser.send(page, "/desk/logout", {}, "logout")
    browser.get("/desk/login?said=left")


def _photo() -> bytes:
    """A photo, as someone would upload it."""
    file = BytesIO()
    Image.linear_gradient("L").save(file, "PNG")
    return file.getvalue()
