"""A long feed: closed pages that stand still (RFC 5005), the same in JSON, at the same cost for few and for many."""

import itertools
import json
import re
import sqlite3
from dataclasses import replace
from itertools import pairwise

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import event

from statuspage.db import db, write
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.publication.archives import KEEP, PAGE
from statuspage.domain.publication.choice import PublicChoice
from tests.cast import due
from tests.surfaces.atom_rules import ATOM, HISTORY, faults
from tests.surfaces.public_things import EVERYTHING, Shown

BASE = "http://localhost"
NEXT = re.compile(rb'<link href="[^"]*" rel="next-archive"[^>]*/>')
BOTH = pytest.mark.parametrize("scope", ["feed", "public_feed"])


def write_letters(shown: Shown, first: int, last: int) -> None:
    """So many letters, a minute apart, in one go."""
    with write() as session:
        for number in range(first, last):
            heard = "It died." if number == 0 else ""
            args = {"body": f"Letter {number}.", "heard": heard, "is_public": True}
            at = shown.clock.forward(minutes=1)
            write_letter(session, shown.id, shown.cast.maria, at, promise=due(at, hours=30), **args)


def link(root: etree._Element, rel: str) -> str:
    """Where this leads, from the host's root; "" for nowhere."""
    return "".join(node.get("href") for node in root.findall(f"{ATOM}link") if node.get("rel") == rel).removeprefix(
        BASE
    )


def letters(root: etree._Element) -> list[int]:
    return [int(n) for n in re.findall(r"Letter (\d+)\.", " ".join(node.text for node in root.iter(f"{ATOM}content")))]


def read(shown: Shown, path: str) -> etree._Element:
    answer = shown.at(path)
    assert answer.status_code == 200
    assert faults(answer.data, BASE + path, shown.clock()) == []
    return etree.fromstring(answer.data)


def walk(shown: Shown, scope: str) -> list[tuple[str, list[int]]]:
    """Every page back to the oldest: its path and its letters."""
    path, found = shown.links()[scope], []
    while path:
        root = read(shown, path)
        found.append((path, letters(root)))
        path = link(root, "prev-archive")
    return found


@BOTH
def test_older_letters_follow_page_by_page_and_none_is_lost(shown: Shown, scope: str) -> None:
    write_letters(shown, 0, 75)
    shown.publish(EVERYTHING)
    pages = walk(shown, scope)
    assert [number for _, numbers in pages for number in numbers] == [*reversed(range(75))]
    assert KEEP <= len(pages[0][1]) < KEEP + PAGE
    assert all(0 < len(numbers) <= PAGE for _, numbers in pages)


@BOTH
def test_a_closed_page_stays_the_same_to_the_byte_whatever_is_written_after_it(shown: Shown, scope: str) -> None:
    write_letters(shown, 0, 75)
    shown.publish(EVERYTHING)
    before = {path: shown.at(path) for path, _ in walk(shown, scope)[1:]}
    assert len(before) == 3
    last = next(iter(before))
    write_letters(shown, 75, 140)
    shown.do(reply, body="Thank you.")
    shown.clock.forward(days=90)
    for path, answer in before.items():
        again = shown.at(path)
        assert (again.data == answer.data) == (path != last)
        assert (again.headers["ETag"] == answer.headers["ETag"]) == (path != last)
        assert again.headers["Last-Modified"] == answer.headers["Last-Modified"]
    assert {path for path, _ in walk(shown, scope)} >= {*before}


@BOTH
def test_the_last_closed_page_learns_once_which_page_follows_it_and_nothing_else(shown: Shown, scope: str) -> None:
    write_letters(shown, 0, 75)
    shown.publish(EVERYTHING)
    (_, _), (last, _), *_ = walk(shown, scope)
    before = shown.at(last)
    write_letters(shown, 75, 110)
    learned = shown.at(last)
    assert NEXT.search(learned.data)
    assert NEXT.sub(b"", learned.data) == before.data
    write_letters(shown, 110, 180)
    assert shown.at(last).data == learned.data


@pytest.mark.parametrize("choice", [EVERYTHING, PublicChoice(letters=True)])
def test_a_closed_page_stays_the_same_to_the_byte_whoever_has_the_ticket(shown: Shown, choice: PublicChoice) -> None:
    write_letters(shown, 0, 35)
    shown.publish(choice)
    before = shown.get("public_feed", "?archive=1")
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Yours.")
    again = shown.get("public_feed", "?archive=1")
    assert (again.data, again.headers["Last-Modified"]) == (before.data, before.headers["Last-Modified"])


def test_a_closed_page_that_its_customer_chose_to_read_differently_is_newer(shown: Shown) -> None:
    write_letters(shown, 0, 35)
    shown.publish(EVERYTHING)
    for choice in (replace(EVERYTHING, title="My grinder"), replace(EVERYTHING, owner="nobody", company=False)):
        before = shown.get("public_feed", "?archive=1")
        shown.publish(choice)
        again = shown.get("public_feed", "?archive=1", If_Modified_Since=before.headers["Last-Modified"])
        assert (again.status_code, again.data == before.data) == (200, False)
        assert read(shown, f"{shown.links()['public_feed']}?archive=1").findtext(f"{ATOM}updated") == (
            etree.fromstring(before.data).findtext(f"{ATOM}updated")
        )


