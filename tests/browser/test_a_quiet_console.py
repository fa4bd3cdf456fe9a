"""No page says anything on its console, and the browser's own checks find nothing on any, whatever is done there."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import reply, write_letter
from tests.browser.conftest import Visit
from tests.browser.measure import settle
from tests.browser.pages import add_agents, places
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch


@pytest.mark.torture  # the surveys of all pages in test_for_everyone.py are quiet, or they fail
def test_every_page_is_quiet(server: Server, visit: Visit, watch: Watch) -> None:
    watch.allow("status 404: GET .*/nothing-here", "status 410: GET .*/p/", "status 410: GET .*/t/")
    add_agents(server)
    for name, place in places(server, "en").items():
        page = visit(place.address, agent=place.agent)
        expect(page.locator("body")).to_be_visible()
        settle(page)
        assert watch.faults() == [], name
        page.context.close()


def test_a_letter_and_its_answer_are_quiet(ana: Page, maria: Page, ticket: Fresh) -> None:
    ana.get_by_role("button", name="Thank Maria").click()
    expect(ana.get_by_text("Your thanks have arrived.")).to_be_visible()
    write_letter(maria, "The part is on its way.")
    expect(ana.get_by_text("The part is on its way.")).to_be_visible()
    reply(ana, "Is there a loaner?")
    expect(maria.locator("#top").get_by_text("Is there a loaner?")).to_be_visible()
