"""The address of a mailbox is read whole, or refused in words that repeat no password."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage.config import MailboxAddress, Settings, SettingsError

DOMAIN = {"STATUSPAGE_REPLY_DOMAIN": "reply.example.com"}


def faults(environ):
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(environ)
    return refused.value.faults


@pytest.mark.parametrize(
    ("url", "mailbox"),
    [
        ("imaps://care:x@mail.example.com", ("mail.example.com", 993, True, "care", "x", "INBOX")),
        ("imap://care:x@mail.example.com/", ("mail.example.com", 143, False, "care", "x", "INBOX")),
        (
            "imaps://care%40example.com:p%40ss%2Fw%C3%B6rd@Mail.Example.com:2993/INBOX/Replies",
            ("mail.example.com", 2993, True, "care@example.com", "p@ss/wörd", "INBOX/Replies"),
        ),
        ("imaps://care:x@mail.example.com/Our%20replies", ("mail.example.com", 993, True, "care", "x", "Our replies")),
        ("imaps://care:x@[::1]/%D8%B1%D8%AF", ("::1", 993, True, "care", "x", "رد")),
        ("\u200bimaps://care:x@mail.example.com/INBOX\u200b", ("mail.example.com", 993, True, "care", "x", "INBOX")),
    ],
)
def test_a_mailbox_is_read_with_its_name_its_password_and_its_folder(url, mailbox):
    found = MailboxAddress.of(Settings.from_env({"STATUSPAGE_IMAP_URL": url} | DOMAIN).imap_url)
    server = found.server
    assert (server.host, server.port, server.implicit, server.user, server.password, found.folder) == mailbox


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "smtps://care:not-to-be-told@mail.example.com",
        "imaps://",
        "imaps://mail.example.com",
        "imaps://care@mail.example.com",
        "imaps://:not-to-be-told@mail.example.com",
        "imaps://care:not-to-be-told@mail.example.com:0",
        "imaps://care:not-to-be-told/1@mail.example.com",
        "imaps://care:not-to-be-told#@mail.example.com",
        "imaps://care:not-to-be-told%0d%0aX@mail.example.com",
        "imaps://care:not to-be-told@mail.example.com",
        "imaps://care:not-to-be-told@mail.example.com/IN%0aBOX",
        "imaps://care:not-to-be-told@mail.example.com/%ff",
        "imaps://care:not-to-be-told@mail.example.com/" + "x" * 300,
        "imaps://care:not-to-be-told@ma$il.example.com",
    ],
)
def test_what_is_no_mailbox_is_refused_in_words_without_the_password(url):
    (fault,) = faults({"STATUSPAGE_IMAP_URL": url} | DOMAIN)
    assert fault.startswith("STATUSPAGE_IMAP_URL ")
    assert fault.endswith(".")
    assert "not-to-be-told" not in fault


def test_a_mailbox_needs_a_domain_that_mails_are_sent_to():
    here = {"STATUSPAGE_DEMO": "off", "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee"}  # whose demo has one
    (fault,) = faults(here | {"STATUSPAGE_IMAP_URL": "imaps://care:word@mail.example.com"})
    assert fault.startswith("STATUSPAGE_REPLY_DOMAIN is missing")


@pytest.mark.parametrize(
    ("url", "needs"),
    [
        ("imap://care:word@127.0.0.1", False),
        ("imap://care:word@localhost", False),
        ("imaps://care:word@localhost", True),
        ("imap://care:word@10.0.0.1", True),
        ("imap://care:word@localhost.example.com", True),
    ],
)
def test_nobody_signs_in_in_plain_but_on_this_machine(url, needs):
    assert MailboxAddress.of(url).needs_tls is needs


def test_a_printed_mailbox_shows_no_password():
    url = "imaps://care:hidden@mail.example.com/INBOX"
    assert MailboxAddress.of(url).name == "care@mail.example.com/INBOX"
    assert "hidden" not in repr(MailboxAddress.of(url)) + MailboxAddress.of(url).name
    assert "hidden" not in repr(Settings.from_env({"STATUSPAGE_IMAP_URL": url} | DOMAIN))


@given(st.text(max_size=60), st.text(max_size=40))
@example("[", "")
@example("care:word@mail.example.com", "%")
def test_any_text_is_an_address_or_is_refused_in_words(server, folder):
    url = f"imaps://{server}/{folder}"
    try:
        found = MailboxAddress.of(url)
    except ValueError:
        with pytest.raises(ValueError, match=r"\.$"):
            MailboxAddress.of(url)
    else:
        assert found.folder
        assert found.server.user
