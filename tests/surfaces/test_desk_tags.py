"""Tags at the desk: put on and taken off on a ticket's page, filtered by, and changed on all tickets at once."""

import html
import re

import pytest

from statuspage.delivery.sweeping import index_waiting
from statuspage.domain.opening import open_ticket
from statuspage.domain.tags import changes
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.words.sources import go_on
from tests.surfaces.desk import log_in, post
from tests.surfaces.seals import follow, words

ME = "/desk/tickets"


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"{ME}/{cast.ticket.id}"


@pytest.fixture
def other(run, cast, clock):
    return run(open_ticket, cast.ana, cast.maria, clock(), subject="It drips", story="On the tray.").id


@pytest.fixture
def tag(client, desk):
    def put(typed, ticket=desk):
        return follow(client, post(client, f"{ticket}/tags", tag=typed))

    return put


def chips(page):
    return re.findall(r'<li class="tag has-off"><a href="[^"]+" dir="auto">([^<]+)<', page)


def rows(page):
    return re.findall(r'class="queue-subject"[^>]*>([^<]+)<', page.partition("<main")[2])


def test_a_tag_is_put_on_and_taken_off_and_that_is_undone_by_a_button(client, desk, tag):
    page = tag("warranty, Spare parts")
    assert chips(page) == ["Spare parts", "warranty"]
    assert "Tagged. Only we see it." in page
    off = re.search(r'name="off" value="(\d+)" aria-label="Take “warranty” off"', page)[1]
    page = follow(client, post(client, f"{desk}/tags", off=off))
    assert chips(page) == ["Spare parts"]
    undo = page.partition("The tag is taken off.")[2].partition("</form>")[0]
    assert "Undo" in undo
    page = tag(re.search(r'name="tag" value="([^"]+)"', undo)[1])
    assert chips(page) == ["Spare parts", "warranty"]
    assert "Undo" not in client.get(f"{desk}?said=untagged&tag={off}").text, "it is on again"
    assert follow(client, post(client, f"{desk}/tags", off="4711"))


def test_the_field_completes_what_others_have_and_needs_no_script(client, desk, tag, other):
    tag("warranty", f"{ME}/{other}")
    page = client.get(desk).text
    assert re.search(r'<input class="input" id="tag-tag" name="tag"[^>]* list="tags-offered"', page)
    assert '<datalist id="tags-offered"><option value="warranty"></option></datalist>' in page
    assert '<option value="warranty">' not in tag("warranty").partition("tags-offered")[2]


@pytest.mark.parametrize("typed", ["", " , ", "x" * 41, "a" + ", tag".join(map(str, range(30)))])
def test_what_is_no_tag_is_told_at_its_field_and_stays_there(client, desk, typed):
    answer = post(client, f"{desk}/tags", tag=typed)
    assert answer.status_code == 422
    assert 'id="tag-tag-error"' in answer.text
    assert f'name="tag" value="{html.escape(typed)}"' in answer.text
    assert chips(answer.text) == []


def test_a_customer_sees_nothing_of_it(client, tag, ana):
    before = ana.page()
    tag("kqwarranty")
    assert "kqwarranty" not in ana.page()
    assert re.findall('data-since="[^"]+"', ana.page()) == re.findall('data-since="[^"]+"', before)


def test_a_list_shows_a_few_tags_of_each_ticket_and_how_many_more(client, tag):
    tag("a, b, c, d, e")
    page = client.get("/desk/tickets").text.partition("<main")[2]
    assert re.findall(r'<span class="tag" dir="auto">(\w)</span>', page) == ["a", "b", "c"]
    assert '<span class="tag is-more" dir="ltr" title="d, e">+2</span>' in page


def test_a_list_is_filtered_by_tags_which_stand_in_its_address(client, cast, tag, other):
    tag("warranty, fuse"), tag("warranty", f"{ME}/{other}")
    assert rows(client.get("/desk/tickets?tag=Warranty&state=any").text) == ["It drips", cast.ticket.subject]
    for query in ("tag=warranty&tag=FUSE", "tag=warranty,fuse", "tag=fuse&state=open&of=everyone"):
        page = client.get(f"/desk/tickets?{query}").text
        assert rows(page) == [cast.ticket.subject]
    assert re.search(r'type="checkbox" name="tag" value="fuse" checked', page)
    assert rows(client.get("/desk/tickets?tag=fuse&state=over").text) == []


def test_what_no_ticket_can_have_is_told_and_the_rest_stands(client, cast, tag):
    tag("fuse")
    answer = client.get("/desk/tickets", query_string={"tag": ["fuse", "nothing", "x" * 5000]})
    assert answer.status_code == 422
    assert "There is no tag “nothing”, so it was left out." in answer.text
    assert f"There is no tag “{'x' * 40}…”" in answer.text
    assert rows(answer.text) == [cast.ticket.subject]
    many = client.get("/desk/tickets", query_string={"tag": ",".join(map(str, range(40)))})
    assert "No ticket has more than 20 tags" in many.text


