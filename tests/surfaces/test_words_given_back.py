"""Whatever goes wrong, what was typed is given back: on the customer's page, at the desk and in the studio."""

import html
import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import html5lib
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from statuspage.config import PROJECT
from statuspage.db import db
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.shares.verbs import rotate
from statuspage.security import room, throttle
from tests.surfaces.desk import csrf, log_in
from tests.surfaces.private_things import BY_SCRIPT, Ana

HEADING = "Your words, which were not sent"
WORDS = 'It hisses again, <b>louder</b> & "longer".'
SHOWN = "It hisses again, &lt;b&gt;louder&lt;/b&gt; &amp; &#34;longer&#34;.</textarea>"
FORMS = {  # each form in which one writes: what is typed besides
    "replies": ("body", {}),
    "heard": ("not_quite", {"answer": "not_quite"}),
    "confirmation": ("not_solved", {"answer": "not_yet"}),
    "feeling": ("felt", {"listened": "yes"}),
}
DESK_FORMS = {"letters": "body", "notes": "body", "handovers": "note"}
FIELD = re.compile(r"\b(?:field|textarea)\('(\w+)'")
SECRET = {"kept", "photo", "current", "password"}


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """Whatever is to be written fails, as SQLite says it."""
    app.testing = False

    def refuse(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError(statement, {}, sqlite3.OperationalError("database or disk is full"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    yield
    event.remove(db.engine, "before_cursor_execute", refuse)
    app.testing = True


def send(ana: Ana, what: str, **rest: Any) -> Any:
    """Send this form, on a ticket where it is asked for, while the disk is full."""
    name, said = FORMS[what]
    ana.write(asks_solved=True)
    if what == "feeling":
        ana.do(confirm)
    with full_disk(ana.app):
        return ana.send(what, **said, **{name: WORDS}, **rest)


def is_given_back(answer: Any, label: str = "") -> None:
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert HEADING in answer.text
    assert SHOWN in answer.text
    assert f'for="kept-1">{label}' in answer.text


@pytest.mark.parametrize("what", FORMS)
def test_a_full_disk_gives_the_customer_back_what_was_typed(ana: Ana, what: str):
    answer = send(ana, what)
    assert answer.status_code == 500
    is_given_back(answer)
    assert f'href="{ana.path}">Open the page again' in answer.text


@pytest.mark.parametrize("what", FORMS)
def test_by_script_the_form_stays_and_the_notice_says_that_the_words_are_in_it(ana: Ana, what: str):
    answer = send(ana, what, by_script=True)
    assert answer.status_code == 500
    assert "What you wrote is still in the form." in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("what", DESK_FORMS)
def test_a_full_disk_gives_an_agent_back_what_was_typed(app: Flask, client: FlaskClient, cast: Any, what: str):
    log_in(client)
    path, token = f"/desk/tickets/{cast.ticket.id}", csrf(client)
    said = {"heard": WORDS, "promise": "2026-11-23T17:00", "seen": "1", "to": str(cast.tom.id), "seen_by": "customer"}
    app.testing = False
    with pytest.MonkeyPatch.context() as patch:
        is_full = OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))
        patch.setattr("sqlalchemy.engine.default.DefaultDialect.do_commit", _raises(is_full))
        answer = client.post(f"{path}/{what}", data={"csrf": token, **said, DESK_FORMS[what]: WORDS})
    assert answer.status_code == 500
    is_given_back(answer)
    assert f'href="{path}">Open the page again' in answer.text


def test_a_full_disk_of_postgresql_is_told_as_one_of_sqlite(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    ana.app.testing = False
    is_full = OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))
    monkeypatch.setattr("sqlalchemy.engine.default.DefaultDialect.do_commit", _raises(is_full))
    answer = ana.send("replies", body=WORDS)
    assert answer.status_code == 500
    is_given_back(answer)


def test_the_words_of_a_form_come_back_where_the_disk_has_no_room_for_its_files(
    ana: Ana, monkeypatch: pytest.MonkeyPatch
):
    ana.app.testing = False
    boundary, form = encode_multipart({"body": WORDS, "files": FileStorage(BytesIO(b"x" * 1_000_000), "x.txt")})
    with io.FileIO("/dev/full", "r+") as full:
        monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full)
        kind = f"multipart/form-data; boundary={boundary}"
        answer = ana.client.post(f"{ana.path}/replies", data=form, content_type=kind)
    assert answer.status_code == 507
    is_given_back(answer)


