"""Who may use which address: a table that is read by people, and strangers who try every door."""

import difflib
from pathlib import Path

import pytest

from statuspage.db import write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.opening import open_ticket
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import shares_of
from statuspage.security.access import Access, Companions, companions_of
from tests.cast import due
from tests.contracts.doors import METHODS, NO_KEY, places, table

TABLE = Path(__file__).with_name("access.txt")


def test_the_access_table_is_what_the_app_does(app):
    written, real = TABLE.read_text(encoding="utf-8").splitlines(), table(app)
    changes = list(difflib.unified_diff(written, real, "tests/contracts/access.txt", "the app", lineterm="", n=0))
    assert not changes, (
        "Addresses or their access changed. Think who may use each, then write it down in tests/contracts/access.txt:\n"
        + "\n".join(changes)
    )


def test_every_address_says_who_may_use_it(app):
    assert [line for line in table(app) if line.endswith(" nobody")] == []


def test_every_address_of_the_desk_is_for_agents_and_every_address_with_a_token_for_its_holder(app):
    for place in places(app):
        is_login = place.rule.rule == "/desk/login"
        assert (place.access is Access.AGENT) is (place.rule.rule.startswith("/desk") and not is_login), place
        assert ("token" in place.rule.arguments) is (place.access not in NO_KEY), place


def test_no_public_address_takes_anything_but_questions(app):
    """But for who follows by mail and whoever is mailed: they are asked at addresses of their own."""
    takes = (Access.PRIVATE, Access.AGENT, Access.FOLLOW, Access.CONFIRM, Access.MAIL, Access.HELD, Access.MAIL_IN)
    takes += (Access.DEMO, Access.ASK, Access.ASK_FRAME, Access.LOST, Access.MINE, Access.JOIN, Access.SETUP)
    assert [place.rule.rule for place in places(app) if place.access in takes[2:]] == [
        "/ask",
        "/ask/<form>/files",
        "/ask/<form>/files/<key>/finish",
        "/ask/<form>/files/<key>/pieces",
        "/ask/<form>/files/<key>/removal",
        "/ask/<form>/files/<key>/small",
        "/ask/<form>/files/<key>/state",
        "/ask/frame",
        "/ask/link",
        "/ask/qr.png",
        "/ask/qr.svg",
        "/demo/mail/<int:outgoing>/answers",
        "/follow/<token>",
        "/held/<token>",
        "/join/<token>",
        "/lost/<token>",
        "/m/<token>",
        "/mail/in",
        "/mine/<token>",
        "/mine/<token>/ask",
        "/mine/<token>/company",
        "/mine/<token>/company/invitations",
        "/mine/<token>/company/own",
        "/mine/<token>/company/people",
        "/mine/<token>/company/way",
        "/mine/<token>/data",
        "/mine/<token>/data/erasing",
        "/mine/<token>/data/export",
        "/mine/<token>/link",
        "/mine/<token>/list",
        "/mine/<token>/tickets",
        "/p/<token>/follow",
        "/setup",
    ]
    for place in places(app):
        if place.access not in takes and place.rule.rule != "/desk/login":
            assert place.methods <= {"GET", "HEAD", "OPTIONS"}, place


@pytest.fixture
def keys(app, run, cast, clock):
    """Every key to Ana's ticket, by scope; its public view is on, and something is promised."""
    promise = due(clock(), hours=3)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died.", promise=promise)
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    with write() as session:
        shares = shares_of(session, cast.ticket.id)
    return {scope: app.extensions["urls"].token(share) for scope, share in shares.items()}


def refused(answer, place, method):
    """Whether this is a refusal that tells nothing: no page, no failure, and no word of what is there."""
    if method not in place.methods:
        return answer.status_code in (401, 404, 405)
    if place.access is Access.AGENT and method == "GET":
        return answer.status_code == 302 and "/desk/login" in answer.headers["Location"]
    return answer.status_code == (401 if place.access is Access.AGENT else 404)


