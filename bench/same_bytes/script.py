"""The deeds that are done on each ticket, in this order: what each form refuses, and what it takes."""

from dataclasses import dataclass

from bench.same_bytes.browser import Fields

NEXT = {"promise": "pick", "day": "2026-12-10", "time": "10:30"}
LATER = {"promise": "pick", "day": "2026-12-11", "time": "16:00"}
LONG_AGO = {"promise": "pick", "day": "2020-01-01", "time": "10:00"}
WORDS = "I had it on the bench this morning. **It ran for two hours**, and [the part](https://example.org/) is ordered."


@dataclass(frozen=True, slots=True)
class Deed:
    """A form of a page: where it stands, the end of its address, what it refuses (if anything), and what it takes."""

    name: str
    where: str  # "ticket" and "desk": the page of the customer or the agent; "studio"
    action: str
    right: Fields
    wrong: Fields | None = None
    with_hidden: str = ""
    instead: str = ""  # the end of the address of a button that has its own


def _letter(name: str, wrong: Fields | None = None, **right: str) -> Deed:
    fields: Fields = {"heard": "it stops by itself", "body": WORDS, **right}
    return Deed(name, "desk", "/updates|/letters", fields, wrong)


CHOICES: tuple[Fields, ...] = (
    {"action": "on", "owner": "photo", "subject": "subject", "letters": "yes", "score": "yes"},
    {"action": "on", "owner": "name", "subject": "title", "title": "The machine", "letters": "no", "clock": None},
    {"action": "on", "owner": "nobody", "subject": "nothing", "company": None, "steps": None, "letters": "yes"},
    {"action": "on", "promise": None, "steps": None, "clock": None, "letters": "no", "score": "yes"},
)
LAST = ("handover", "", "ask")  # where a ticket stops, so that a late promise and a question are left to see
DEEDS = (
    Deed("publish", "studio", "/studio", {}, {"action": "on", "subject": "title", "title": ""}),
    Deed("look first", "studio", "/studio", {"action": "look", "owner": "name", "subject": "subject"}),
    Deed("note", "desk", "/notes", {"body": "The pump is from 2019."}, {"body": " "}),
    Deed("keep unsent", "desk", "/updates|/letters", {"body": "Half a letter"}, instead="unsent"),
    Deed("preview", "desk", "/updates|/letters", {"body": WORDS, "step": "working", **NEXT}, instead="preview"),
    Deed("begin from a draft", "desk", "/updates|/letters", {"body": "", "draft": "1"}, instead="preview"),
    _letter("letter", {"heard": "", "body": ""}, seen_by="public", step="working", turn="third", **NEXT),
    Deed("right", "ticket", "/heard", {}, with_hidden="answer=right"),
    Deed("thanks", "ticket", "/thanks", {}),
    _letter("letter for one", {"body": WORDS, **LONG_AGO}, kind="call", by_phone="yes", turn="you", **NEXT),
    Deed("reply", "ticket", "/replies", {"body": "Thank you.\n\nIt is <the> left one & it leaks."}, {"body": " "}),
    Deed("not quite", "ticket", "/heard", {"not_quite": "It is the left one."}, {"not_quite": ""}, "answer=not_quite"),
    Deed("call", "ticket", "/calls", {"phone": "+351 91 555 0163", "when": "after six"}, {"phone": "x", "when": ""}),
    Deed("move", "desk", "/promises", LATER, LONG_AGO),
    Deed("handover", "desk", "/handovers", {"note": "You know this pump best."}, {"note": ""}),
    _letter("ask", {"body": "[[their name]], is it solved?", "promise": "ask"}, promise="ask", seen_by="public"),
    Deed("not solved", "ticket", "/confirmation", {"not_solved": "It drips."}, {"not_solved": ""}, "answer=not_yet"),
    _letter("ask again", None, promise="ask", body="Does it drip now?"),
    Deed("close", "desk", "/closing", {}),
    Deed("reopen", "ticket", "/reopening", {}),
    _letter("ask at last", None, promise="ask", body="And now?"),
    Deed("confirm", "ticket", "/confirmation", {}, with_hidden="answer=yes"),
    Deed("felt", "ticket", "/feeling", {"listened": "partly", "felt": "In the end."}, {"listened": ""}),
    Deed("sites", "studio", "/studio/sites", {"sites": "https://example.org"}, {"sites": "not a site"}),
    Deed("withdraw the badge", "studio", "/studio/addresses", {"deed": "withdraw"}, None, "scope=badge"),
    Deed("restore the badge", "studio", "/studio/addresses", {"deed": "restore"}, None, "scope=badge"),
    Deed("a new address", "studio", "/studio/addresses", {"deed": "rotate"}, None, "scope=public"),
    Deed("a new link", "desk", "/links", {}),
)


def deeds_of(ticket_id: int) -> tuple[Deed, ...]:
    """The deeds of one ticket: a third of them go through all."""
    names, last = [deed.name for deed in DEEDS], LAST[ticket_id % len(LAST)]
    return DEEDS[: names.index(last) + 1] if last else DEEDS
