"""Two people at once: what one writes, the other has before them, and nobody loses a word."""

import urllib.request
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.acts import SOON, arrives, composer, letters, reply, write_letter
from tests.browser.conftest import Visit, log_in
from tests.browser.measure import becomes, comes_true, settle
from tests.browser.server import Server
from tests.browser.tickets import HEARD, Fresh, fresh
from tests.browser.watch import Watch

ANSWER = "Ana, the fuse trips twelve degrees early. I have put in one from another batch."


def test_the_whole_story_from_the_link_to_the_answer(server: Server, visit: Visit) -> None:
    ticket = fresh(server, hours=0.5)
    ana = visit(ticket.page)
    face = ana.locator(".owner img, .owner svg").first
    expect(face).to_be_visible()
    expect(ana.locator(".owner h2")).to_have_text("Maria Okafor")
    expect(ana.locator(".promise")).to_contain_text("Maria")
    reply(ana, "Is there a loaner for Saturday?")

    maria = visit()
    log_in(maria, server, "maria")
    maria.locator(f'.queue-item[href$="/desk/tickets/{ticket.id}"]').first.click()
    expect(maria.get_by_text("Is there a loaner for Saturday?").first).to_be_visible()

    arrived = letters(ana).filter(has_text=ANSWER)
    arrives(arrived, lambda: write_letter(maria, ANSWER))
    expect(arrived).to_have_count(1)

    feed = feedparser.parse(urllib.request.urlopen(ticket.links["feed"]).read())
    assert any("twelve degrees early" in entry.content[0].value for entry in feed.entries)


def test_a_public_letter_reaches_the_public_view_and_a_private_one_does_not(
    visit: Visit, ticket: Fresh, maria: Page
) -> None:
    ticket.publish()
    anyone = visit(ticket.public())
    write_letter(maria, "Only for Ana: the bill is on us.")
    public = letters(anyone).filter(has_text=ANSWER)
    arrives(public, lambda: write_letter(maria, ANSWER, seen_by="public"))
    expect(anyone.get_by_text("the bill is on us")).to_have_count(0)


def test_a_letter_reaches_a_colleague_who_has_the_same_ticket_open(visit: Visit, ticket: Fresh, maria: Page) -> None:
    tom = visit(ticket.desk, agent="tom")
    arrived = letters(tom).filter(has_text=ANSWER)
    arrives(arrived, lambda: write_letter(maria, ANSWER))
    expect(arrived).to_have_count(1)


def test_the_customers_words_reach_the_agent_and_their_queue(visit: Visit, server: Server) -> None:
    ticket = fresh(server, name="Xenia Reis", hours=0.5)
    xenia, maria = visit(ticket.page), visit(ticket.desk, agent="maria")
    arrived = maria.locator("#top").get_by_text("The guests are here.")
    arrives(arrived, lambda: reply(xenia, "The guests are here."))
    mine = maria.locator(f'.queue-item[href$="/desk/tickets/{ticket.id}"]').first
    expect(mine).to_contain_text("wrote", timeout=SOON)


def test_what_the_customer_types_keeps_its_place_while_a_letter_arrives(ana: Page, ticket: Fresh) -> None:
    field = ana.get_by_label("Write to")
    field.fill("I wanted to say that it is")
    field.evaluate("field => field.setSelectionRange(9, 9)")
    arrived = letters(ana).filter(has_text=ANSWER)
    arrives(arrived, lambda: ticket.letter(ANSWER))
    expect(field).to_be_focused()
    expect(field).to_have_value("I wanted to say that it is")
    assert field.evaluate("field => [field.selectionStart, field.selectionEnd]") == [9, 9]
    ana.keyboard.type("really ")
    expect(field).to_have_value("I wanted really to say that it is")


def test_what_an_agent_types_keeps_its_place_while_the_customer_writes(ana: Page, maria: Page) -> None:
    field = composer(maria).get_by_label("Your letter to")
    field.fill("Ana, the part is here")
    field.evaluate("field => field.setSelectionRange(5, 5)")
    arrived = maria.locator("#top").get_by_text("One more thing.")
    arrives(arrived, lambda: reply(ana, "One more thing."))
    expect(field).to_be_focused()
    expect(field).to_have_value("Ana, the part is here")
    assert field.evaluate("field => field.selectionStart") == 5


def test_the_customer_sees_that_maria_writes_and_that_she_stopped(ana: Page, maria: Page) -> None:
    writing = ana.locator("[data-writing]")
    expect(writing).to_be_hidden()
    field = composer(maria).get_by_label("Your letter to")
    field.press_sequentially("Ana, ", delay=30)
    expect(writing).to_be_visible(timeout=SOON)
    expect(writing).to_contain_text("Maria is writing to you now")
    field.fill("")
    field.blur()
    expect(writing).to_be_hidden(timeout=SOON)


