"""One cause, many customers, at the desk: it is begun, tickets are tied, and one letter is laid before each owner."""

import html

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.causes.cause import begin_cause, end_cause
from statuspage.domain.causes.laid import read_laid
from statuspage.domain.causes.ties import cause_of, tie
from statuspage.domain.customer_verbs import confirm
from tests.surfaces.desk import csrf, post
from tests.surfaces.seals import LETTER, NAME, desk, follow, kenji, laid, number, seals, words
from tests.surfaces.test_letters_begun_twice import value

__all__ = ["desk", "kenji", "laid", "seals"]  # the fixtures


# ---- the list, and beginning one


def test_the_empty_list_says_what_it_is_for(client, desk):
    assert "When several customers suffer from one thing" in client.get("/desk/causes").text


def test_a_cause_is_begun_from_a_ticket_which_is_its_first(client, desk, cast):
    form = client.get(f"/desk/causes/new?ticket={cast.ticket.id}").text
    assert cast.ticket.subject in form
    said = {"name": NAME, "known": "The batch of March.", "ticket": str(cast.ticket.id), "once": "k"}
    page = follow(client, post(client, "/desk/causes", **said))
    assert "The batch of March." in page
    assert "Ana Reis" in page
    again = post(client, "/desk/causes", **said)
    assert again.headers["Location"].endswith("/desk/causes/1?said=cause_begun"), "sent twice it is begun once"
    assert "One ticket, 0 have heard" in words(client.get("/desk/causes").text)


@pytest.mark.parametrize("name", ["", "x" * 5_000])
def test_what_cannot_be_begun_is_said_and_what_was_typed_stays(client, desk, name):
    answer = post(client, "/desk/causes", name=name, known="The batch of March.")
    assert answer.status_code == 422
    assert 'id="cause-name-error"' in answer.text
    assert f'value="{name}"' in answer.text
    assert "The batch of March.</textarea>" in answer.text


def test_a_first_ticket_that_is_part_of_another_cause_is_told_and_nothing_is_begun(client, desk, seals, cast):
    answer = post(client, "/desk/causes", name="Another", ticket=str(cast.ticket.id))
    assert answer.status_code == 422
    assert f"is part of “{NAME}” already" in answer.text
    assert "Another" not in client.get("/desk/causes").text


# ---- its page


def test_what_is_known_is_changed_and_what_a_colleague_changed_meanwhile_is_told(client, desk, seals):
    shown = html.unescape(value(client.get(seals).text, "shown"))
    follow(client, post(client, seals, name=NAME, known="Tom knows.", shown=shown))
    answer = post(client, seals, name=NAME, known="Maria knows.", shown=shown)
    assert answer.status_code == 422
    assert "Meanwhile this became “Tom knows.”" in answer.text
    assert "Maria knows.</textarea>" in answer.text
    refused = post(client, seals, name=" ", known="Still here.")
    assert refused.status_code == 422
    assert "Still here.</textarea>" in refused.text


def test_it_ends_and_is_taken_up_again(client, desk, seals):
    page = follow(client, post(client, seals, deed="end"))
    assert "It is over." in page
    assert 'id="cause-letter"' not in page
    assert NAME in client.get("/desk/causes").text.split("<summary>Over</summary>")[1]
    assert 'id="cause-letter"' in follow(client, post(client, seals, deed="again"))


@pytest.mark.parametrize("sought", ["drips", "mori", "/desk/tickets/%d?said=x", "%d"])
def test_a_ticket_is_found_and_tied_and_untied(client, desk, run, cast, clock, kenji, sought):
    address = f"/desk/causes/{run(begin_cause, cast.maria, clock(), name=NAME).id}"
    sought = sought % kenji if "%" in sought else sought
    found = client.get(address, query_string={"q": sought}).text
    assert f'name="ticket" value="{kenji}"' in found
    assert f'value="{cast.ticket.id}"' not in found.split('id="found"')[1].split('id="cause-letter"')[0]
    page = follow(client, post(client, f"{address}/tickets", ticket=str(kenji)))
    assert "Kenji Mori" in page
    assert "no letter laid yet" in page
    assert "No ticket is tied to it yet." in follow(client, post(client, f"{address}/tickets", untie=str(kenji)))


def test_what_was_sought_in_vain_is_told(client, desk, seals):
    assert "No open ticket with “xyzzy”." in client.get(seals, query_string={"q": "xyzzy"}).text
    assert client.get(seals, query_string={"q": "\0"}).status_code == 200


def test_a_ticket_that_was_tied_elsewhere_meanwhile_is_told_and_the_search_stays(client, desk, seals, run, cast, clock):
    other = run(begin_cause, cast.tom, clock(), name="The flood")
    answer = post(client, f"/desk/causes/{other.id}/tickets", ticket=str(cast.ticket.id), q="switches")
    assert answer.status_code == 422
    assert f"is part of “{NAME}” already. Untie it there first." in answer.text
    assert 'value="switches"' in answer.text
    for nothing in ({}, {"ticket": "4711"}, {"ticket": "x"}):
        assert post(client, f"/desk/causes/{other.id}/tickets", **nothing).status_code == 422


# ---- on the ticket's page


def test_a_ticket_says_what_it_is_part_of_and_is_tied_and_untied_there(client, desk, run, cast, clock):
    cause = run(begin_cause, cast.maria, clock(), name=NAME)
    assert "Part of:" not in client.get(desk).text
    page = follow(client, post(client, f"{desk}/cause", cause=str(cause.id)))
    assert f"Part of: {NAME}" in words(page)
    assert f'href="http://localhost/desk/causes/{cause.id}"' in page
    assert "Part of:" not in follow(client, post(client, f"{desk}/cause", cause=str(cause.id), deed="untie"))