@pytest.mark.parametrize("method", METHODS)
def test_charlie_who_has_no_key_gets_in_nowhere(app, client, cast, method):
    ids = {"id": cast.ticket.id, "token": "AQGDmkrtpUZ_kkPCJjs4ZvuW", "name": "x", "filename": "x", "colour": "zz"}
    for place in places(app):
        if place.access in (Access.ANYONE, Access.TEAM, Access.DEMO, Access.ASK, Access.ASK_FRAME):
            continue
        answer = client.open(place.path(**ids), method=method, data={"body": "Hello."} if method == "POST" else None)
        assert refused(answer, place, method), f"{method} {place.rule} answered {answer.status}"
        assert "Ana" not in answer.text
        assert "Maria" not in answer.text


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_opens_only_the_addresses_of_its_kind(app, client, keys, scope):
    for place in places(app):
        for method in sorted(place.methods):
            if place.access in NO_KEY or "key" in place.rule.arguments:  # of a file, which is not here
                continue
            answer = client.open(place.path(token=keys[scope]), method=method)
            if place.access.value == scope or (scope, place.access) == ("public", Access.FOLLOW):
                assert answer.status_code not in (401, 404), f"{method} {place.rule} answered {answer.status}"
            else:
                assert answer.status_code == 404, f"{method} {place.rule} answered {answer.status}"


@pytest.mark.parametrize("may_write", [False, True], ids=["reads", "writes"])
def test_a_companions_key_opens_what_is_declared_for_companions_and_nothing_else(
    app, client, run, cast, clock, may_write
):
    run(let_in, cast.ticket.id, clock(), name="Joana Reis", may_write=may_write)
    with write() as session:
        shares = shares_of(session, cast.ticket.id, 1)
    tokens = {scope: app.extensions["urls"].token(share) for scope, share in shares.items()}
    opened = {Companions.READ, Companions.WRITE} if may_write else {Companions.READ}
    asked = 0
    for rule in app.url_map.iter_rules():
        place = next(place for place in places(app) if place.rule.rule == rule.rule)
        if place.access.value not in tokens:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint == "customer.leave_ticket":  # after it nothing opens
                continue
            said = {"name": "CANARY-WORDS", "body": "CANARY-WORDS"} if method == "POST" else None
            answer = client.open(place.path(token=tokens[place.access.value]), method=method, data=said)
            theirs = place.access is not Access.PRIVATE or companions_of(app, rule.endpoint) in opened
            assert (answer.status_code != 403) is theirs, f"{method} {rule} answered {answer.status}"
            if not theirs:
                assert "Ana" in answer.text
                assert method == "GET" or "CANARY-WORDS" in answer.text, "what was typed is given back"
            if rule.endpoint == "customer.replace_link":
                with write() as session:
                    shares = shares_of(session, cast.ticket.id, 1)
                tokens = {scope: app.extensions["urls"].token(share) for scope, share in shares.items()}
            asked += 1
    assert asked > 25


def test_what_is_declared_for_nobody_else_is_the_customers_alone(app):
    assert companions_of(app, "no such view") is Companions.NONE
    declared = {
        rule.endpoint for rule in app.url_map.iter_rules() if companions_of(app, rule.endpoint) is not Companions.NONE
    }
    assert {app.view_functions[name].__name__ for name in declared} == {
        "show",
        "show_files",
        "begin_file",
        "take_piece",
        "tell_state",
        "finish_file",
        "remove_file",
        "lead_to_file",
        "lead_to_small",
        "live",
        "be_present",
        "write_reply",
        "give",
        "thank",
        "use_clock",
        "use_language",
        "show_link",
        "show_original",
        "replace_link",
        "lead_to_mails",
        "show_claim",
        "claim_key",
        "leave_ticket",
    }


def test_a_private_key_is_no_way_into_the_desk(app, client, keys, cast):
    client.set_cookie("desk", keys["private"])
    for place in places(app):
        if place.access is Access.AGENT and "GET" in place.methods:
            assert client.get(place.path(id=cast.ticket.id)).status_code == 302, place.rule


def test_a_page_of_another_ticket_is_no_way_to_this_one(app, client, keys, cast, clock, run):
    said = {"subject": "CANARY-OTHER", "story": "CANARY-OTHER"}
    run(open_ticket, cast.ana, cast.tom, clock(), **said)
    for scope, token in keys.items():
        for place in places(app):
            if place.access.value == scope and "GET" in place.methods:
                assert b"CANARY-OTHER" not in client.get(place.path(token=token)).data, place.rule
