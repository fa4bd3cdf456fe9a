"""The queue in real windows: it follows what it shows, says once what is new, and is switched without a script."""

from itertools import pairwise

from playwright.sync_api import expect

from statuspage.clock import now
from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.customer_verbs import ask_call, reply, say_not_quite, say_not_solved
from statuspage.domain.desk.queue import SHOWN
from statuspage.domain.people.agents import Agent, agent_by_email
from tests.browser.acts import SOON, arrives
from tests.browser.conftest import Visit
from tests.browser.measure import becomes, comes_true, small_targets, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh

ROW = '.queue-item[data-ticket="{}"]'


def agent(server: Server, key: str) -> Agent:
    found: Agent = server.do(lambda session: agent_by_email(session, f"{key}@fernhill.example"))
    return found


def give(ticket: Fresh, giver: str, to: str) -> None:
    """Hand a ticket over, by somebody else at another desk."""
    server = ticket.server
    note = "It is yours now."
    server.do(hand_over, ticket.id, agent(server, giver), agent(server, to), now(), note=note)


def test_a_handover_arrives_marked_as_new_and_is_announced_once(server: Server, visit: Visit) -> None:
    ticket = fresh(server, name="Priya Nair")
    tom = visit(f"{server.url}/desk", agent="tom")
    said = tom.locator("[data-arrivals]")
    said.evaluate(
        """line => { window.told = []; new MutationObserver(() => line.textContent && told.push(line.textContent))
            .observe(line, { childList: true, characterData: true, subtree: true }); }"""
    )
    row = tom.locator(ROW.format(ticket.id))
    arrives(row.locator(".queue-new"), lambda: give(ticket, "maria", "tom"))
    expect(said).to_have_text("New for you: Priya Nair")
    server.do(reply, ticket.id, now(), body="Are you there?")
    expect(row).to_contain_text("wrote to you", timeout=SOON)
    assert tom.evaluate("told") == ["New for you: Priya Nair"]


def test_mark_and_focus_go_along_with_their_ticket_when_the_queue_is_sorted_anew(server: Server, visit: Visit) -> None:
    first, second = fresh(server, hours=0.2), fresh(server, hours=0.3)
    maria = visit(first.desk, agent="maria")
    marked = maria.locator("#queue [aria-current=page]")
    mine, other = (maria.locator(ROW.format(one.id)) for one in (first, second))
    expect(marked).to_have_attribute("data-ticket", str(first.id))
    other.focus()
    server.do(say_not_quite, second.id, now(), body="It was the fuse.")
    expect(other).to_contain_text("not quite", timeout=SOON)
    first.letter("It runs now. Is it solved?", asks_solved=True)  # it goes to those we wait for, and then to the top
    expect(maria.locator(".queue-waiting").locator(mine)).to_have_count(1, timeout=SOON)
    expect(marked).to_have_attribute("data-ticket", str(first.id))
    expect(maria.locator("#live [aria-current=step]")).to_contain_text("Solved")
    server.do(say_not_solved, first.id, now(), body="It hisses.")
    expect(mine).to_contain_text("not yet", timeout=SOON)
    expect(marked).to_have_attribute("data-ticket", str(first.id))
    expect(other).to_be_focused()
    maria.locator("body").click(position={"x": 640, "y": 2})
    rows = maria.locator(".queue-item:visible").evaluate_all("rows => rows.map(row => row.dataset.ticket)")
    maria.keyboard.press("j")
    expect(maria.locator(".queue-item:focus")).to_have_attribute(
        "data-ticket", rows[min(rows.index(str(first.id)) + 1, len(rows) - 1)]
    )


def test_what_is_opened_is_not_new_any_more(server: Server, visit: Visit) -> None:
    ticket = fresh(server, name="Kenji Mori")
    give(ticket, "maria", "tom")
    tom = visit(f"{server.url}/desk", agent="tom")
    expect(tom.locator(f"{ROW.format(ticket.id)} .queue-new")).to_be_visible()
    with tom.expect_request("**/presence"):
        tom.goto(ticket.desk)
    expect(tom.locator(f"{ROW.format(ticket.id)} .queue-new")).to_be_hidden()

    def is_known() -> bool:
        tom.goto(f"{server.url}/desk")
        return tom.locator(f"{ROW.format(ticket.id)} .queue-new").count() == 0

    comes_true(tom, is_known, "it is not new any more")