def test_the_agent_sees_that_the_customer_reads_and_that_they_left(visit: Visit, ticket: Fresh, maria: Page) -> None:
    reading = maria.locator("[data-reading]")
    expect(reading).to_be_hidden()
    ana = visit(ticket.page)
    expect(reading).to_be_visible(timeout=SOON)
    expect(reading).to_contain_text("Ana is reading now")
    ana.goto("about:blank")
    expect(reading).to_be_hidden(timeout=SOON)


def test_nobody_on_the_public_view_learns_who_is_there(visit: Visit, ticket: Fresh, maria: Page) -> None:
    ticket.publish()
    anyone = visit(ticket.public())
    composer(maria).get_by_label("Your letter to").press_sequentially("Ana, ", delay=30)
    ana = visit(ticket.page)
    expect(ana.locator("[data-writing]")).to_be_visible(timeout=SOON)
    assert "writing to" not in anyone.inner_text("body")


def test_a_new_letter_is_announced_once_to_whoever_cannot_see_it(ana: Page, ticket: Fresh) -> None:
    ana.evaluate(HEAR)
    arrives(letters(ana).filter(has_text=ANSWER), lambda: ticket.letter(ANSWER))
    becomes(ana, "window.heard.some((said) => said.includes('Maria'))")
    settle(ana)
    heard = [said for said in ana.evaluate("window.heard") if "Maria" in said]
    assert len(heard) == 1, heard


def test_letters_sent_while_the_server_was_away_come_once_each(
    server: Server, ana: Page, ticket: Fresh, watch: Watch
) -> None:
    watch.allow(*AWAY)
    server.stop(hard=True)
    try:
        ticket.letter("The first while you were away.")
        ticket.letter("The second while you were away.")
    finally:
        server.start()
    for words in ("The first while", "The second while"):
        expect(letters(ana).filter(has_text=words)).to_have_count(1, timeout=60_000)
    ticket.letter("The third, live again.")
    expect(letters(ana).filter(has_text="The third, live")).to_have_count(1, timeout=SOON)


def test_a_reader_who_was_offline_catches_up(ana: Page, ticket: Fresh, watch: Watch) -> None:
    watch.allow(*AWAY)
    ana.context.set_offline(True)
    becomes(ana, "!navigator.onLine")
    ticket.letter("While you were offline.")
    ana.context.set_offline(False)
    expect(letters(ana).filter(has_text="While you were offline.")).to_have_count(1, timeout=60_000)


@pytest.mark.parametrize("fault", ["refused", "503"])
def test_where_no_stream_is_possible_the_quiet_timer_brings_the_letter(
    visit: Visit, ticket: Fresh, watch: Watch, fault: str
) -> None:
    watch.allow(*AWAY, "status 503")
    ana, refused = visit(), []

    def refuse(route: Route) -> None:
        route.abort() if fault == "refused" else route.fulfill(status=503, content_type="text/plain")
        refused.append(route)

    ana.route("**/stream*", refuse)
    ana.clock.install()
    ana.goto(ticket.page)
    comes_true(ana, lambda: bool(refused))
    ana.clock.pause_at(datetime.now(UTC) + timedelta(seconds=15))  # from here on only this test moves its time
    ticket.letter(ANSWER)
    expect(letters(ana).filter(has_text=ANSWER)).to_have_count(0)
    for _ in range(4):
        ana.clock.fast_forward(31_000)
        becomes(ana, "!document.querySelector('.htmx-request')")  # else the next leap outlasts what it may take
    expect(letters(ana).filter(has_text=ANSWER)).to_have_count(1)


def test_a_void_link_ends_the_page_kindly(server: Server, ana: Page, ticket: Fresh, watch: Watch) -> None:
    from statuspage.domain.shares.verbs import rotate
    from tests.browser.tickets import now

    watch.allow("status 4(04|10)")
    server.do(rotate, ticket.id, "private", now())
    expect(ana.get_by_text(HEARD)).to_have_count(0, timeout=SOON)


# What the console may say about a connection that the test itself cut.
AWAY = (r"net::ERR_", r"htmx:error: Failed to fetch", r"htmx:sse:error")

# Everything that a live region says, as a screen reader would hear it.
HEAR = """() => {
  window.heard = [];
  const last = new Map();
  const look = () => document.querySelectorAll('[role=status], [role=alert], [aria-live]').forEach((region) => {
    const text = region.hidden ? '' : region.textContent.trim();
    if (text && last.get(region.id) !== text) window.heard.push(text);
    last.set(region.id, text);
  });
  document.querySelectorAll('[role=status], [role=alert], [aria-live]').forEach(
    (region) => last.set(region.id, region.textContent.trim()));
  new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


def test_after_a_handover_the_open_page_writes_to_the_new_owner(ana: Page, ticket: Fresh) -> None:
    field = ana.get_by_label("Write to Maria")
    field.fill("Half a sentence")
    ticket.hand_over("tom")
    expect(ana.locator("article.handover")).to_contain_text("Maria handed this to Tom", timeout=SOON)
    expect(ana.get_by_label("Write to Tom")).to_have_value("Half a sentence")