@BOTH
def test_one_can_walk_forward_again_to_the_feed_itself(shown: Shown, scope: str) -> None:
    write_letters(shown, 0, 75)
    shown.publish(EVERYTHING)
    pages = [path for path, _ in walk(shown, scope)]
    for newer, path in pairwise(["", *pages[1:]]):
        root = read(shown, path)
        assert root.find(f"{HISTORY}archive") is not None
        assert (link(root, "next-archive"), link(root, "current")) == (newer, pages[0])


@BOTH
@pytest.mark.parametrize("letters", [0, 9, 29, 30, 31, 49, 50, 60, 75])
def test_whatever_an_archive_address_answers_names_itself(shown: Shown, scope: str, letters: int) -> None:
    write_letters(shown, 0, letters)
    shown.publish(EVERYTHING)
    closed = len(walk(shown, scope)) - 1
    for number in range(1, closed + 3):
        for path in (shown.links()[scope], shown.links()[scope].replace(".atom", ".json")):
            answer = shown.at(f"{path}?archive={number}")
            assert answer.status_code == (200 if number <= closed else 404), (number, closed)
            if answer.status_code == 200 and ".json" in path:
                assert answer.json["feed_url"] == f"{BASE}{path}?archive={number}"
            elif answer.status_code == 200:
                root = etree.fromstring(answer.data)
                assert link(root, "self") == f"{path}?archive={number}"
                following = link(root, "next-archive")
                assert bool(following) == (number < closed)
                assert not following or link(read(shown, following), "self") == following


@BOTH
def test_what_is_no_page_is_refused(shown: Shown, scope: str) -> None:
    write_letters(shown, 0, 40)
    shown.publish(EVERYTHING)
    for asked, code in (("0", 400), ("-1", 400), ("x", 400), ("1" * 30, 400), ("٣", 400), ("3", 404), ("999", 404)):
        answer = shown.get(scope, f"?archive={asked}")
        assert (answer.status_code, answer.mimetype) == (code, "text/plain"), asked
        answer = shown.at(shown.links()[scope].replace(".atom", ".json") + f"?archive={asked}")
        assert (answer.status_code, answer.mimetype, [*answer.json]) == (code, "application/json", ["error"])
        assert answer.json["error"].endswith(".")


def test_the_pages_have_no_gap_where_a_letter_is_hidden(shown: Shown) -> None:
    write_letters(shown, 0, 60)
    shown.publish(PublicChoice(letters=True, hidden=(3, 4, 30)))
    pages = walk(shown, "public_feed")
    assert [len(numbers) for _, numbers in pages] == [57 - 2 * PAGE, PAGE, PAGE]
    assert [n for _, numbers in pages for n in numbers] == [n for n in reversed(range(60)) if n + 2 not in (3, 4, 30)]


def test_a_private_letter_moves_no_public_page(shown: Shown) -> None:
    write_letters(shown, 0, 45)
    shown.publish(EVERYTHING)
    before = walk(shown, "public_feed")
    for number in range(25):
        shown.letter(f"Private {number}.", public=False)
    assert walk(shown, "public_feed") == before


def test_the_pages_in_json_tell_the_same_and_lead_to_each_other(shown: Shown) -> None:
    write_letters(shown, 0, 75)
    shown.publish(EVERYTHING)
    path, found = shown.links()["public_feed"].replace(".atom", ".json"), []
    while path:
        feed = json.loads(shown.at(path).data)
        assert feed["feed_url"] == BASE + path
        found += [int(n) for n in re.findall(r"Letter (\d+)\.", json.dumps(feed["items"]))]
        path = feed.get("next_url", "").removeprefix(BASE)
    assert found == [*reversed(range(75))]


@BOTH
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_many_letters_cost_no_more_than_a_few(app: Flask, shown: Shown, scope: str) -> None:
    write_letters(shown, 0, 75)
    shown.publish(EVERYTHING)

    def asked(query: str = "") -> tuple[int, int, int]:
        """How many statements, tens of SQLite's own steps, and entries."""
        statements, steps = itertools.count(), itertools.count()

        def step() -> None:
            next(steps)

        def count(_connection: object, cursor: sqlite3.Cursor, *_: object) -> None:
            next(statements)
            cursor.connection.set_progress_handler(step, 10)

        event.listen(db.engine, "before_cursor_execute", count)
        entries = len(re.findall("<entry>", shown.get(scope, query).text))
        event.remove(db.engine, "before_cursor_execute", count)
        return next(statements), next(steps), entries

    few = [asked(), asked("?archive=1"), asked("?archive=3")]
    write_letters(shown, 75, 315)  # as many after the last closed page as before
    many = [asked(), asked("?archive=1"), asked("?archive=3")]
    assert [statements for statements, _, _ in many] == [statements for statements, _, _ in few]
    assert all(one[1] < other[1] * 1.1 for one, other in zip(many, few, strict=True)), (few, many)
    assert all(entries < KEEP + PAGE + 2 for _, _, entries in many)
