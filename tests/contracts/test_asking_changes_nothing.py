"""A GET changes nothing: mail scanners open links, browsers fetch ahead, and people reload."""

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.base import Base
from tests.databases import KINDS

QUERIES = ("", "?before=2&said=sent&lang=de&theme=dark&q=ana&notes=1&body=x&action=off&doing=gone&answer=yes")
HEADERS = ({}, {"HX-Request": "true"}, {"Purpose": "prefetch", "X-HTTP-Method-Override": "POST"})


def everything():
    """Every row of every table."""
    db.session.rollback()
    return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in Base.metadata.sorted_tables}


@pytest.mark.long
def test_asking_changes_nothing_whoever_asks_and_however(walk):
    before, asked = everything(), 0
    for place, path, answer in walk(QUERIES, HEADERS):
        asked += answer.status_code < 400
        assert everything() == before, f"GET {path} ({place.rule}) changed the database"
    assert asked > 60


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_every_address_that_can_be_read_was_read(walk):
    answers = {place.rule.rule: answer.status_code for place, _, answer in walk()}
    redirects = {rule for rule, code in answers.items() if code in (302, 303)}
    others = {rule: code for rule, code in answers.items() if code != 200 and rule not in redirects}
    demo = dict.fromkeys(("/embed-gallery", "/demo/mail", "/demo/mail/<int:outgoing>.html"), 404)
    views = dict.fromkeys(("/desk/views", "/desk/views/<name>"), 404)  # nobody keeps one here
    first = dict.fromkeys(("/setup", "/logo/<name>"), 404)  # of an empty production instance; and there is no logo here
    theirs = {"/desk/held/<int:held_id>": 404}  # a colleague's; tests/surfaces/test_desk_taking_back.py has one's own
    no_file = {rule: code for rule, code in others.items() if "/files/" in rule}
    assert set(no_file.values()) == {404}, "there is no such file; tests/surfaces/test_files_both_ways.py has some"
    assert others == demo | views | first | theirs | no_file | {"/oembed": 400}  # which wants to know which page
    assert redirects == {"/p/<token>/card", "/desk/login", "/desk/customers", "/t/<token>/mails"}
