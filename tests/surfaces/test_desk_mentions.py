"""A colleague who is named in a note sees it on their desk, and what an @ says is told to whoever wrote it."""

from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.notes import Note, add_note
from statuspage.domain.people.agents import add_agent
from tests.surfaces.desk import log_in, post


def test_a_mention_stands_in_the_queue_until_the_ticket_is_opened(client, app, run, cast, clock):
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    assert "You are mentioned" not in tom.get("/desk").text
    note = run(add_note, cast.ticket.id, cast.maria, clock(), body="@Tom, is the gasket in?")
    page = tom.get("/desk").text
    assert "You are mentioned" in page
    assert f"/desk/tickets/{cast.ticket.id}?at=n{note.id}#n{note.id}" in page
    assert "Maria mentions you" in page
    assert "gasket" not in page
    post(tom, f"/desk/tickets/{cast.ticket.id}/presence", doing="reading")
    assert "You are mentioned" not in tom.get("/desk").text
    run(add_note, cast.ticket.id, cast.maria, clock(), body="@Tom?")
    post(tom, f"/desk/tickets/{cast.ticket.id}/notes", body="Tomorrow.")
    assert "You are mentioned" not in tom.get("/desk").text, "whoever acts there has seen it, without script as well"
    log_in(client)
    assert "for @Tom" in client.get(f"/desk/tickets/{cast.ticket.id}").text


def test_the_queue_says_what_came_so_that_the_tab_can_count_it(client, run, cast, clock):
    log_in(client)
    assert 'data-told=""' in client.get("/desk").text
    before = client.get("/desk/live").headers
    run(add_note, cast.ticket.id, cast.tom, clock(), body="@Maria, look.")
    answer = client.get("/desk/live")
    assert 'data-told="1"' in answer.text
    assert answer.headers != before, "the stream brings it"
    assert 'data-told="1"' in client.get(f"/desk/tickets/{cast.ticket.id}").text


def test_a_name_of_nobodys_is_a_note_with_a_hint(client, cast):
    log_in(client)
    answer = post(client, f"/desk/tickets/{cast.ticket.id}/notes", body="@Foo knows.")
    assert answer.headers["Location"].endswith("?said=noted-nobody")
    page = client.get(answer.headers["Location"]).text
    assert "An @ in it names nobody here" in page
    assert "@Foo knows." in page
    answer = post(client, f"/desk/tickets/{cast.ticket.id}/letters", body="@Bar, or @Tom.", seen_by="us")
    assert answer.headers["Location"].endswith("?said=noted-nobody")
    letters = f"/desk/tickets/{cast.ticket.id}/letters"
    answer = post(client, letters, body="@Bar", seen_by="us", then="next")
    assert answer.headers["Location"].endswith("?said=noted-nobody"), "that is looked at before the next ticket"
    assert post(client, f"/desk/tickets/{cast.ticket.id}/notes", body="Hi @Tom").headers["Location"].endswith("=noted")


def test_a_shared_name_asks_which_and_the_note_is_still_in_its_form(client, run, cast, clock):
    run(add_agent, clock(), email="tom.n@fernhill.example", name="Tom Novak", password_hash="x")
    log_in(client)
    for path, more in (("notes", {}), ("letters", {"seen_by": "us"})):
        answer = post(client, f"/desk/tickets/{cast.ticket.id}/{path}", body="@Tom, is it in?", **more)
        assert answer.status_code == 422
        assert "Whom do you mean: @Tom B., @Tom N.?" in answer.text
        assert "@Tom, is it in?" in answer.text
    assert db.session.scalars(select(Note)).all() == []


def test_colleagues_can_be_completed_and_oneself_is_not_among_them(client, cast):
    log_in(client)
    page = client.get(f"/desk/tickets/{cast.ticket.id}").text
    assert '<datalist id="team-names"><option value="Tom">Tom Becker</option></datalist>' in page
