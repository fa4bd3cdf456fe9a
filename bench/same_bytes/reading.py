"""What can be read, and changes nothing: the site, each ticket's pages, and the desk."""

from bench.same_bytes import public
from bench.same_bytes.answers import Recording
from bench.same_bytes.browser import Browser
from bench.same_bytes.house import House
from bench.same_bytes.people import at_the_desk, visitor

SITE = ("/", "/desk/login", "/desk/login?next=/desk/me", "/healthz", "/brand.css", "/widget.js", "/card.css")
TEAM = (
    "/team",
    "/team?lang={}",
    "/team.atom",
    "/team.atom?lang={}",
    "/team/card",
    "/team/card?size=compact&theme=dark",
)
VIEWS = ("card", "badge", "badge_png", "page", "qr", "picture")
CHOICES = (
    "owner=nobody&subject=nothing&title=&letters=no",
    "owner=name&subject=subject&title=&company=yes&steps=yes&promise=yes&letters=yes",
    "owner=photo&subject=title&title=The+machine&company=yes&steps=yes&clock=yes&promise=yes&score=yes&letters=yes",
)


def site(home: House, recording: Recording, language: str, under: str) -> None:
    """What belongs to nobody."""
    browser = visitor(home, recording, language, f"{under}/site")
    for path in (*SITE, "/card.css?accent=aa3322", "/card.css?accent=ffffff", f"/embed-gallery?lang={language}"):
        browser.get(path)
    for path in TEAM:
        browser.get(path.format(language))


def tickets(home: House, recording: Recording, numbers: tuple[int, ...], under: str, *, is_whole: bool) -> None:
    """Each ticket as its customer reads it and as others do; with ``is_whole``, one in every look."""
    seen_whole = False
    for number in numbers:
        browser = visitor(home, recording, "en", f"{under}/ticket-{number:02}")
        keys = customer(browser, home.private(number))
        public.look(browser, keys)
        if is_whole and "p" in keys and not seen_whole:
            public.look_at_all(browser, keys)
            seen_whole = True


def customer(browser: Browser, private: str) -> dict[str, str]:
    """The private pages of a ticket; returns its other addresses."""
    page = browser.get(private)
    browser.follow(page, "before=")
    for rest in ("?before=3", "?before=0", "?said=written", "/live"):
        browser.get(private + rest)
    browser.get(private, "GET t -, by script", HX_Request="true")
    studio = browser.get(f"{private}/studio")
    browser.get(f"{private}/studio/preview")
    for view in VIEWS:
        for number, choice in enumerate(CHOICES):
            browser.get(f"{private}/studio/preview?view={view}&{choice}", f"GET t - studio preview, {view} {number}")
    for rest in ("&size=timeline", "&size=compact&theme=dark"):
        browser.get(f"{private}/studio/preview?view=card{rest}")
    browser.get(f"{private}/studio/preview?view=badge&style=face&theme=dark")
    browser.get(f"{private}/studio/preview?view=page&theme=dark")
    return public.addresses(studio.text)


def desk(home: House, recording: Recording, numbers: tuple[int, ...], under: str) -> None:
    """The desk: what each agent has, and every ticket and customer as Maria sees them."""
    for agent in home.manifest["agents"]:
        name = agent["name"].split()[0]
        browser = at_the_desk(home, recording, name, under=f"{under}/desk-{name.lower()}")
        for path in ("/desk", "/desk/live", "/desk/me", "/desk/login", "/desk/find", "/desk/find?q=an"):
            browser.get(path)
        for query in ("", "?of=everyone", "?state=over&of=everyone", "?q=an"):
            browser.follow(browser.get(f"/desk/tickets{query}"), "after=")
    browser = at_the_desk(home, recording, "Maria", under=f"{under}/desk")
    for number in numbers:
        browser.follow(browser.get(f"/desk/tickets/{number}"), "before=")
        browser.get(f"/desk/tickets/{number}/live")
        browser.get(f"/desk/tickets/{number}?before=4&notes=1")
    for number in home.ids("customer"):
        browser.get(f"/desk/customers/{number}")
    for rest in ("", "?q=Ana", "?q=nobody-at-all", "?customer=1", "?customer=999999"):
        browser.get(f"/desk/tickets/new{rest}")
    browser.get("/desk/find?q=nobody-at-all")
