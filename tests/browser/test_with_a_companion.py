"""A companion in a real browser: let in by the keyboard, handed their link, answering under their own name, let go."""

from playwright.sync_api import expect

from tests.browser.acts import SOON, reply
from tests.browser.conftest import Visit
from tests.browser.measure import small_targets, violations
from tests.browser.test_the_customer_by_keyboard import tab_to
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

WORDS = "Ana is at the café until six; I can let the courier in."


def test_ana_lets_joana_in_without_a_mouse_and_reads_her_words_as_hers(
    visit: Visit, ticket: Fresh, watch: Watch
) -> None:
    ana = visit(f"{ticket.page}/companions")
    tab_to(ana, "Their name")
    ana.keyboard.type("Joana Reis")
    tab_to(ana, "Read")
    ana.keyboard.press("ArrowRight")
    expect(ana.get_by_label("Read and write")).to_be_checked()
    tab_to(ana, "Let them in")
    ana.keyboard.press("Enter")
    link = ana.get_by_label("The link of Joana Reis").input_value()
    told = ana.locator("#said")
    expect(told).to_contain_text("Joana Reis can read this now.")
    expect(told).to_have_css("position", "static")
    expect(told).to_be_in_viewport()
    assert violations(ana) == []
    assert small_targets(ana, 24) == []
    ana.goto(ticket.page)

    joana = visit(link)
    assert violations(joana) == []
    expect(joana.get_by_text("You read it as Joana Reis, and may also write.")).to_be_visible()
    reply(joana, WORDS)
    arrived = ana.locator("article.is-reply").filter(has_text=WORDS)
    expect(arrived.locator("h3 b")).to_have_text("Joana Reis", timeout=SOON)
    expect(joana.locator("article.is-reply").filter(has_text=WORDS).locator("h3 b")).to_have_text("You")

    watch.allow("status 410")  # from here on
    manage = visit(f"{ticket.page}/companions")
    manage.locator("summary", has_text="Let go").click()
    assert violations(manage) == []
    manage.get_by_role("button", name="Let Joana Reis go").click()
    expect(manage.get_by_text("Joana Reis is let go.")).to_be_visible()
    expect(joana.get_by_role("heading", name="This is no longer shown")).to_be_visible(timeout=SOON)
    expect(ana.get_by_text("You let Joana Reis go")).to_be_visible(timeout=SOON)


def test_the_desk_says_who_of_them_reads_now(visit: Visit, ticket: Fresh) -> None:
    ana = visit(f"{ticket.page}/claim")
    assert violations(ana) == []
    ana.get_by_label("Your name").fill("Rui Reis")
    ana.get_by_role("button", name="Go on under my own name").click()
    expect(ana.get_by_text("This is your own page now")).to_be_visible()
    maria = visit(ticket.desk, agent="maria")
    expect(maria.get_by_text("Reading along now: Rui Reis")).to_be_visible(timeout=SOON)
    expect(maria.get_by_text("Ana is reading now")).to_be_hidden()
