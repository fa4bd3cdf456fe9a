"""How the owner is reached: by the button that leads at this hour, and from the latest letter to the answer."""

import re

from statuspage.domain.customer_verbs import ask_call, confirm
from tests.surfaces.private_things import Ana

SMALL = "owner-act"  # so that no call outranks the promise


def test_what_leads_is_the_way_to_reach_the_owner_now(ana: Ana):
    call, ask = "Call Maria", "Ask for a call"
    in_hours = leading(ana.page())
    assert in_hours == [(call, SMALL), (ask, SMALL)]
    ana.clock.forward(hours=10)
    assert leading(ana.page()) == [(ask, SMALL), (call, SMALL)]


def test_while_a_wish_for_a_call_waits_its_button_and_its_form_say_so(ana: Ana):
    assert 'id="call-asked"></p>' in ana.page()
    ana.do(ask_call, phone="+351 913 555 163", when="tomorrow after ten")
    page = ana.page()
    told = re.search(r'class="owner-act is-asked"[^>]* title="You asked for a call: (today, [0-9:]+)"', page)
    assert told is not None
    assert ("Asked for a call", f"{SMALL} is-asked") in leading(page)
    assert f"You asked for a call: {told[1]}. You can ask again with another number or time." in page
    ana.write("There is no need for a call.", declines_call=True)
    page = ana.page()
    assert ("Ask for a call", SMALL) in leading(page)
    assert "You can ask again" not in page


def test_of_a_closed_ticket_nobody_is_said_to_be_back_tomorrow(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    ana.clock.forward(hours=10)
    page = ana.page()
    assert "Looked after this for you" in page
    assert "back tomorrow" not in page
    assert leading(page) == [("Call Maria", SMALL)]


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
    found = re.findall(r'<(?:a|button) class="([^"]*)".*?<span>([^<]+)</', acts, re.DOTALL)
    return [(label.strip(), look) for look, label in found]
