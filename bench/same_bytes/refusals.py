"""What is refused, and how: in words, in every language, and alike for whatever is not there."""

from bench.same_bytes import public
from bench.same_bytes.answers import Recording
from bench.same_bytes.house import House
from bench.same_bytes.people import at_the_desk, visitor

KEY = "AQGwqv6xk-EbSsDg-vRkgYgY"  # spelled as a key, and opens nothing
NOWHERE = (
    "/nowhere", f"/t/{KEY}", f"/t/{KEY}/live", f"/t/{KEY}/studio", f"/p/{KEY}", f"/p/{KEY}/live", f"/p/{KEY}/qr.svg",
    f"/p/{KEY}/picture.png", f"/e/{KEY}", f"/b/{KEY}.svg", f"/b/{KEY}.png", f"/b/{KEY}.json", f"/b/{KEY}.gif",
    f"/f/{KEY}.atom", f"/f/{KEY}.json", f"/pf/{KEY}.atom", f"/c/{KEY}.ics", f"/photos/{'0' * 32}.webp",
    f"/oembed?url=https://status.example.org/p/{KEY}", "/desk/nowhere", "/static/none.css", "/p/short", "/t/",
    "/team.json",
)  # fmt: skip
UNCLEAR = (
    "{e}?size=huge", "{e}?theme=pink", "{e}?lang=xx", "{e}?accent=red", "{b}.svg?style=x", "{b}.png?scale=3",
    "{b}.json?lang=xx", "{p}?lang=xx", "{p}/letters?before=nothing", "{p}/picture.png?theme=x", "{p}/qr.svg?style=x",
    "{pf}.atom?archive=x", "{pf}.json?archive=0", "{pf}.atom?archive=99", "{f}.atom?archive=-1", "{p}/card?size=huge",
)  # fmt: skip
SIGNED_IN = ("/desk/tickets/999999", "/desk/customers/999999", "/desk/tickets/99999999999")
BODY = 3 * 1024 * 1024 + 1  # bytes: one more than the app takes


def ask(home: House, recording: Recording) -> None:
    """Everything that is answered with a no. It comes last: too many wrong passwords keep everybody out."""
    private = home.private(home.tickets[0])
    for language in ("en", "de", "ar"):
        browser = visitor(home, recording, language, f"5-refused/{language}")
        for path in NOWHERE:
            browser.get(path)
        browser.get("/nowhere", "GET nowhere, by script", HX_Request="true")
        browser.get("/desk")
        browser.ask("POST", "/desk/me", "POST desk me, signed out", data={"name": "Tom Becker", "role": "Parts"})
        browser.ask("POST", "/", "POST home")
        browser.ask("PUT", private, "PUT t -")
        browser.ask("OPTIONS", private, "OPTIONS t -")
        elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://example.org"}
        browser.ask("POST", f"{private}/replies", "POST reply from elsewhere", headers=elsewhere)
        browser.ask("POST", f"{private}/replies", "POST too much", data={"body": "a" * BODY})
    browser = visitor(home, recording, "en", "5-refused")
    for form in ("studio", "studio/addresses", "thanks", "presence"):
        browser.ask("POST", f"{private}/{form}", f"POST {form} with nothing", data={})
    browser.get(f"{private}/studio/preview?view=none", "GET preview of nothing")
    browser.get(f"{private}/studio/preview?owner=none&subject=none", "GET preview of no choice")
    _unclear(home, recording)
    _at_the_desk(home, recording)


def _unclear(home: House, recording: Recording) -> None:
    """Looks and pages that a public view does not have; the view is switched on first, as every one is off by now."""
    browser = visitor(home, recording, "en", "5-refused/unclear")
    studio = f"{home.private(home.tickets[6])}/studio"
    browser.send(browser.get(studio, "studio, off"), "/studio", {"action": "on"}, "POST on")
    keys = public.addresses(browser.get(studio, "studio, on").text)
    for path in UNCLEAR:
        browser.get(path.format(**keys))


def _at_the_desk(home: House, recording: Recording) -> None:
    browser = at_the_desk(home, recording, "Maria", under="5-refused/desk")
    for path in SIGNED_IN:
        browser.get(path)
    browser.ask("POST", "/desk/tickets/1/notes", "POST a note without its token", data={"body": "Whose form is this?"})
    stranger = visitor(home, recording, "de", "5-refused/login")
    for number in range(1, 12):
        wrong = {"email": "maria@fernhill.example", "password": "wrong"}
        stranger.send(stranger.get("/desk/login"), "/desk/login", wrong, f"POST login, wrong {number:02}")
