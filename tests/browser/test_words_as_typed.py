"""What people typed as others see it: whole, in columns, in the right direction, and never wider than the screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.customer_verbs import ask_call, reply
from statuspage.domain.notes import add_note
from statuspage.domain.people.agents import agent_by_email
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.browser.conftest import Visit
from tests.browser.measure import sideways
from tests.browser.pages import add_agents
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh, now

ENDLESS = "https://parts.example/" + "valve_" * 20
OWN = "I measured the word twice with another ruler, and it is as long as Ana told us."
MIXED = "تم إصلاح الجهاز اليوم، وهو يعمل.\n\n```\nset mode=1;\n```\n\nIt runs again: set `mode=1;` once more."
# Where a sign of an element's text stands, from the left.
LEFT = """([element, nth]) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node, before = 0;
  while ((node = walker.nextNode()) && before + node.length <= nth) before += node.length;
  const range = document.createRange();
  range.setStart(node, nth - before);
  range.setEnd(node, nth - before + 1);
  return range.getBoundingClientRect().left;
}"""


def lefts(page: Page, selector: str, *signs: int) -> list[float]:
    element = page.locator(selector).first.element_handle()
    return [page.evaluate(LEFT, [element, nth]) for nth in signs]


@pytest.fixture(scope="module")
def endless(server: Server) -> Fresh:
    """A ticket in which every text is one long word."""
    ticket = fresh(server, name=ENDLESS[:100])

    def lengthen(session: Session) -> None:
        found = session.get_one(Ticket, ticket.id)
        found.subject = ENDLESS
        customer = session.get_one(Customer, found.customer_id)
        customer.reach_when, customer.email = ENDLESS[:110], f"{'ana' * 20}@{'kitchen' * 8}.example"
        maria, tom = (agent_by_email(session, f"{name}@fernhill.example") for name in ("maria", "tom"))
        assert maria is not None
        assert tom is not None
        add_note(session, ticket.id, maria, now(), body=ENDLESS)
        hand_over(session, ticket.id, maria, tom, now(), note=ENDLESS)

    ticket.server.do(lengthen)
    every_block = (
        "{0}",
        "> {0}",
        "- {0}\n- {0}",
        "`{0}`",
        "```\n{0}\n```",
        "# {0}",
        OWN,
    )
    ticket.letter("\n\n".join(every_block).format(ENDLESS), heard=ENDLESS)
    ticket.server.do(reply, ticket.id, now(), body=ENDLESS)
    ticket.server.do(ask_call, ticket.id, now(), phone="+351 21 555 0142", when=ENDLESS)
    ticket.letter(f"{ENDLESS}\n\n{OWN}", is_public=True)
    ticket.publish()
    return ticket


@pytest.mark.parametrize("width", [320, 390, 768])
def test_one_long_word_wraps_wherever_it_stands(endless: Fresh, visit: Visit, width: int) -> None:
    ana, tom = (visit(agent=agent, viewport={"width": width, "height": 800}) for agent in ("", "tom"))
    base, customer = endless.server.url, endless.server.do(lambda s: s.get(Ticket, endless.id).customer_id)
    places = [
        (ana, endless.page),
        (ana, f"{endless.page}/studio"),
        (ana, endless.public()),
        (ana, endless.public("embed")),
    ]
    places += [(tom, f"{base}/desk{place}") for place in ("", f"/tickets/{endless.id}", f"/customers/{customer}")]
    places += [(tom, f"{base}/desk/{place}") for place in ("customers?q=https", f"tickets/new?customer={customer}")]
    found = {}
    for page, address in places:
        page.goto(address)
        found[address] = sideways(page)
    assert {address: wide for address, wide in found.items() if wide} == {}


def test_short_words_are_not_broken_for_it(public: Fresh, visit: Visit) -> None:
    page = visit(public.page, viewport={"width": 320, "height": 800})
    broken = page.locator(".pill").evaluate_all(
        """pills => pills.filter(pill => {
          const range = document.createRange();
          range.selectNodeContents(pill);
          return !/\\s/.test(pill.textContent.trim()) && range.getClientRects().length > 1;
        }).map(pill => pill.textContent)"""
    )
    assert broken == []


@pytest.mark.parametrize(("agent", "locale"), [("maria", "en"), ("layla", "ar")])
def test_a_number_to_call_reads_in_order_and_is_dialled(server: Server, visit: Visit, agent: str, locale: str) -> None:
    add_agents(server)
    ticket = fresh(server)
    server.do(ask_call, ticket.id, now(), phone="\u202a+966 11 555 0142\u202c", when="بعد الرابعة عصراً")
    for page in (visit(ticket.desk, agent=agent, locale=locale), visit(ticket.page, locale=locale)):
        number = page.locator(".is-reply .letter-body a[href^='tel:']").first
        expect(number).to_have_attribute("href", "tel:+966115550142")
        expect(number).to_have_text("+966 11 555 0142")
        signs = lefts(page, ".is-reply .letter-body a[href^='tel:']", 0, 1, 5, 8, 15)
        assert signs == sorted(signs)
        assert len(set(signs)) == 5


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_each_block_of_a_letter_has_its_own_direction(server: Server, visit: Visit, locale: str) -> None:
    ticket = fresh(server, name="فاطمة الزهراء" if locale == "ar" else "Ana Reis", language=locale)
    ticket.letter(MIXED)
    page = visit(ticket.page, locale=locale)
    letter = page.locator(".letter.is-latest .letter-body")
    told = letter.evaluate("body => [...body.children].map(block => getComputedStyle(block).direction)")
    assert told == ["rtl", "ltr", "ltr"]
    for code in (".letter.is-latest pre code", ".letter.is-latest p code"):
        first, last = lefts(page, code, 0, 5)
        assert first < last


@pytest.fixture
def columns(ticket: Fresh, visit: Visit) -> Callable[[], Iterator[Page]]:
    """Ana's page and the desk, with what she wrote in columns, and Maria too."""
    typed = "Valve\t12,50\nPump\t3,00\n\n    four blanks\na        b"
    ticket.server.do(reply, ticket.id, now(), body=typed)
    ticket.letter(typed)

    def both() -> Iterator[Page]:
        yield visit(ticket.page)
        yield visit(ticket.desk, agent="maria")

    return both


def test_blanks_and_tabs_stay_as_typed(columns: Callable[[], Iterator[Page]]) -> None:
    for page in columns():
        for kind in (".is-reply", ":not(.is-reply)"):
            body = f".letter{kind} .letter-body:has(br)"
            table, blanks = f"{body} p:has(br)", f"{body} p:has(br) + p:has(br)"
            assert page.locator(table).first.inner_text().split("\n") == ["Valve\t12,50", "Pump\t3,00"]
            one, other = lefts(page, table, 6, 16)
            assert abs(one - other) < 1
            left, indented, far = lefts(page, blanks, 15, 4, 24)
            assert left < indented < far
