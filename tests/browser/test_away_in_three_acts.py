"""An agent says in three acts that they are away: open, fill in, save; and takes it back with one more."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.measure import sideways, small_targets, violations
from tests.browser.server import Server
from tests.browser.tickets import now


def test_open_fill_in_save_and_undo(visit: Visit, server: Server) -> None:
    acts = 0
    maria = visit(f"{server.url}/desk", agent="maria", viewport={"width": 360, "height": 800})
    maria.get_by_role("link", name="Away: set it, and who covers").click()
    acts += 1

    first = now().date() + timedelta(days=200)  # nobody has promised anything for then
    form = maria.locator("#away")
    form.get_by_label("Away from").fill(first.isoformat())
    form.get_by_label("Back on").fill((first + timedelta(days=14)).isoformat())
    form.get_by_label("Who covers").select_option(label="Tom Becker")
    acts += 1
    assert sideways(maria) == []
    assert small_targets(maria, 24) == []
    assert violations(maria) == []

    form.get_by_role("button", name="Save").click()
    acts += 1
    expect(maria.get_by_text("Saved. Colleagues see it")).to_be_visible()
    expect(maria.locator(".team-away").filter(has_text="Tom covers")).to_have_count(1)
    assert acts == 3

    maria.get_by_role("button", name="Undo").click()
    expect(maria.get_by_text("Undone.")).to_be_visible()
    expect(maria.locator(".team-away").filter(has_text="Tom covers")).to_have_count(0)


def test_nobody_is_offered_to_cover_for_themselves(maria: Page) -> None:
    maria.goto(maria.url.partition("/desk")[0] + "/desk/away")
    cover = maria.get_by_label("Who covers")
    expect(cover.locator("option", has_text="Maria")).to_have_count(0)
    maria.get_by_label("Who", exact=True).select_option(label="Tom Becker")
    expect(cover.locator("option", has_text="Maria")).to_have_count(1)
    expect(cover.locator("option", has_text="Tom")).to_have_count(0)