def test_a_kept_view_has_its_tags_also_once_they_are_called_something_else_and_says_when_one_is_gone(
    client, cast, tag, run, clock
):
    tag("warranty, fuse")
    kept = post(client, "/desk/views", name="Ours", of="everyone", tag="warranty, fuse", state="any")
    address = kept.headers["Location"].partition("?")[0]
    assert rows(client.get(address).text) == [cast.ticket.subject]
    run(changes.rename, 1, "guarantee", clock())
    page = client.get(address)
    assert (page.status_code, rows(page.text)) == (200, [cast.ticket.subject])
    assert 'name="tag" value="guarantee" checked' in page.text
    run(changes.delete_tag, 1)
    page = client.get(address)
    assert "There is no tag “warranty”, so it was left out." in page.text
    assert rows(page.text) == [cast.ticket.subject]


def test_a_ticket_is_found_by_its_tag(client, cast, tag):
    tag("Spare parts")
    page = client.get("/desk/find?q=spare").text
    assert "<mark>Spare</mark> parts" in page
    assert "A tag, for us alone" in words(page)


def test_all_tags_stand_in_a_list_with_how_many_tickets_have_them(client, desk, tag, other):
    assert "No tag yet." in client.get("/desk/tags").text
    tag("warranty, fuse"), tag("warranty", f"{ME}/{other}")
    told = words(client.get("/desk/tags").text)
    assert told.index("warranty 2 tickets") < told.index("fuse One ticket")
    assert "tag=warranty" in client.get("/desk/tags").text


def test_of_very_many_tags_those_are_listed_that_begin_as_was_typed(client, tag, monkeypatch):
    monkeypatch.setattr(changes, "SHOWN", 1)
    tag("warranty, fuse")
    page = client.get("/desk/tags").text
    assert "There are more, which fewer tickets have." in page
    assert 'id="tags-q"' in page
    assert "warranty One ticket" in words(client.get("/desk/tags?q=WARR").text)
    assert "There is no tag “x”." in client.get("/desk/tags?q=x").text


def test_a_tag_is_called_something_else(client, desk, tag):
    tag("warranty, fuse")
    page = follow(client, post(client, "/desk/tags/1", name="Guarantee"))
    assert '<h1 dir="auto">Guarantee</h1>' in page
    assert "Let “warranty” go" in page
    assert chips(client.get(desk).text) == ["fuse", "Guarantee"]
    for name, told in (
        ("FUSE", "There is a tag “fuse” already."),
        ("", "Please write something here."),
        ("x" * 41, "41 characters"),
    ):
        answer = post(client, "/desk/tags/1", name=name)
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{name}"' in answer.text
    assert "Let “warranty” go" not in follow(client, post(client, "/desk/tags/1", deed="forget", former="3"))


def test_merging_asks_first_and_says_how_many_tickets_it_changes(client, desk, tag, other):
    tag("repairs"), tag("repairs, repair", f"{ME}/{other}")
    answer = post(client, "/desk/tags/1", deed="merge", into="REPAIR")
    assert answer.status_code == 200
    assert "Make one tag of “repairs” and “repair”?" in answer.text
    assert "2 tickets. All of them have “repair” instead from then on." in words(answer.text)
    assert chips(client.get(desk).text) == ["repairs"], "nothing is done yet"
    page = follow(client, post(client, "/desk/tags/1", deed="merge", into="repair", sure="yes"))
    assert "2 tickets" in page
    assert chips(client.get(desk).text) == chips(client.get(f"{ME}/{other}").text) == ["repair"]
    assert '<h1 dir="auto">repair</h1>' in client.get("/desk/tags/1").text, "its address leads to what it is now"
    for into in ("nothing", "repair", ""):
        answer = post(client, "/desk/tags/2", deed="merge", into=into)
        assert answer.status_code == 422
        assert 'id="tag-into-error"' in answer.text


def test_deleting_asks_first(client, desk, tag):
    tag("warranty, fuse")
    assert "Delete “warranty”?" in post(client, "/desk/tags/1", deed="delete").text
    assert chips(client.get(desk).text) == ["fuse", "warranty"]
    page = follow(client, post(client, "/desk/tags/1", deed="delete", sure="yes"))
    assert "warranty" not in page
    assert chips(client.get(desk).text) == ["fuse"]
    assert client.get("/desk/tags/1").status_code == 404
    assert post(client, "/desk/tags/1", name="again").status_code == 404


def test_what_waits_for_the_index_is_put_there_in_the_background(client, desk, tag, run, clock, monkeypatch):
    tag("warranty")
    monkeypatch.setattr(changes, "go_on", lambda session: go_on(session, 0))
    run(changes.rename, 1, "guarantee", clock())
    assert "<mark>guarantee</mark>" not in client.get("/desk/find?q=guarantee").text
    assert (index_waiting(), index_waiting()) == (1, 0)
    assert "<mark>guarantee</mark>" in client.get("/desk/find?q=guarantee").text


def test_tagging_is_for_agents(client, cast, run, clock):
    run(put_on, cast.ticket.id, cast.maria, clock(), "warranty")
    for path in ("/desk/tags", "/desk/tags/1"):
        assert client.get(path).status_code in (302, 303, 401)
