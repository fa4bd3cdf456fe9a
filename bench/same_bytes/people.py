"""Who asks: the agents at their desks; and which language everyone speaks."""

from bench.same_bytes.answers import Recording
from bench.same_bytes.browser import Browser
from bench.same_bytes.house import House


def at_the_desk(home: House, recording: Recording | None, name: str, *, under: str = "") -> Browser:
    """The browser of this agent ("Maria"), signed in; signing in itself is not kept."""
    agent = next(agent for agent in home.manifest["agents"] if agent["name"].startswith(name))
    browser = Browser(home.app, None)
    facts = {key: agent[key] for key in ("email", "password")}
    signed_in = browser.send(browser.get("/desk/login"), "/desk/login", facts, "")
    if signed_in is None or signed_in.status_code != 303:
        raise RuntimeError(f"{name} could not sign in.")
    browser.recording, browser.under = recording, under
    return browser


def visitor(home: House, recording: Recording, language: str, under: str) -> Browser:
    """Somebody's browser, in this language."""
    browser = Browser(home.app, recording, language)
    browser.under = under
    return browser


def speak(home: House, language: str) -> None:
    """Every customer and every agent has this language from now on, set as an agent would set it."""
    for agent in home.manifest["agents"]:
        browser = at_the_desk(home, None, agent["name"])
        browser.send(browser.get("/desk/me"), "/desk/me", {"language": language}, "")
    for number in home.customers:
        page = browser.get(f"/desk/customers/{number}")
        browser.send(page, f"/customers/{number}", {"language": language}, "")