def test_no_cause_and_one_that_is_over_are_told_there(client, desk, run, cast, clock):
    cause = run(begin_cause, cast.maria, clock(), name=NAME)
    run(end_cause, cause.id, clock())
    for chosen, said in (("", "Please choose a cause"), ("4711", "Please choose a cause"), (str(cause.id), "is over")):
        answer = post(client, f"{desk}/cause", cause=chosen)
        assert answer.status_code == 422
        assert said in answer.text


# ---- the letter


def test_the_letter_is_previewed_for_one_reader_and_nothing_is_laid(client, desk, seals, kenji):
    said = {"deed": "preview", "body": LETTER, "language": "en", "reader": str(kenji)}
    page = post(client, f"{seals}/letters", **said).text
    assert "Dear Kenji, the seals of March are bad. Yours in Tokyo is one of them." in page
    assert "Dear [[their name]]" in page
    part = client.post(f"{seals}/letters", data={"csrf": csrf(client), **said}, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Dear Kenji" in part
    wrong = post(client, f"{seals}/letters", **(said | {"body": "Dear [[you]],"})).text
    assert "We do not know what to put into [[you]]" in wrong
    assert read_laid(db.session(), kenji) is None


def test_laid_it_says_before_how_many_and_who_has_it(client, desk, seals):
    page = follow(client, post(client, f"{seals}/letters", body=LETTER, language="en", seen="0"))
    assert "Laid before 2 owners." in page
    assert "waits for the hand of Maria" in page
    assert "waits for the hand of Tom" in page
    again = post(client, f"{seals}/letters", body=LETTER, language="en", seen="1")
    assert "It lies before everyone already; nothing was laid twice." in follow(client, again)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear [[you]],", "We do not know what to put into [[you]]"),
        (" ", "Please write something here."),
        ("x" * 10_001, "10001"),
    ],
)
def test_a_letter_that_cannot_be_laid_is_told_and_stays(client, desk, seals, body, said):
    answer = post(client, f"{seals}/letters", body=body, language="en", seen="0")
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert body.strip() in answer.text


def test_without_a_ticket_and_where_all_are_over_nothing_is_laid_and_what_was_typed_stays(
    client, desk, run, cast, clock
):
    cause = run(begin_cause, cast.maria, clock(), name=NAME)
    answer = post(client, f"/desk/causes/{cause.id}/letters", body=LETTER, seen="0")
    assert "No ticket is tied to this cause yet." in answer.text
    run(tie, cause.id, [cast.ticket.id], cast.maria, clock())
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", heard="h", asks_solved=True)
    run(confirm, cast.ticket.id, clock())
    answer = post(client, f"/desk/causes/{cause.id}/letters", body=LETTER, seen="0")
    assert answer.status_code == 422
    assert "there is nobody to write to" in answer.text
    assert "Dear [[their name]], the seals" in answer.text
    assert "over: it gets no letter" in answer.text


def test_where_the_cause_ended_meanwhile_it_is_told_and_what_was_typed_stays(client, desk, seals):
    post(client, seals, deed="end")
    answer = post(client, f"{seals}/letters", body=LETTER, seen="0")
    assert answer.status_code == 422
    assert f"“{NAME}” is over. Take it up again first." in answer.text
    assert "Dear [[their name]], the seals" in answer.text


def test_one_that_closed_meanwhile_is_told_and_left_out(client, desk, seals, run, cast, clock):
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Done?", heard="h", asks_solved=True)
    run(confirm, cast.ticket.id, clock())
    page = follow(client, post(client, f"{seals}/letters", body=LETTER, seen="0"))
    assert "Laid before one owner. One ticket is over and was left out." in page


def test_what_a_colleague_laid_meanwhile_is_shown_and_read_before_another_one_is_laid(client, desk, laid, seals):
    answer = post(client, f"{seals}/letters", body="Dear [[their name]], mine.", seen="0")
    assert answer.status_code == 422
    assert "Tom has laid another letter meanwhile" in answer.text
    assert "Dear [[their name]], mine.</textarea>" in answer.text
    assert LETTER in answer.text
    seen = value(answer.text.split('id="cause-letter"')[1], "seen")
    assert "Laid before 2 owners." in follow(
        client, post(client, f"{seals}/letters", body="Dear [[their name]], mine.", seen=seen)
    )


# ---- who may


def test_a_login_that_ended_gives_back_what_was_typed_and_leads_back(client, desk, seals, clock):
    token = csrf(client)
    clock.forward(hours=13)
    for path, back in (
        ("/desk/causes", "%2Fdesk%2Fcauses"),
        (f"{seals}/letters", f"%2Fdesk%2Fcauses%2F{number(seals)}"),
    ):
        answer = client.post(path, data={"csrf": token, "name": NAME, "known": "What we know.", "body": LETTER})
        assert answer.status_code == 401
        for typed in (NAME, "What we know.", "Dear [[their name]]"):
            assert typed in answer.text
        assert f'/desk/login?next={back}"' in answer.text


def test_nobody_but_agents_reads_or_does_any_of_it(app, cast, seals):
    stranger = app.test_client()
    for path in ("/desk/causes", "/desk/causes/new", seals):
        assert NAME not in stranger.get(path, follow_redirects=True).text
    for path in (
        "/desk/causes",
        seals,
        f"{seals}/tickets",
        f"{seals}/letters",
        f"/desk/tickets/{cast.ticket.id}/cause",
    ):
        assert stranger.post(path, data={"name": "x", "untie": "1"}).status_code in (302, 303, 401, 403)
    assert cause_of(db.session(), cast.ticket.id).name == NAME
