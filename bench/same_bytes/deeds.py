"""Everything that can be done, done on each ticket in the same order; after each deed, what the others now see.

What a form refuses is sent first (the page comes back with status 422), then what it takes. A deed that a ticket does
not offer at that point is left out.
"""

from bench.same_bytes import public
from bench.same_bytes.answers import Recording
from bench.same_bytes.browser import Browser, Fields, find_form
from bench.same_bytes.house import House
from bench.same_bytes.people import at_the_desk, visitor
from bench.same_bytes.script import CHOICES, Deed, deeds_of

PACE = 7  # minutes between two deeds


def do_all(home: House, recording: Recording, ticket_id: int, *, some: bool) -> None:
    """Every deed of its part that this ticket offers, or with ``some`` every fifth.

    Tickets with even numbers are written to by the page's own script, the others by plain forms.
    """
    script = ticket_id % 2 == 0
    agent = at_the_desk(home, recording, "Maria")
    customer = visitor(home, recording, "en", "")
    _be_present(agent, customer, home, ticket_id)
    for number, deed in enumerate(deeds_of(ticket_id)[:: 5 if some else 1], start=1):
        home.clock.forward(minutes=PACE)
        under = f"2-deeds/ticket-{ticket_id:02}/{number:02} {deed.name}"
        customer.under = agent.under = under
        at = _place(home, deed, ticket_id)
        right = CHOICES[ticket_id % len(CHOICES)] if deed.name == "publish" else deed.right
        browser = agent if deed.where == "desk" else customer
        if _do(browser, deed, right, at, script=script and browser is customer):
            _look_after(home, customer, agent, ticket_id)


def unpublish(home: House, recording: Recording, numbers: tuple[int, ...]) -> None:
    """Each customer switches their public view off; then whatever was public says only that."""
    for number in numbers:
        browser = visitor(home, recording, "en", f"4-off/ticket-{number:02}")
        at = f"{home.private(number)}/studio"
        page = browser.get(at)
        browser.send(page, "/studio", {"action": "off"}, "POST off", script=number % 2 == 0)
        public.look(browser, public.addresses(page.text))
        browser.get(at, "GET t - studio, after")


def _be_present(agent: Browser, customer: Browser, home: House, ticket_id: int) -> None:
    """Both are there, and each sees it of the other: the agent writes, and the customer reads."""
    agent.under = customer.under = f"2-deeds/ticket-{ticket_id:02}/00 presence"
    desk, private = f"/desk/tickets/{ticket_id}", home.private(ticket_id)
    form = find_form(agent.get(desk).text, "/notes")
    agent.ask("POST", f"{desk}/presence", data={"doing": "writing", "csrf": form.fields["csrf"]})
    customer.ask("POST", f"{private}/presence", data={"doing": "reading"})
    customer.get(f"{private}/live")
    agent.get(f"{desk}/live")


def _do(browser: Browser, deed: Deed, right: Fields, at: str, *, script: bool) -> bool:
    """Do it, and go where that leads; False where the page does not offer it."""
    page, more = browser.get(at, "before"), {"with_hidden": deed.with_hidden, "instead": deed.instead}
    if deed.wrong is not None:
        browser.send(page, deed.action, deed.wrong, "wrong", script=script, **more)
    sent = browser.send(page, deed.action, right, "right", script=script, **more)
    if sent is not None and sent.location:
        browser.get(sent.location.partition("#")[0], "then")
    return sent is not None


def _place(home: House, deed: Deed, ticket_id: int) -> str:
    if deed.where == "desk":
        return f"/desk/tickets/{ticket_id}"
    return home.private(ticket_id) + ("/studio" if deed.where == "studio" else "")


def _look_after(home: House, customer: Browser, agent: Browser, ticket_id: int) -> None:
    private = home.private(ticket_id)
    studio = customer.get(f"{private}/studio")
    for rest in ("", "/live"):
        customer.get(private + rest)
        agent.get(f"/desk/tickets/{ticket_id}{rest}")
    agent.get("/desk/live")
    public.glance(customer, public.addresses(studio.text))
