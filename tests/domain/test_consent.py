"""An agent is shown to the public as they agreed, and as the customer chose: by whichever says less."""

from itertools import product

import pytest

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import SHOWN_AS, add_agent, agree_to_be_shown
from statuspage.domain.publication.choice import OWNER_CHOICES, PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.ticket import PublicOwner
from statuspage.domain.publication.verbs import publish

SHOWN = {"nobody": ("", ""), "name": ("Maria", ""), "photo": ("Maria", "maria.svg")}


def view(scene):
    return public_ticket(scene.session, scene.ticket.id, "Fernhill Coffee", scene.now)


@pytest.mark.parametrize(("chosen", "agreed"), list(product(OWNER_CHOICES, SHOWN_AS)))
def test_the_lesser_of_the_customers_choice_and_the_agents_consent_is_shown(scene, chosen, agreed):
    scene.letter(is_public=True)
    publish(scene.session, scene.ticket.id, PublicChoice(owner=chosen, letters=True), scene.now)
    agree_to_be_shown(scene.cast.maria, agreed)
    shown, (name, photo) = view(scene), SHOWN[min(chosen, agreed, key=SHOWN_AS.index)]
    owner = shown.owner or PublicOwner("", "")
    assert (owner.name, owner.photo) == (name, photo)
    assert (shown.letters[0].by, shown.letters[0].photo) == (name, photo)
    assert (shown.owner is None) is (name == "")


def test_each_writer_gives_their_own_consent(scene):
    scene.letter(is_public=True, by=scene.cast.tom)
    scene.letter(is_public=True)
    publish(scene.session, scene.ticket.id, PublicChoice(letters=True), scene.now)
    agree_to_be_shown(scene.cast.tom, "nobody")
    assert [letter.by for letter in view(scene).letters] == ["Maria", ""]
    assert view(scene).owner.name == "Maria"


@pytest.mark.parametrize(
    ("giver", "taker", "chosen", "is_news"),
    [
        ("name", "photo", "name", True),
        ("name", "nobody", "name", True),
        ("nobody", "name", "name", True),
        ("nobody", "nobody", "photo", False),
        ("photo", "photo", "nobody", False),
    ],
)
def test_a_handover_is_newer_when_a_shown_name_comes_or_goes(scene, giver, taker, chosen, is_news):
    agree_to_be_shown(scene.cast.maria, giver)
    agree_to_be_shown(scene.cast.tom, taker)
    publish(scene.session, scene.ticket.id, PublicChoice(owner=chosen), scene.now)
    published = scene.now
    scene.clock.forward(hours=1)
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has the part.")
    assert view(scene).updated_at == (scene.now if is_news else published)


def test_nobody_is_shown_before_they_agreed(scene):
    given = {"email": "n@fernhill.example", "name": "Noor Haddad", "password_hash": "-"}
    assert add_agent(scene.session, scene.now, **given).public_as == "nobody"


def test_there_is_no_other_way_to_be_shown(scene):
    with pytest.raises(Refused) as refused:
        agree_to_be_shown(scene.cast.maria, "phone")
    assert refused.value.field == "public_as"


@pytest.mark.parametrize("company", [True, False])
def test_the_company_is_shown_when_the_customer_lets_it_be(scene, company):
    publish(scene.session, scene.ticket.id, PublicChoice(company=company), scene.now)
    assert view(scene).company == ("Fernhill Coffee" if company else "")


@pytest.mark.parametrize(("promise", "score"), list(product((True, False), repeat=2)))
def test_promise_and_score_are_shown_each_by_itself(scene, promise, score):
    scene.letter(hours=3)
    scene.clock.forward(hours=1)
    scene.letter(hours=3)
    publish(scene.session, scene.ticket.id, PublicChoice(promise=promise, score=score), scene.now)
    shown = view(scene)
    assert (shown.promise is not None, shown.score is not None) == (promise, score)
    assert shown.score is None or (shown.score.kept, shown.score.late, shown.score.moved) == (1, 0, 0)
