"""How the owner is reached: by the button that leads at this hour, and from the latest letter to the answer."""

import re

from statuspage.domain.customer_verbs import confirm
from tests.surfaces.private_things import Ana

ROUND = "is-round is-ghost"  # small, so that no call outranks the promise


def test_what_leads_is_the_way_to_reach_the_owner_now(ana: Ana):
    call, ask = "Call Maria", "Ask Maria to call you"
    in_hours = leading(ana.page())
    assert in_hours == [(call, ROUND), (ask, ROUND)]
    ana.clock.forward(hours=10)
    assert leading(ana.page()) == [(ask, ROUND), (call, ROUND)]


def test_of_a_closed_ticket_nobody_is_said_to_be_back_tomorrow(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    ana.clock.forward(hours=10)
    page = ana.page()
    assert "Looked after this for you" in page
    assert "back tomorrow" not in page
    assert leading(page) == [("Call Maria", ROUND)]


def test_from_the_latest_letter_one_link_leads_to_the_answer(ana: Ana):
    assert 'href="#body"' not in ana.page()
    first, second = ana.write("The first."), ana.write("The second.")
    page = ana.page()
    assert page.count('href="#body"') == page.count('id="body"') == 1
    assert page.index(f'id="v{second}"') < page.index('href="#body"') < page.index(f'id="v{first}"')
    assert 'href="#body"' not in ana.page(f"?before={second}")


def leading(page: str) -> list[tuple[str, str]]:
    """The owner's buttons in their order, each with how it looks."""
    acts = page.split('class="owner-acts"')[1].split("</section>", maxsplit=1)[0]
    found = re.findall(
        r'<(?:a|button) class="button ?([^"]*)".*?<span class="visually-hidden">([^<]+)</', acts, re.DOTALL
    )
    return [(label.strip(), look) for look, label in found]
