"""Files on the pages: small pictures and lines beneath words, all of them in a list, and those of an unsent letter."""

import re

import pytest

from statuspage import uploads
from statuspage.db import db, write
from statuspage.domain.desk.unsent_letters import read_unsent
from statuspage.domain.files import attaching
from statuspage.domain.files.arriving import UNSENT_FOR, left_over, put_away
from statuspage.domain.files.listing import read_listing
from tests.surfaces.desk import log_in, post
from tests.surfaces.file_things import LABEL, at_desk, picture, reply
from tests.surfaces.private_things import Ana, words


@pytest.fixture
def many(ana: Ana, monkeypatch: pytest.MonkeyPatch) -> Ana:
    """Ana, whose one reply brought twelve files, as a mail may."""
    for module in (uploads, attaching):
        monkeypatch.setattr(module, "TOGETHER", 12)
    assert reply(ana, *((b"number %d" % at, f"note {at:02}.txt") for at in range(12))).status_code == 303
    return ana


def test_a_picture_stands_beneath_its_words_with_its_size_so_that_nothing_jumps(ana: Ana):
    reply(ana, (picture(1200, 800), "machine.jpg"), (LABEL, "label.pdf"))
    page = ana.page()
    assert re.search(r'<img src="[^"]+/small" alt="machine.jpg" width="360" height="240" loading="lazy"', page)
    assert re.search(r"label.pdf PDF, 1 kB · download", words(page))


def test_what_may_be_chosen_is_said_to_the_browser_so_that_a_phone_offers_its_camera(ana: Ana):
    field = re.search(r'<input[^>]+name="files"[^>]*>', ana.page())[0]
    assert 'accept="image/*,video/*,audio/*,.pdf,' in field
    assert " multiple" in field
    assert "capture" not in field, "that would take the library away"


def test_more_than_ten_lead_to_all_of_them(many: Ana):
    page = many.page()
    assert page.count('class="letter-file"') == 11
    assert f'<a class="file-line" href="{many.path}/files">and 2 more</a>' in page
    listed = many.client.get(f"{many.path}/files").text
    assert re.findall(r'title="(note \d+.txt)"', listed) == [f"note {at:02}.txt" for at in range(12)]


def test_the_list_begins_with_the_newest_words_and_goes_on_where_it_ended(many: Ana):
    reply(many, (picture(), "later.jpg"))
    first = read_listing(db.session(), many.id, most=5)
    names = [one.file.name for one in first.found]
    assert names == ["later.jpg", *(f"note {at:02}.txt" for at in range(4))]
    assert first.onward is not None
    onward = many.client.get(f"{many.path}/files?after={first.onward.version}.{first.onward.position}").text
    assert re.findall(r'title="([^"]+)"', onward)[0] == "note 04.txt"
    assert read_listing(db.session(), many.id, first.onward, most=8).onward is None


def test_the_list_says_who_brought_each_and_leads_to_their_words(ana: Ana):
    reply(ana, (picture(), "mine.jpg"))
    log_in(ana.client)
    key = at_desk(ana)
    fields = {
        "heard": "It dies.",
        "body": "See the plan.",
        "promise": "ask",
        "file": key,
        "seen": str(ana.ticket.version),
    }
    assert post(ana.client, f"/desk/tickets/{ana.id}/letters", **fields).status_code == 303
    own, desk = (words(ana.client.get(f"{path}/files").text) for path in (ana.path, f"/desk/tickets/{ana.id}"))
    assert "mine.jpg picture, 1 kB You ·" in own
    assert "mine.jpg picture, 1 kB Ana ·" in desk
    assert "plan.txt text, 1 kB · download Maria ·" in own
    version = ana.ticket.version
    assert f'href="{ana.path}?before={version + 1}#v{version}"' in ana.client.get(f"{ana.path}/files").text


def test_whoever_has_not_sent_anything_finds_an_empty_list_and_any_nonsense_its_beginning(ana: Ana):
    for after in ("", "?after=", "?after=x.1", "?after=3", "?after=1.99999999999999999999"):
        answer = ana.client.get(f"{ana.path}/files{after}")
        assert answer.status_code == 200
        assert "No files" in answer.text


def test_what_is_not_sent_yet_is_not_listed(ana: Ana):
    log_in(ana.client)
    at_desk(ana)
    assert "plan.txt" not in ana.client.get(f"/desk/tickets/{ana.id}/files").text


def test_an_unsent_letter_keeps_its_files(ana: Ana):
    log_in(ana.client)
    keys = [at_desk(ana), at_desk(ana, "label.pdf", LABEL)]
    desk = f"/desk/tickets/{ana.id}"
    assert post(ana.client, f"{desk}/unsent", body="", file=keys, copy="window").status_code == 200
    page = ana.client.get(desk).text
    assert re.findall(r'name="file" value="([\w-]{22})" checked', page) == keys
    saved = read_unsent(db.session(), ana.cast.maria.id, ana.id)
    assert [one.files for one in saved] == [keys], "files alone are kept as words are"
    post(ana.client, f"{desk}/unsent", body="", copy="window")
    db.session.rollback()
    assert read_unsent(db.session(), ana.cast.maria.id, ana.id) == []


def test_an_unsent_letter_says_that_a_file_of_it_was_put_away(ana: Ana):
    log_in(ana.client)
    desk = f"/desk/tickets/{ana.id}"
    post(ana.client, f"{desk}/unsent", body="See the plan.", file=at_desk(ana), copy="window")
    ana.clock.forward(seconds=UNSENT_FOR.total_seconds() + 60)
    with write() as session:
        for file in left_over(session, ana.clock(), 10):
            put_away(session, file)
    log_in(ana.client)
    page = words(ana.client.get(desk).text)
    assert "See the plan." in page
    assert "One of these files is not here any more." in page


def test_anothers_files_are_in_nobodys_form(ana: Ana):
    key = ana.client.post(f"{ana.path}/files", data={"name": "hers.txt", "size": "4"}).text
    log_in(ana.client)
    desk = f"/desk/tickets/{ana.id}"
    post(ana.client, f"{desk}/unsent", body="Mine.", file=key, copy="window")
    page = ana.client.get(desk).text
    assert "Mine." in page
    assert key not in page
