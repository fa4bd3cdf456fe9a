"""A session that ended over an open form: all that was typed is given back, whichever form it was."""

import re

import pytest

from statuspage.config import PROJECT
from tests.surfaces.desk import csrf, log_in

NO_WORDS = {"kept", "photo", "q"} | {"current", "password"}  # not typed into a form of the desk; and secrets
FIELD = re.compile(r"\b(?:field|textarea)\('(\w+)'")


@pytest.fixture
def send(client, cast, clock):
    """A form that is sent after its session ended."""
    log_in(client)
    token = csrf(client)
    clock.forward(hours=13)
    return lambda path, **fields: client.post(path, data={"csrf": token, **fields})


@pytest.fixture
def typed():
    """The names of all fields of the desk in which one types."""
    pages = [page.read_text(encoding="utf-8") for page in (PROJECT / "templates" / "desk").glob("*.html")]
    names = {name for page in pages for name in FIELD.findall(page)} - NO_WORDS
    assert {"body", "heard", "story", "subject", "public_name", "reach_when"} <= names
    return sorted(names)


def test_all_that_was_typed_is_given_back(send, typed):
    answer = send("/desk/tickets", **{name: f"What was typed as {name}" for name in typed}, once="A-KEY", seen="4711")
    assert answer.status_code == 401
    assert [name for name in typed if f"What was typed as {name}" not in answer.text] == []
    assert "A-KEY" not in answer.text
    assert "4711" not in answer.text


def test_what_was_typed_in_lines_says_what_it_is(send, cast):
    text = send("/desk/me", name="Maria O.", place="Porto", tue_from="10:00", tue_to="16:00").text
    assert "Name: Maria O.\nWhere you work: Porto\nTuesday: 10:00 – 16:00</textarea>" in text
    assert text.count("<textarea") == 1


def test_a_password_is_never_shown(send):
    text = send("/desk/me/password", current="the old sentence", password="the new sentence").text
    assert "sentence" not in text
    assert "<textarea" not in text


@pytest.mark.parametrize(
    "path", ["/desk/me", "/desk/me/public", "/desk/customers/1", "/desk/tickets/1/notes", "/desk/tickets"]
)
def test_the_way_in_leads_back_to_the_page_of_the_form(send, path):
    page = {"/desk/me/public": "/desk/me", "/desk/tickets/1/notes": "/desk/tickets/1", "/desk/tickets": "/desk"}.get(
        path, path
    )
    assert f'/desk/login?next={page.replace("/", "%2F")}"' in send(path).text
