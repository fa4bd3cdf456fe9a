"""Whatever is sent, nothing falls over: every form and address, by those who may, with what nobody ever types."""

import re
from itertools import product

import pytest

from statuspage.config import PROJECT
from statuspage.db import write
from statuspage.domain.shares.share import shares_of
from statuspage.security.throttle import limiter
from tests.contracts.doors import places
from tests.databases import KINDS
from tests.surfaces.desk import csrf, log_in

pytestmark = pytest.mark.parametrize("database", KINDS, indirect=True)  # what is sent becomes values of statements

NONSENSE = ("", "a\0b", "9" * 30, "٣", "x" * 25_000, "\u202e\ufffe", "yes", "[[x]]", "2026-02-30T25:61")
NONSENSE += ("9999-12-31T23:59", "0001-01-01T00:00", "0026-11-22T10:00")
NONSENSE += ("-1", "../../etc/passwd", "%s%(x)s{0}", "İ" * 200)
NUMBERS = (0, 2**31 - 1, 2**31, 2**63, 10**30)


@pytest.fixture
def fields():
    """Every name that a form of ours sends."""
    names = set()
    for file in (PROJECT / "templates").rglob("*.html"):
        names |= set(re.findall(r"""\bname=["']([a-z_]+)["']""", file.read_text(encoding="utf-8")))
    for file in (PROJECT / "statuspage" / "surfaces").rglob("*.py"):
        names |= set(re.findall(r"""form\.(?:get|getlist)\(["']([a-z_]+)["']""", file.read_text(encoding="utf-8")))
    assert {"body", "heard", "once"} <= names
    return sorted(names - {"csrf"})


@pytest.fixture
def tokens(app, planted):
    with write() as session:
        urls = app.extensions["urls"]
        return {scope: urls.token(share) for scope, share in shares_of(session, planted.ticket_id).items()}


@pytest.fixture
def desk(app, client, cast, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    log_in(client)
    return lambda: csrf(client)


@pytest.mark.torture
def test_no_form_falls_over(app, client, planted, tokens, desk, fields):
    known = {"ticket_id": planted.ticket_id, "customer_id": 1}
    forms = [place for place in places(app) if "POST" in place.methods and "log" not in place.rule.rule]
    assert len(forms) > 20
    for number, (place, nonsense) in enumerate(product(forms, NONSENSE)):
        if "password" in place.rule.rule and nonsense not in ("a\0b", ""):
            continue  # each try takes its time, on purpose
        data = dict.fromkeys(fields, nonsense) | {"csrf": desk(), "listed": ["1", nonsense]}
        headers = {"HX-Request": "true"} if number % 2 else {}
        path = place.path(token=tokens.get(place.access.value, ""), **known)
        answer = client.post(path, data=data, headers=headers)
        assert answer.status_code < 500, f"POST {place.rule} with {nonsense[:20]!r} answered {answer.status}"


@pytest.mark.torture
def test_no_address_falls_over(app, client, planted, tokens, desk):
    asked = [place for place in places(app) if "GET" in place.methods]
    for place, nonsense in product(asked, NONSENSE):
        path = place.path(token=tokens.get(place.access.value, ""), ticket_id=planted.ticket_id, customer_id=1)
        names = (
            "archive",
            "once",
            "before",
            "notes",
            "q",
            "said",
            "lang",
            "theme",
            "size",
            "accent",
            "style",
            "scale",
            "customer",
        )
        names += ("next", "since", "url", "maxwidth", "maxheight")  # a format that there is not is 501, as oEmbed says
        with client.get(path, query_string=dict.fromkeys(names, nonsense)) as answer:
            assert answer.status_code < 500, f"GET {place.rule} with {nonsense[:20]!r} answered {answer.status}"


def test_no_number_is_too_large_for_an_address(app, client, planted, desk):
    numbered = [place for place in places(app) if any(name.endswith("_id") for name in place.rule.arguments)]
    assert numbered
    for place, number, method in product(numbered, NUMBERS, ("GET", "POST")):
        if method in place.methods:
            path = place.path(**dict.fromkeys(place.rule.arguments, number))
            answer = client.open(path, method=method, data={"csrf": desk(), "body": "x"} if method == "POST" else None)
            assert answer.status_code == 404, f"{method} {path} answered {answer.status}"
