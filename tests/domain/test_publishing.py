"""Off until the customer switches it on, and the customer chooses what it shows."""

from dataclasses import replace

import pytest

from statuspage.domain.agent_verbs import move_promise
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import shares_of
from tests.cast import SUBJECT, due

EVERYTHING = PublicChoice(subject="subject", letters=True)
NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)


def view(scene, **rest):
    return public_ticket(scene.session, scene.ticket.id, "Fernhill Coffee", scene.now, **rest)


def show(scene, choice=EVERYTHING, **rest):
    return publish(scene.session, scene.ticket.id, choice, scene.now, **rest)


def test_nothing_is_public_until_the_customer_says_so(scene):
    assert view(scene) is None
    assert not set(shares_of(scene.session, scene.ticket.id)) & set(PUBLIC_SCOPES)


def test_a_ticket_that_does_not_exist_has_no_public_view(scene):
    assert public_ticket(scene.session, 10**6, "Fernhill Coffee", scene.now) is None


def test_publishing_is_the_customers_and_is_in_the_log(scene):
    show(scene)
    assert (scene.kinds[-1], scene.events[-1].agent_id) == ("published", None)


def test_the_first_choice_shows_that_someone_is_at_work_and_no_words(scene):
    scene.letter(is_public=True)
    show(scene, PublicChoice())
    shown = view(scene)
    assert (shown.title, shown.letters, shown.letters_shown) == ("", (), False)
    assert (shown.owner.name, shown.step, shown.asked_at) == ("Maria", "heard", scene.ticket.opened_at)


def test_who_chooses_nothing_shows_only_that_there_is_a_ticket(scene):
    scene.letter(is_public=True)
    scene.ask_solved()
    scene.ana(confirm)
    show(scene, NOTHING)
    shown = view(scene)
    assert (shown.owner, shown.step, shown.step_at, shown.asked_at, shown.ended_at) == (None,) * 5
    assert (shown.promise, shown.letters, shown.title, shown.closure, shown.is_open) == (None, (), "", "", True)
    assert shown.updated_at == scene.ticket.published_at


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        (PublicChoice(subject="nothing", title="Mine"), ""),
        (PublicChoice(subject="title", title=" My  machine "), "My machine"),
        (PublicChoice(subject="subject", title="Mine"), SUBJECT),
    ],
)
def test_the_subject_is_shown_as_it_is_under_another_name_or_not_at_all(scene, choice, title):
    show(scene, choice)
    assert view(scene).title == title


@pytest.mark.parametrize(("owner", "name", "photo"), [("photo", "Maria", "maria.svg"), ("name", "Maria", "")])
def test_an_owner_is_shown_by_first_name_with_or_without_their_face(scene, owner, name, photo):
    show(scene, PublicChoice(owner=owner))
    assert (view(scene).owner.name, view(scene).owner.photo) == (name, photo)


def test_only_the_first_of_an_agents_public_names_is_shown(scene):
    scene.cast.maria.public_name = "Maria Okafor"
    scene.letter(is_public=True)
    show(scene)
    assert (view(scene).owner.name, view(scene).letters[0].by) == ("Maria", "Maria")


def test_letters_need_both_their_writer_and_the_customer(scene):
    scene.letter("Private to Ana.", is_public=False)
    second = scene.letter("For all to read.", is_public=True)
    third = scene.letter("Hidden by Ana.", is_public=True)
    show(scene, PublicChoice(letters=True, hidden=(third.version,)))
    assert [letter.version for letter in view(scene).letters] == [second.version]


def test_letters_without_a_name_when_the_customer_shows_nobody(scene):
    scene.letter(is_public=True)
    show(scene, PublicChoice(owner="nobody", letters=True))
    assert view(scene).letters[0].by == ""


