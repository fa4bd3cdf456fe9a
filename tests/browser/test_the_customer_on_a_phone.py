"""On a telephone nothing of the customer's page squeezes, breaks or covers what stands beside it."""

import pytest
from playwright.sync_api import expect

from statuspage.domain.customer_verbs import ask_call, reply, say_not_quite
from tests.browser.conftest import Visit
from tests.browser.measure import box
from tests.browser.server import Server
from tests.browser.tickets import SUBJECT, Fresh, fresh, now
from tests.browser.watch import Watch

LINES = "node => Math.round(node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight))"


def phone(width: int) -> dict[str, int]:
    return {"width": width, "height": 844}


@pytest.mark.parametrize("width", [360, 380, 390, 450, 475])
def test_a_long_pill_of_a_reply_leaves_name_and_time_on_one_line(
    visit: Visit, server: Server, ticket: Fresh, width: int
) -> None:
    server.do(say_not_quite, ticket.id, now(), body="It is the third time, not the second.")
    page = visit(ticket.page, viewport=phone(width))
    head = page.locator(".letter.is-reply .letter-head", has_text="You said what was not quite right")
    expect(head).to_be_visible()
    for part in (".letter-who b", ".letter-who time"):
        assert head.locator(part).evaluate(LINES) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_how_much_room_is_left_stands_below_the_field_and_takes_none_of_its_width(
    visit: Visit, ticket: Fresh, width: int
) -> None:
    page = visit(ticket.page, viewport=phone(width))
    field, count = page.locator("#body"), page.locator("#reply [data-count]")
    field.fill("short")
    wide = box(field)["width"]
    for length, words in ((9_800, "200 characters left"), (10_050, "50 characters too many")):
        field.fill("x" * length)
        expect(count).to_have_text(words)
        assert box(field)["width"] == wide
        assert box(count)["y"] >= box(field)["y"] + box(field)["height"]
        assert box(count)["y"] + box(count)["height"] <= box(page.locator("#body-hint"))["y"]


PLACES = """node => {
  const text = node.firstChild, at = text.data.indexOf("+351");
  return ["+", "9", "163"].map(part => {
    const range = document.createRange(), from = text.data.indexOf(part, at);
    range.setStart(text, from);
    range.setEnd(text, from + part.length);
    return range.getBoundingClientRect().left;
  });
}"""


@pytest.mark.parametrize("when", ["غدًا بعد العاشرة", "tomorrow after ten", ""])
def test_the_number_of_a_folded_wish_for_a_call_reads_from_left_to_right_in_arabic(
    visit: Visit, server: Server, when: str
) -> None:
    ticket = fresh(server, name="فاطمة الزهراء", language="ar")
    server.do(ask_call, ticket.id, now(), phone="+351 913 555 163", when=when)
    for words in ("أولاً", "ثانيًا"):
        server.do(reply, ticket.id, now(), body=words)
    page = visit(ticket.page, viewport=phone(768))
    words = page.locator(".reply-start", has_text="+351").locator("[dir]")
    places = words.evaluate(PLACES)
    assert places == sorted(places)
    label = page.locator(".reply-start", has_text="+351").locator("b")
    assert box(label)["x"] > max(places), "the label comes first, on the right"


@pytest.mark.parametrize("path", ["companions", "files", "claim"])
def test_a_subject_of_another_script_stands_below_its_title_on_the_same_side(
    visit: Visit, server: Server, path: str
) -> None:
    ticket = fresh(server, name="فاطمة الزهراء", language="ar")
    page = visit(f"{ticket.page}/{path}", viewport=phone(390))
    subject = page.get_by_text(SUBJECT)
    right = subject.evaluate("""node => {
      const words = document.createRange();
      words.selectNodeContents(node);
      return Math.max(...[...words.getClientRects()].map(line => line.right)) - node.getBoundingClientRect().right;
    }""")
    assert abs(right) < 2
    assert subject.evaluate("node => getComputedStyle(node).textAlign") == "right"


def test_a_form_that_comes_back_refused_leads_to_its_first_field_that_is_wrong(
    visit: Visit, ticket: Fresh, watch: Watch
) -> None:
    watch.allow("status 422")
    page = visit(ticket.page, viewport=phone(390))
    words = page.get_by_label("Write to Maria")
    words.fill("x" * 10_001)
    page.locator("#reply").get_by_role("button", name="Send").click()
    expect(page.locator("#body-error")).to_be_visible()
    expect(words).to_be_focused()
    page.get_by_role("button", name="Ask for a call").first.click()
    number = page.get_by_label("Your phone number")
    number.fill("no number")
    page.get_by_label("When suits you?").press("Enter")
    expect(page.locator("#phone-error")).to_be_visible()
    expect(number).to_be_focused()


@pytest.mark.parametrize(("language", "words"), [("ar", "With a photo"), ("en", "مع صورة"), ("en", "With a photo")])
def test_the_paperclip_lies_on_no_words_whatever_their_direction(
    visit: Visit, server: Server, language: str, words: str
) -> None:
    page = visit(fresh(server, language=language).page, viewport=phone(390))
    field, clip = page.locator("#body"), page.locator(".files-choose")
    field.fill(words)
    inner = field.evaluate("""node => {
      const { left, right } = node.getBoundingClientRect(), { paddingLeft, paddingRight } = getComputedStyle(node);
      return [left + parseFloat(paddingLeft), right - parseFloat(paddingRight)];
    }""")
    at = box(clip)["x"], box(clip)["x"] + box(clip)["width"]
    assert at[1] <= inner[0] + 2 or at[0] >= inner[1] - 2
