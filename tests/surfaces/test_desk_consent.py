"""What an agent lets public views show of them: theirs alone to say, and true everywhere at once."""

import pytest

from statuspage.db import db
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import PublicChoice
from tests.surfaces.desk import log_in, post
from tests.surfaces.public_things import Shown


@pytest.fixture
def desk(shown: Shown):
    shown.letter("For all.")
    shown.publish(PublicChoice(letters=True))
    log_in(shown.client)
    return shown.client


def agree(client, public_as: str):
    db.session.rollback()
    return post(client, "/desk/me/public", public_as=public_as)


def test_taken_back_it_is_gone_from_every_public_view_at_once(desk, shown: Shown):
    assert agree(desk, "nobody").status_code == 303
    for address in shown.addresses():
        answer = shown.at(address)
        assert "Maria" not in answer.text, address
        assert "maria" not in answer.text, address


def test_given_again_it_is_back(desk, shown: Shown):
    agree(desk, "nobody")
    agree(desk, "name")
    assert "Maria" in shown.get("public").text
    assert "maria" not in shown.get("public").text
    agree(desk, "photo")
    assert "maria" in shown.get("public").text


def test_the_page_shows_what_was_agreed_and_says_when_it_is_saved(desk):
    answer = agree(desk, "name")
    page = desk.get(answer.location).text
    assert "Every public view follows it already." in page
    assert 'name="public_as" value="name" checked' in page


@pytest.mark.parametrize("nonsense", ["", "everything", "photo "])
def test_what_is_not_offered_is_refused_and_changes_nothing(desk, shown: Shown, nonsense: str):
    answer = agree(desk, nonsense)
    assert answer.status_code == 422
    assert "Please choose one of the answers that are offered." in answer.text
    db.session.rollback()
    assert db.session.get_one(Agent, shown.cast.maria.id).public_as == "photo"


def test_it_is_theirs_alone_to_say(desk, shown: Shown):
    agree(desk, "nobody")
    db.session.rollback()
    assert db.session.get_one(Agent, shown.cast.tom.id).public_as == "photo"


@pytest.mark.parametrize(
    ("agreed", "chosen", "said"),
    [
        ("photo", "photo", "Maria is shown by first name and photo."),
        ("photo", "name", "Maria is shown by first name."),
        ("name", "photo", "Maria is shown by first name."),
        ("nobody", "photo", "Maria is not named there."),
        ("photo", "nobody", "Maria is not named there."),
    ],
)
def test_the_desk_says_what_of_the_owner_is_shown(desk, shown: Shown, agreed: str, chosen: str, said: str):
    agree(desk, agreed)
    shown.publish(PublicChoice(owner=chosen))
    page = desk.get(f"/desk/tickets/{shown.id}").text
    assert said in page
    assert 'href="/desk/me#public"' in page