@pytest.mark.parametrize(
    ("what", "said", "shown"),
    [
        ("studio/sites", {"sites": "https://cafe.example"}, "https://cafe.example</textarea>"),
        (
            "studio",
            {"action": "on", "owner": "photo", "subject": "title", "title": "My oven"},
            "Your own title: My oven",
        ),
        (
            "calls",
            {"phone": "+351 91 000 0000", "when": "after four"},
            "Phone: +351 91 000 0000\nWhen suits you?: after",
        ),
    ],
)
def test_a_full_disk_gives_back_what_was_typed_on_one_line(ana: Ana, what: str, said: dict[str, str], shown: str):
    with full_disk(ana.app):
        answer = ana.send(what, **said)
    assert (answer.status_code, HEADING in answer.text) == (500, True)
    assert shown in answer.text
    assert f'href="{ana.path}{"/studio" if "studio" in what else ""}">Open the page again' in answer.text


def _raises(error: Exception) -> Callable[..., None]:
    def raise_it(*_: Any) -> None:
        raise error

    return raise_it


@pytest.mark.parametrize("what", FORMS)
def test_a_database_that_does_not_even_know_the_key_gives_back_what_was_typed(
    ana: Ana, monkeypatch: pytest.MonkeyPatch, what: str
):
    is_busy = sqlite3.OperationalError("database is locked")
    is_busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    monkeypatch.setattr("statuspage.security.access.read_shares", _raises(OperationalError("SELECT", {}, is_busy)))
    name, said = FORMS[what]
    answer = ana.client.post(f"{ana.path}/{what}", data={**said, name: WORDS})
    assert answer.status_code == 503
    assert SHOWN in answer.text
    assert f'href="{ana.path}">Open the page again' in answer.text
    other = ana.client.post(f"{ana.path[:-3]}/{what}", data={**said, name: WORDS})
    assert (other.status_code, SHOWN in other.text) == (404, False), "a key that we never wrote"


def test_what_could_not_be_sent_is_sent_again_from_the_page_that_says_so_and_counts_once(
    ana: Ana, monkeypatch: pytest.MonkeyPatch
):
    is_busy = sqlite3.OperationalError("database is locked")
    is_busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    lost = OperationalError("SELECT", {}, is_busy)
    said = {"body": f"{WORDS}\r\nAnd it smells.", "once": "k"}
    monkeypatch.setattr("statuspage.surfaces.customer.verbs.go", _raises(lost))  # it has arrived, and nobody says so
    answer = ana.send("replies", **said)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "however often they are sent, they count once" in answer.text
    monkeypatch.undo()
    again = answer.text[answer.text.index(f'action="{ana.path}/replies"') :]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', again.partition("</form>")[0])
    assert ana.send("replies", **{name: html.unescape(value) for name, value in fields}).status_code == 303
    assert ana.kinds.count("reply") == 1
    monkeypatch.setattr("statuspage.surfaces.customer.verbs.go", _raises(lost))
    assert "Send it once more" not in ana.send("replies", body="Without a key.").text
    assert "Send it once more" not in ana.send("replies", body="x", once="l", password="a secret of somebody").text


