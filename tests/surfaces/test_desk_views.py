"""Views of tickets: built in, by filters, and kept under a name, each at an address that a colleague can open."""

import re

import pytest

from tests.surfaces.desk import log_in, post


def keep(client, **asked):
    answer = post(client, "/desk/views", name="Ours, in English", **asked)
    assert answer.status_code == 303
    return answer.headers["Location"].partition("?")[0]


def rows(page):
    return re.findall(r'class="queue-subject"[^>]*>([^<]+)<', page.partition("<main")[2])


def test_a_filter_stands_in_the_address_and_in_the_form(maria, cast):
    page = maria.get("/desk/tickets?turn=us&language=en").text
    assert rows(page) == [cast.ticket.subject]
    assert re.search(r'<option value="us" selected>', page)
    assert rows(maria.get("/desk/tickets?turn=third").text) == []
    assert "No ticket like this." in maria.get("/desk/tickets?turn=third").text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("step=flying", "“flying” is none of the choices of the filter “Step”, so it was left out."),
        ("age=" + "9" * 5000, "is none of the choices of the filter “Older than”"),
        ("state=lat", "“lat” is no state that tickets are in; these are the open ones."),
        ("of=99", "Nobody here is the owner whose tickets were asked for; these are yours."),
    ],
)
def test_what_cannot_be_is_told_in_words_and_the_list_stands(maria, cast, query, told):
    answer = maria.get(f"/desk/tickets?{query}")
    assert answer.status_code == 422
    assert told in answer.text
    assert rows(answer.text) == [cast.ticket.subject]


def test_a_view_is_kept_and_a_colleague_opens_it_and_keeps_a_copy(maria, client, cast):
    address = keep(maria, of="everyone", state="open", turn="us")
    page = maria.get(address).text
    assert "<h1><bdi>Ours, in English</bdi></h1>" in page
    assert rows(page) == [cast.ticket.subject]
    log_in(client, "tom@fernhill.example")
    page = client.get(address).text
    assert "Maria keeps this view." in page
    assert rows(page) == [cast.ticket.subject]
    copy = post(client, f"{address}/keeping", deed="copy").headers["Location"].partition("?")[0]
    assert copy != address
    assert "You keep this view." in client.get(copy).text
    assert post(client, f"{copy}/keeping", deed="delete").status_code == 303
    assert client.get(copy).status_code == 404
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("cut", ["", "/", "/x", "/0", "/999", "/1e", "/" + "9" * 5000])
def test_an_address_that_somebody_cut_is_told_in_words(maria, cast, cut):
    answer = maria.get(f"/desk/views{cut}", follow_redirects=True)
    assert answer.status_code == 404
    assert "There is no view at this address." in answer.text or cut == "/"


def test_a_view_without_a_name_comes_back_as_it_was(maria, cast):
    answer = post(maria, "/desk/views", name=" ", of="everyone", turn="us")
    assert answer.status_code == 422
    assert "Please write something here." in answer.text
    assert re.search(r'<option value="us" selected>', answer.text)


def test_what_is_late_stands_above_the_queue_with_its_count(maria, run, cast, clock):
    from statuspage.domain.agent_verbs import write_letter
    from tests.cast import due

    words = {"heard": "It dies.", "body": "On it.", "promise": due(clock(), hours=1)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **words)
    assert "state=late" not in maria.get("/desk").text.partition('class="views"')[2].partition("</div>")[0]
    clock.forward(hours=2)
    above = maria.get("/desk").text.partition('class="views"')[2].partition("</div>")[0]
    assert "of=everyone&amp;state=late" in above
    assert rows(maria.get("/desk/tickets?of=everyone&state=late").text) == [cast.ticket.subject]
