"""What no person wrote is refused, each kind for its reason; what a person wrote is taken, whatever else it carries."""

from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage.delivery.incoming.machines import RULES, made_by_machine
from tests.delivery.machines.corpus import machines
from tests.delivery.machines.people import people
from tests.delivery.machines.samples import OUR_HOST, OURS, Sample, sample

MACHINES, PEOPLE = [*machines()], [*people()]
REASONS = {
    *("auto_reply", "out_of_office", "bounce", "delayed", "read_receipt", "mailing_list", "bulk", "challenge"),
    *("calendar", "spam", "virus", "loop", "our_own"),
}


def why(one: Sample) -> str:
    return made_by_machine(one.message, ours=OURS, our_host=OUR_HOST)


@pytest.mark.parametrize("one", MACHINES, ids=lambda one: f"{one.code}: {one.name}")
def test_what_no_person_wrote_gets_its_reason(one: Sample) -> None:
    assert why(one) == one.code


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.name)
def test_what_a_person_wrote_is_taken(one: Sample) -> None:
    assert why(one) == ""


def test_the_corpus_is_large_and_holds_every_reason() -> None:
    assert {one.code for one in MACHINES} == REASONS == {code for code, _ in RULES}
    assert len(MACHINES) >= 120
    assert len(PEOPLE) >= 60
    assert len({one.raw for one in MACHINES + PEOPLE}) == len(MACHINES + PEOPLE)


@pytest.mark.parametrize("code", sorted({code for code, _ in RULES}))
def test_every_reason_needs_a_rule(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statuspage.delivery.incoming.machines.RULES", [rule for rule in RULES if rule[0] != code])
    assert {why(one) for one in MACHINES if one.code == code} != {code}


@pytest.mark.parametrize("one", MACHINES, ids=lambda one: f"{one.code}: {one.name}")
def test_the_reason_is_the_same_with_lines_as_servers_send_them(one: Sample) -> None:
    assert why(Sample(one.name, one.code, one.raw.replace(b"\n", b"\r\n"))) == one.code


def test_a_mail_is_not_ours_where_nothing_says_what_is() -> None:
    ours = [one for one in MACHINES if one.code == "our_own"]
    assert {made_by_machine(one.message) for one in ours} == {""}


def test_no_word_of_a_reply_makes_it_a_machines() -> None:
    words = "\n".join(one.raw.decode() for one in MACHINES)
    assert why(sample("all of them quoted", "", "", words)) == ""


NAMES = st.sampled_from(
    (
        "Subject",
        "From",
        "Auto-Submitted",
        "Precedence",
        "Content-Type",
        "Return-Path",
        "Message-ID",
        "List-Id",
        "X-Loop",
    )
)
LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60) | st.sampled_from(
    [
        "=?utf-8?b?!!?=",
        "=?x?q?=?=",
        "multipart/report; report-type=delivery-status",
        "text/calendar; method=",
        "<",
        "<>",
        "no",
    ]
)


@given(fields=st.lists(st.tuples(NAMES, LINE), max_size=12), body=st.binary(max_size=400))
@example(fields=[("Content-Type", "multipart/report; boundary=a; report-type=delivery-status")], body=b"--a\n\n--a--")
def test_no_mail_makes_the_rules_stumble(fields: list[tuple[str, str]], body: bytes) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in fields).encode("utf-8", "surrogatepass")
    message = message_from_bytes(head + b"\n" + body, policy=policy.default)
    assert made_by_machine(message, ours=OURS, our_host=OUR_HOST) in REASONS | {""}


@given(st.binary(max_size=2_000))
def test_no_bytes_make_the_rules_stumble(raw: bytes) -> None:
    assert made_by_machine(message_from_bytes(raw, policy=policy.default)) in REASONS | {""}