def test_a_fault_of_which_nobody_knows_when_it_came_says_so(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    ana.app.testing = False
    monkeypatch.setattr("statuspage.surfaces.customer.verbs.go", _raises(ZeroDivisionError()))
    answer = ana.send("replies", body=WORDS, once="k")
    assert answer.status_code == 500
    assert SHOWN in answer.text
    assert HEADING not in answer.text
    assert "We cannot say whether they have arrived." in answer.text
    monkeypatch.undo()
    assert ana.send("replies", body=WORDS, once="k").status_code == 303
    assert ana.kinds.count("reply") == 1


def test_a_link_that_was_replaced_gives_back_the_reply_that_was_posted_to_it(ana: Ana):
    path = ana.path
    ana.do(rotate, "private")
    answer = ana.client.post(f"{path}/replies", data={"body": WORDS})
    assert answer.status_code == 410
    is_given_back(answer)
    assert "Open the page again" not in answer.text


def test_nothing_is_read_or_given_back_for_a_key_that_was_never_ours(ana: Ana):
    answer = ana.client.post(f"{ana.path[:-3]}/replies", data={"body": WORDS})
    assert answer.status_code == 404
    assert WORDS not in answer.text


def test_too_much_in_a_minute_gives_back_what_was_typed(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    for _ in range(int(throttle.WRITES.split()[0])):
        ana.client.post(f"{ana.path}/replies", data={"body": " "})
    answer = ana.client.post(f"{ana.path}/replies", data={"body": WORDS})
    assert answer.status_code == 429
    is_given_back(answer)
    by_script = ana.client.post(f"{ana.path}/replies", data={"body": WORDS}, headers=BY_SCRIPT)
    assert "What you wrote is still in the form." in by_script.text


def test_what_is_too_long_to_be_sent_comes_back_whole(ana: Ana):
    words = f"{'ش' * 30_000} {WORDS}"  # more than there is room for
    answer = ana.send("replies", body=words)
    assert answer.status_code == 413
    is_given_back(answer)
    assert "ش" * 30_000 in answer.text
    assert "then send them in two parts." in answer.text
    assert "Go back" not in answer.text
    by_script = ana.send("replies", body=words, by_script=True)
    assert "What you wrote is still in the form: send it in two parts." in by_script.text
    assert "reply" not in ana.kinds


def test_a_letter_that_is_too_long_comes_back_whole(client: FlaskClient, cast: Any):
    log_in(client)
    said = {"csrf": csrf(client), "heard": "that it hisses", "body": "x" * room.LETTER.bytes + WORDS}
    answer = client.post(f"/desk/tickets/{cast.ticket.id}/letters", data=said)
    assert answer.status_code == 413
    assert SHOWN in answer.text
    assert "that it hisses" in answer.text


def test_a_photo_that_is_too_large_leaves_the_rest_of_the_form_as_it_was_typed(client: FlaskClient, cast: Any):
    log_in(client)
    photo = FileStorage(BytesIO(bytes(9_000_000)), "me.jpg")
    said = {"csrf": csrf(client), "name": "Maria Okafor", "language": "en", "place": WORDS, "photo": photo}
    boundary, body = encode_multipart(said)
    answer = client.post("/desk/me", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 422
    assert "This picture is too large; 2.5 MB is the most." in answer.text
    assert SHOWN.removesuffix("</textarea>") in answer.text


@pytest.mark.parametrize("by_script", [False, True])
def test_more_than_can_be_read_says_where_the_words_still_are(ana: Ana, by_script: bool):
    answer = ana.send("replies", by_script=by_script, body="x" * (room.LARGEST + 1))
    assert answer.status_code == 413
    assert "Go back: your text is still there." in answer.text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_posts_to_a_private_page_is_never_shown(ana: Ana, headers: dict[str, str]):
    for path in (ana.path, ana.path[:-3]):
        answer = ana.client.post(f"{path}/replies", data={"body": WORDS}, headers=headers)
        assert answer.status_code in (403, 404)
        assert "hisses" not in answer.text


def test_nothing_is_given_back_where_anyone_may_come(ana: Ana):
    ana.send("studio", action="on", owner="photo", subject="subject")
    for path in ("/", "/desk/login", "/nothing", "/team", ana.link("public"), ana.link("badge"), ana.path):
        answer = ana.client.post(path, data={"body": WORDS, "story": WORDS, "name": WORDS})
        assert answer.status_code >= 400
        assert "hisses" not in answer.text, path


def test_every_field_in_which_a_customer_types_is_given_back(ana: Ana):
    folder = Path(PROJECT / "templates" / "customer")
    names = {name for page in folder.rglob("*.html") for name in FIELD.findall(page.read_text("utf-8"))} - SECRET
    assert {"body", "not_quite", "not_solved", "felt", "phone", "when", "title", "sites"} <= names
    path, typed = ana.path, {name: f"typed as {name}" for name in names}
    ana.do(rotate, "private")
    answer = ana.client.post(f"{path}/replies", data=typed | {"password": "a secret", "once": "A-KEY"})
    assert [name for name in names if f"typed as {name}" not in answer.text] == []
    assert "a secret" not in answer.text
    assert "A-KEY" not in answer.text
    assert "Phone: typed as phone\nWhen suits you?: typed as when" in answer.text
