"""Putting a ticket on one's own website: off until switched on, field by field, and off at once."""

import pytest

from statuspage.domain.publishing import PublicChoice, publish
from tests.surfaces.private_things import Ana, words

ON = {"action": "on", "owner": "name", "subject": "nothing", "title": "", "steps": "yes"}


def choice(ana: Ana) -> PublicChoice:
    return PublicChoice.of(ana.ticket.public_choice)


def test_nothing_is_public_until_it_is_switched_on(ana: Ana):
    page = ana.page()
    assert ana.ticket.published_at is None
    assert "/p/" not in page
    assert "virtual-ticket" not in page


def test_switching_on_keeps_exactly_what_was_chosen(ana: Ana):
    answer = ana.send("publication", **ON, once="a")
    assert (answer.status_code, answer.location) == (303, f"{ana.path}?said=public#publication")
    assert choice(ana) == PublicChoice(company=False, owner="name", steps=True, clock=False, promise=False, score=False)
    assert ana.client.get(ana.link("public")).status_code == 200


def test_once_it_is_on_the_page_gives_every_address_to_copy_and_the_way_to_see_it(ana: Ana):
    ana.send("publication", **ON, once="a")
    page = ana.page()
    for scope in ("public", "embed", "public_feed", "badge"):
        assert ana.link(scope) in page
    assert "See what others see" in page
    assert page.count("data-copy=") == 5


def test_switching_off_ends_the_public_view_at_once_and_remembers_the_choice(ana: Ana):
    ana.send("publication", **ON, once="a")
    link = ana.link("public")
    assert ana.send("publication", action="off", once="b").status_code == 303
    assert ana.client.get(link).status_code == 410
    assert choice(ana).owner == "name"


def test_a_new_address_makes_the_old_ones_void_and_is_one_event(ana: Ana):
    ana.send("publication", **ON, once="a")
    old = {scope: ana.link(scope) for scope in ("public", "public_feed", "embed", "badge")}
    assert ana.send("publication", action="new_address", once="b").status_code == 303
    assert [ana.client.get(link).status_code for link in old.values()] == [410] * 4
    assert ana.client.get(ana.link("public")).status_code == 200
    assert ana.kinds.count("share_rotated") == 1


def test_only_letters_that_their_writer_allowed_are_offered(ana: Ana):
    mine, other = ana.write("For all.", is_public=True), ana.write("For Ana.")
    page = ana.page()
    assert f'id="letter-{mine}"' in page
    assert f'id="letter-{other}"' not in page


def test_a_letter_unticked_stays_private_and_can_be_ticked_again(ana: Ana):
    first, second = ana.write("One.", is_public=True), ana.write("Two.", is_public=True)
    ana.send("publication", **ON, letters="yes", listed=[first, second], letter=[second], once="a")
    assert choice(ana).hidden == (first,)
    ana.send("publication", **ON, letters="yes", listed=[first, second], letter=[first, second], once="b")
    assert choice(ana).hidden == ()


def test_a_letter_hidden_on_another_page_stays_hidden(ana: Ana):
    first, second = ana.write("One.", is_public=True), ana.write("Two.", is_public=True)
    ana.do(publish, PublicChoice(letters=True, hidden=(first,)))
    ana.send("publication", **ON, letters="yes", listed=[second], letter=[second], once="a")
    assert choice(ana).hidden == (first,)


def test_a_title_of_ones_own_is_needed_when_it_is_to_be_shown(ana: Ana):
    answer = ana.send("publication", **{**ON, "subject": "title"}, clock="yes", once="a")
    assert answer.status_code == 422
    assert "Please write something here." in answer.text
    assert 'name="clock" value="yes" checked' in answer.text
    assert 'name="promise" value="yes" checked' not in answer.text
    assert ana.ticket.published_at is None


def test_the_typed_title_is_kept_when_something_else_is_wrong(ana: Ana):
    answer = ana.send("publication", **{**ON, "title": "My machine", "owner": "everyone"}, once="a")
    assert answer.status_code == 422
    assert 'value="My machine"' in answer.text


@pytest.mark.parametrize("action", ["", "delete", "ON"])
def test_a_switch_that_does_not_exist_is_refused(ana: Ana, action: str):
    assert ana.send("publication", action=action).status_code == 400


def test_by_script_the_fold_comes_back_open_with_the_new_addresses(ana: Ana):
    answer = ana.send("publication", by_script=True, **ON, once="a")
    assert answer.status_code == 200
    assert '<details class="fold" id="publication" open>' in answer.text
    assert ana.link("public") in answer.text
    assert "The public view is on" in words(answer.text)


def test_the_private_link_is_in_none_of_the_texts_to_copy(ana: Ana):
    ana.send("publication", **ON, once="a")
    texts = ana.page().split('id="text-page"')[1].split("</details>")[0].split("owner")[0]
    assert ana.path not in texts
