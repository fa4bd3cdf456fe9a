"""Reports of mails that did not arrive: whose address, why, for good or not, and about which mail of ours."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.delivery.incoming.reports import is_hard, read_report
from statuspage.delivery.incoming.status_fields import LONGEST
from tests.delivery.machines.corpus import machines
from tests.delivery.machines.failed import ANA, Failure, delays, failures, in_words, standard
from tests.delivery.machines.people import people
from tests.delivery.machines.samples import OUR_ID, Sample

FAILURES = [*failures()]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: one.sample.name)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_report_tells_whom_it_is_about_and_why(failure: Failure, line_end: bytes) -> None:
    raw = failure.sample.raw.replace(b"\n", line_end)
    report = read_report(message_from_bytes(raw, policy=policy.default))
    assert report is not None
    assert report.is_final
    (found,) = report.recipients
    assert (found.address, found.status) == (failure.address, failure.status)
    assert failure.words in found.words
    assert report.message_id == failure.message_id


@pytest.mark.parametrize("one", [*delays()], ids=lambda one: one.name)
def test_a_delay_is_not_final(one: Sample) -> None:
    report = read_report(one.message)
    assert report is not None
    assert not report.is_final
    assert [found.address for found in report.recipients] == [ANA]


def test_only_a_report_is_read_as_one() -> None:
    reported = {one.code for one in machines() if read_report(one.message) is not None}
    assert reported == {"bounce", "delayed"}
    assert [one.name for one in people() if read_report(one.message) is not None] == []


def test_each_recipient_that_failed_is_told_and_none_that_was_reached() -> None:
    group = f"""
Final-Recipient: rfc822; {ANA}
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; jonas.lind@example.net
Action: delivered
Status: 2.0.0

Final-Recipient: rfc822; lea.brandt@example.net
Action: FAILED (for good)
Status: 5.2.2 (full)

Final-Recipient: rfc822; priya.nair@example.net
Action: delayed
Status: 4.4.1
"""
    report = read_report(standard("several", "Subject: Undeliverable", "…", group).message)
    assert report is not None
    assert [(one.address, one.status) for one in report.recipients] == [
        (ANA, "5.1.1"),
        ("lea.brandt@example.net", "5.2.2"),
    ]


def test_the_address_that_we_wrote_to_counts_and_not_where_its_mails_go_on_to() -> None:
    group = f"Original-Recipient: rfc822;{ANA}\nFinal-Recipient: rfc822;ana@home.example\nAction: failed\nStatus: 5.1.1"
    report = read_report(standard("forwarded", "Subject: Undeliverable", "…", group).message)
    assert report is not None
    assert report.recipients[0].address == ANA


def test_a_general_status_gives_way_to_the_exact_one_in_the_words() -> None:
    group = (
        f"Final-Recipient: rfc822;{ANA}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 No such user"
    )
    report = read_report(standard("exact", "Subject: Undeliverable", "…", group).message)
    assert report is not None
    assert report.recipients[0].status == "5.1.1"


def test_an_address_of_the_network_is_no_status() -> None:
    report = read_report(
        in_words("an IP", "Subject: failure notice", f"{ANA}\n host 5.1.1.9 said: no [4.2.2.1]").message
    )
    assert report is not None
    assert report.recipients[0].status == ""


def test_the_words_of_a_server_are_one_line_of_at_most_300_characters() -> None:
    said = "smtp; 550 5.1.1 " + "no\x07 such\n  user " * 400
    group = f"Final-Recipient: rfc822; {ANA}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: {said}"
    report = read_report(standard("long", "Subject: Undeliverable", "…", group).message)
    assert report is not None
    words = report.recipients[0].words
    assert len(words) <= LONGEST == 300
    assert words.startswith("550 5.1.1 no such user no")
    assert words.isprintable()


def test_a_message_id_is_found_in_a_returned_head_that_is_quoted_and_folded() -> None:
    words = f"<{ANA}>:\nNo such user.\n\n--- Below this line is a copy\n> Subject: x\n> Message-Id:\n  <{OUR_ID}>\n"
    report = read_report(in_words("quoted", "Subject: failure notice", words).message)
    assert report is not None
    assert report.message_id == OUR_ID


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.2.2", False),
        ("5.7.1", False),
        ("4.4.7", False),
        ("", False),
    ],
)
def test_only_a_status_about_the_address_is_hard(status: str, hard: bool) -> None:
    assert is_hard(status) is hard


LINE = st.sampled_from(
    [
        *(
            "Final-Recipient: rfc822; ana.reis@example.net",
            "Final-Recipient:",
            "Action: failed",
            "Action: ",
            "Status: 5.1.1",
        ),
        *(
            "Status: 4",
            "Diagnostic-Code: smtp;",
            "",
            " folded",
            "--=_part_7",
            "--=_part_7--",
            "<ana@example.net>:",
            "\x00",
        ),
        *(
            "Content-Type: message/delivery-status",
            "Content-Type: message/rfc822",
            "Content-Type: text/plain; charset=x",
        ),
        *("Content-Transfer-Encoding: base64", "Message-ID: <", "Message-ID: <a@b>", "Original-Recipient: ;;;"),
    ]
)


@given(st.lists(LINE, max_size=30))
def test_no_report_makes_its_reader_stumble(lines: list[str]) -> None:
    head = 'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part_7"\n'
    for raw in (head + "\n".join(lines), "From: mailer-daemon@example.net\n" + "\n".join(lines)):
        report = read_report(message_from_bytes(raw.encode(), policy=policy.default))
        assert report is None or all("@" in one.address for one in report.recipients)