def test_everyones_queue_follows_a_colleagues_ticket_also_beside_a_ticket(server: Server, visit: Visit) -> None:
    ours, theirs = fresh(server), fresh(server, name="Yusuf Amin")
    give(theirs, "maria", "tom")
    for one in (ours, theirs):  # among the first fifty, whatever else is there
        server.do(say_not_quite, one.id, now(), body="It was the fuse.")
    maria = visit(f"{server.url}/desk?of=everyone", agent="maria")
    maria.locator(ROW.format(ours.id)).click()
    expect(maria.locator(".queue [aria-current='true']")).to_contain_text("Everyone")
    row = maria.locator(ROW.format(theirs.id))
    expect(row).to_contain_text("with Tom")
    arrives(row.get_by_text("asked to be called"), lambda: server.do(ask_call, theirs.id, now(), phone="030 5550142"))


def test_the_switch_needs_no_script(server: Server, visit: Visit) -> None:
    ticket = fresh(server, name="Yusuf Amin")
    give(ticket, "maria", "tom")
    server.do(say_not_quite, ticket.id, now(), body="It was the fuse.")  # so that it is among the first fifty
    page = visit(f"{server.url}/desk", agent="maria", java_script_enabled=False)
    expect(page.locator(ROW.format(ticket.id))).to_have_count(0)
    page.get_by_text("Colleagues").click()
    page.locator(".views").get_by_role("link", name="Tom").click()
    expect(page.locator(ROW.format(ticket.id))).to_be_visible()
    page.get_by_role("link", name="Everyone").click()
    expect(page.locator(ROW.format(ticket.id))).to_contain_text("with Tom")
    page.get_by_role("link", name="Find…").click()
    page.get_by_label("Words of a ticket").fill("heats up")
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".found .queue-item").first).to_be_visible()


def test_where_the_queue_is_narrow_it_shows_names_and_marks(server: Server, visit: Visit, ticket: Fresh) -> None:
    maria = visit(f"{server.url}/desk?of=everyone", agent="maria")
    maria.set_viewport_size({"width": 1280, "height": 844})
    row = maria.locator(".queue-item").nth(1)
    expect(row.locator(".queue-subject")).to_be_visible()
    maria.locator(".queue").evaluate("queue => { queue.style.inlineSize = '9rem'; }")
    expect(row.locator(".queue-subject")).to_be_hidden()
    expect(row.locator(".queue-name")).to_be_visible()
    expect(row.locator(".marks")).to_be_visible()


def test_axe_finds_nothing_in_the_states_of_the_queue_and_of_the_list(server: Server, visit: Visit) -> None:
    ticket = fresh(server, name="Fatima Zahra")
    give(ticket, "maria", "noor")
    page = visit(f"{server.url}/desk", agent="noor")
    for address in ("/desk", "/desk?of=everyone", "/desk/tickets?of=everyone", "/desk/find?q=nothing-at-all"):
        page.goto(f"{server.url}{address}")
        if "find" not in address:  # which has no views
            page.locator(".views-more > summary").click()
            becomes(page, "() => document.querySelector('.views-more').open")
        assert violations(page) == [], address
        assert small_targets(page, 24) == [], address


def test_more_than_the_first_fifty_stand_in_one_row_and_none_lies_on_another(
    server: Server, visit: Visit, ticket: Fresh
) -> None:
    for _ in range(SHOWN + 1):
        fresh(server)
    maria = visit(ticket.desk, agent="maria", viewport={"width": 768, "height": 800})
    expect(maria.locator(".queue-more").first).to_be_attached()
    edges = maria.evaluate(
        """() => [...document.querySelectorAll(".queue :is(.queue-list, .queue-more) a, .queue-group summary")]
          .filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())
          .map(({ left, right }) => [left, right])"""
    )
    assert all(before[1] <= after[0] + 1 for before, after in pairwise(edges))