def test_letters_come_newest_first_a_page_at_a_time(scene):
    versions = [scene.letter(f"Letter {number}", is_public=True).version for number in range(5)]
    show(scene)
    first = view(scene, limit=2)
    assert ([letter.version for letter in first.letters], first.older) == (versions[:2:-1], True)
    last = view(scene, before=versions[1], limit=2)
    assert ([letter.version for letter in last.letters], last.older) == (versions[:1], False)


def test_what_happened_in_private_does_not_show_in_the_time_of_the_newest_thing(scene):
    show(scene, replace(NOTHING, letters=True))
    published = scene.now
    scene.clock.forward(hours=1)
    scene.letter("Private.", is_public=False)
    assert view(scene).updated_at == published
    scene.clock.forward(hours=1)
    scene.letter("Public.", is_public=True)
    assert view(scene).updated_at == scene.now


def test_a_new_choice_is_newer_so_that_who_asks_only_what_has_changed_since_gets_it(scene):
    scene.letter()
    show(scene)
    scene.clock.forward(hours=1)
    show(scene, PublicChoice(company=False))
    assert view(scene).updated_at == scene.now


def test_a_moved_promise_is_news_when_promises_are_shown(scene):
    scene.letter(hours=3)
    show(scene, PublicChoice())
    scene.clock.forward(hours=1)
    scene.agent(move_promise, due(scene.now, hours=9))
    shown = view(scene)
    assert (shown.updated_at, shown.score.moved, shown.promise.due_at) == (scene.now, 1, due(scene.now, hours=9).at)


def test_a_view_reads_differently_when_a_shown_promise_falls_due(scene):
    scene.letter(hours=3)
    show(scene, PublicChoice())
    assert view(scene).changes_at == scene.ticket.promised_at
    scene.clock.forward(hours=4)
    assert view(scene).changes_at is None


@pytest.mark.parametrize(
    ("field", "choice"),
    [
        ("owner", PublicChoice(owner="everybody")),
        ("subject", PublicChoice(subject="body")),
        ("title", PublicChoice(subject="title", title=" ")),
        ("title", PublicChoice(title="x" * 121)),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(scene, field, choice):
    with pytest.raises(Refused) as refused:
        show(scene, choice)
    assert refused.value.field == field
    assert scene.ticket.published_at is None


def test_only_letters_that_exist_can_be_hidden(scene):
    show(scene, PublicChoice(letters=True, hidden=(-1, 0, 1, 1, 99, 10**30)))
    assert scene.ticket.public_choice["hidden"] == [1]
    assert view(scene).letters == ()


def test_unpublishing_takes_everything_back_at_once_and_remembers_the_choice(scene):
    show(scene)
    unpublish(scene.session, scene.ticket.id, scene.now)
    shares = shares_of(scene.session, scene.ticket.id)
    assert view(scene) is None
    assert all(shares[scope].withdrawn_at == scene.now for scope in PUBLIC_SCOPES)
    assert PublicChoice.of(scene.ticket.public_choice) == EVERYTHING


def test_unpublishing_leaves_the_private_link_and_feed_alone(scene):
    show(scene)
    unpublish(scene.session, scene.ticket.id, scene.now)
    shares = shares_of(scene.session, scene.ticket.id)
    assert shares["private"].withdrawn_at is shares["feed"].withdrawn_at is None


def test_a_view_that_was_off_comes_back_at_the_same_address(scene):
    show(scene)
    before = {scope: (found.id, found.generation) for scope, found in shares_of(scene.session, scene.ticket.id).items()}
    unpublish(scene.session, scene.ticket.id, scene.now)
    show(scene)
    after = shares_of(scene.session, scene.ticket.id)
    assert {scope: (found.id, found.generation) for scope, found in after.items()} == before
    assert not any(found.withdrawn_at for found in after.values())


def test_unpublishing_what_is_not_public_changes_nothing(scene):
    unpublish(scene.session, scene.ticket.id, scene.now)
    assert scene.kinds == ["opened"]


def test_publishing_sent_twice_counts_once(scene):
    show(scene, once="p")
    with pytest.raises(Repeated):
        show(scene, once="p")
