"""A header of simple words is written and read as Python's email package does it, which takes every header apart."""

from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.delivery.addresses import one_line
from statuspage.delivery.headers import ASCII, UTF8

THEIRS = {ASCII: policy.SMTP, UTF8: policy.SMTPUTF8.clone(max_line_length=998)}

words = st.text("abZ09-_.,;:'<>@\"=?é", min_size=1, max_size=90)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join).map(one_line)
ids = st.lists(st.sampled_from([f"<{'a' * 36}@{'h' * length}.example>" for length in (1, 20, 60)]), min_size=1)
hosts = st.sampled_from(["example.org", f"{'h' * 63}.example.org"])
mailboxes = st.builds(Address, texts.map(lambda text: text[:120]), st.sampled_from(["ana", "u" * 60]), hosts)


both = pytest.mark.parametrize("rules", THEIRS, ids=["ascii", "utf-8"])


def made(rules, name, value):
    """The header as it is written, and as it is read; or the fault that there is instead."""
    message = EmailMessage(policy=rules)
    try:
        message[name] = value
        return message.as_bytes(), str(message[name]), getattr(message[name], "addresses", ())
    except (ValueError, IndexError) as fault:
        return type(fault)


@both
@given(texts)
def test_a_text_is_written_as_python_does_it(rules, text):
    for name in ("Subject", "Content-Language", "List-Unsubscribe-Post"):
        assert made(rules, name, text) == made(THEIRS[rules], name, text)


@both
@given(mailboxes)
def test_a_mailbox_is_written_as_python_does_it(rules, mailbox):
    for name in ("To", "From", "Reply-To"):
        assert made(rules, name, mailbox) == made(THEIRS[rules], name, mailbox)


@both
@given(ids, st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - its zone is the other one
def test_a_thread_and_a_date_are_written_as_python_does_it(rules, thread, at):
    for name, value in (("Message-ID", thread[0]), ("References", " ".join(thread)), ("Date", at)):
        assert made(rules, name, value) == made(THEIRS[rules], name, value)


@both
@given(st.text("0123456789", min_size=1, max_size=30), st.sampled_from(["alternative", "mixed"]))
def test_the_line_between_parts_is_written_as_python_does_it(rules, line, kind):
    value = f'multipart/{kind}; boundary="==============={line}=="'
    assert made(rules, "Content-Type", value) == made(THEIRS[rules], "Content-Type", value)
