"""A mail is handed over encrypted, to the server that is meant, and whatever a server does is met with a sentence."""

from email.message import EmailMessage
from urllib.parse import quote

import pytest

from statuspage.config import MailServer
from statuspage.delivery import smtp
from statuspage.delivery.faults import BrokenOff, PutOff, ServerFault, TurnedDown
from statuspage.delivery.headers import ASCII, UTF8
from statuspage.delivery.smtp import Line, Parcel
from tests.delivery.mail_servers import PASSWORD, USER, Inbox, serving

SENDER, ANA = "care@fernhill.example", "ana@example.org"
LOGIN = f"{USER}:{quote(PASSWORD, safe='')}@"


def parcel(to=ANA, body="On it, Ana.\n.\n..two dots\nGrüße"):
    message = EmailMessage(policy=ASCII if to.isascii() else UTF8)
    message["From"], message["To"], message["Subject"] = SENDER, to, "Your machine"
    message.set_content(body)
    return Parcel(message, message.as_bytes(), to)


@pytest.fixture
def line():
    """Makes connections by the address of a server, and closes them."""
    made = []

    def make(url, **more):
        made.append(Line(MailServer.of(url), SENDER, "status.fernhill.example", **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def inbox():
    return Inbox()


def plain(port):
    return f"smtp://127.0.0.1:{port}"


def test_a_server_on_this_machine_takes_a_mail_in_plain_and_whole(line, inbox):
    with serving(inbox) as port:
        line(plain(port)).send(parcel())
    ((sender, to, _),) = inbox.mails
    assert (sender, to, inbox.secure) == (SENDER, ANA, [False])
    assert inbox.messages()[0].get_content().replace("\r\n", "\n") == "On it, Ana.\n.\n..two dots\nGrüße\n"


def test_many_mails_go_over_one_connection(line, inbox):
    with serving(inbox) as port:
        one = line(plain(port))
        for number in range(5):
            one.send(parcel(f"ana{number}@example.org"))
    assert len(inbox.mails) == 5
    assert len(set(inbox.peers)) == 1


def test_implicit_tls_and_a_login_work(line, inbox, certify, far):
    with serving(inbox, implicit=certify(), authenticator=inbox.authenticate, auth_required=True) as port:
        said = []
        line(f"smtps://{LOGIN}{far}:{port}", tell=said.append).send(parcel())
    assert inbox.secure == [True]
    assert inbox.logins == [USER.encode()]
    assert "TLSv1.3; its certificate is for mail.fernhill.example" in " ".join(said)
    assert PASSWORD not in " ".join(said)


def test_starttls_and_a_login_work(line, inbox, certify, far):
    options = {"authenticator": inbox.authenticate, "auth_required": True, "tls_context": certify()}
    with serving(inbox, require_starttls=True, **options) as port:
        line(f"smtp://{LOGIN}{far}:{port}").send(parcel())
    assert inbox.secure == [True]


def test_a_password_in_ascii_is_taken_too(line, inbox, certify, far, monkeypatch):
    monkeypatch.setattr("tests.delivery.mail_servers.PASSWORD", "an espresso")
    with serving(inbox, implicit=certify(), authenticator=inbox.authenticate, auth_required=True) as port:
        line(f"smtps://{USER}:an%20espresso@{far}:{port}").send(parcel())
    assert len(inbox.mails) == 1


def test_nothing_is_said_to_a_far_server_that_offers_no_encryption(line, crooked, far):
    server = crooked()
    with pytest.raises(ServerFault, match="offers no encryption"):
        line(f"smtp://{far}:{server.port}").send(parcel())
    assert server.took == 0


def test_no_password_is_said_in_plain_not_even_on_this_machine(line, inbox):
    with (
        serving(inbox, authenticator=inbox.authenticate, auth_require_tls=False) as port,
        pytest.raises(ServerFault, match="offers no encryption"),
    ):
        line(f"smtp://{LOGIN}127.0.0.1:{port}").send(parcel())
    assert (inbox.logins, inbox.mails) == ([], [])


def test_a_wrong_password_is_told_without_it(line, inbox, certify, far):
    with (
        serving(inbox, implicit=certify(), authenticator=inbox.authenticate, auth_required=True) as port,
        pytest.raises(ServerFault, match=r"does not take the name and the password .* \(535\)") as fault,
    ):
        line(f"smtps://{USER}:not-this@{far}:{port}").send(parcel())
    assert "not-this" not in str(fault.value)
    assert not inbox.mails


def test_a_server_without_logins_is_told_of(line, inbox, certify, far):
    with (
        serving(inbox, implicit=certify(), auth_exclude_mechanism=["LOGIN", "PLAIN"]) as port,
        pytest.raises(ServerFault, match="no way to sign in"),
    ):
        line(f"smtps://{USER}:word@{far}:{port}").send(parcel())


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ({"name": "other.example"}, "cannot be trusted: .*(mismatch|not valid for)"),
        ({"expired": True}, "cannot be trusted: .*expired"),
    ],
)
def test_a_certificate_of_another_name_or_time_is_refused(line, inbox, certify, far, scheme, certificate, words):
    context = certify(**certificate)
    options = {"implicit": context} if scheme == "smtps" else {"tls_context": context}
    with serving(inbox, **options) as port, pytest.raises(ServerFault, match=words):
        line(f"{scheme}://{far}:{port}").send(parcel())
    assert not inbox.mails


def test_a_certificate_of_nobody_that_we_trust_is_refused(line, inbox, certify, far, monkeypatch):
    context = certify()
    monkeypatch.delenv("SSL_CERT_FILE")
    with serving(inbox, implicit=context) as port, pytest.raises(ServerFault, match="cannot be trusted"):
        line(f"smtps://{far}:{port}").send(parcel())


def test_tls_where_the_server_speaks_plain_is_told_in_words(line, inbox, far):
    with serving(inbox) as port, pytest.raises(ServerFault, match="does not speak TLS as we do"):
        line(f"smtps://{far}:{port}").send(parcel())


@pytest.mark.parametrize("step", ["banner", "EHLO", "MAIL", "RCPT", "DATA", "end"])
@pytest.mark.parametrize("deed", ["hang", "close", "whatever this is", "\xff\x00\xfe", "999 odd", "x" * 9000])
def test_a_server_that_hangs_leaves_or_babbles_ends_in_a_fault(line, crooked, monkeypatch, step, deed):
    for wait in ("CONNECTED", "ANSWERED", "TAKEN"):
        monkeypatch.setattr(smtp, wait, 0.1)
    server = crooked(**{step: deed})
    with pytest.raises((ServerFault, BrokenOff)) as fault:
        line(server.url).send(parcel())
    assert isinstance(fault.value, ServerFault) is (step in ("banner", "EHLO"))
    assert server.took == (step == "end")
    assert ANA not in fault.value.brief


def test_a_server_that_is_not_there_is_told_of(line, crooked):
    server = crooked()
    server.close()
    with pytest.raises(ServerFault, match=f"Nothing listens at 127.0.0.1, port {server.port}"):
        line(server.url).send(parcel())


def test_a_host_that_nobody_knows_is_told_of(line):
    with pytest.raises(ServerFault, match=r"no host named nowhere\.invalid"):
        line("smtps://nowhere.invalid").send(parcel())


@pytest.mark.parametrize("quit_", ["451 not yet", "close", "hang", "nonsense"])
def test_what_is_said_at_the_goodbye_takes_nothing_back(line, crooked, monkeypatch, quit_):
    monkeypatch.setattr(smtp, "PARTED", 0.1)
    server = crooked(QUIT=quit_)
    one = line(server.url)
    one.send(parcel())
    one.close()
    assert server.took == 1


@pytest.mark.parametrize(
    ("step", "said", "kind", "about_address"),
    [
        ("RCPT", "550 5.1.1 no such user", TurnedDown, True),
        ("RCPT", "550 nobody here", TurnedDown, True),
        ("RCPT", "551 moved", TurnedDown, True),
        ("RCPT", "553 not a name", TurnedDown, True),
        ("RCPT", "550 5.2.1 disabled", TurnedDown, True),
        ("RCPT", "550 5.1.10 null MX", TurnedDown, True),
        ("RCPT", "552 5.2.2 full", TurnedDown, False),
        ("RCPT", "550 5.7.1 not from you", TurnedDown, False),
        ("RCPT", "554 no", TurnedDown, False),
        ("RCPT", "450 4.2.0 greylisted", PutOff, False),
        ("RCPT", "421 4.3.2 closing", ServerFault, False),
        ("RCPT", "530 5.7.0 sign in first", ServerFault, False),
        ("MAIL", "550 5.7.1 not your domain", ServerFault, False),
        ("MAIL", "451 too many", ServerFault, False),
        ("MAIL", "552 5.3.4 too large", TurnedDown, False),
        ("DATA", "451 later", PutOff, False),
        ("DATA", "554 5.7.1 spam", TurnedDown, False),
        ("end", "451 4.7.1 later", PutOff, False),
        ("end", "554 5.7.1 spam", TurnedDown, False),
        ("end", "550 5.1.1 no such user", TurnedDown, True),
        ("end", "552 5.3.4 too large", TurnedDown, False),
    ],
)
def test_each_answer_has_its_kind(line, crooked, step, said, kind, about_address):
    with pytest.raises(kind) as fault:
        line(crooked(**{step: said}).url).send(parcel())
    assert type(fault.value) is kind
    assert getattr(fault.value, "about_address", False) is about_address
    assert said in str(fault.value)


def test_after_a_no_the_next_mail_goes_over_the_same_connection(line, inbox):
    inbox.rcpt = {"nobody@example.org": "550 5.1.1 no such user"}
    inbox.data = {"later@example.org": "451 later"}
    with serving(inbox) as port:
        one = line(plain(port))
        for to in (ANA, "nobody@example.org", "later@example.org", ANA):
            try:
                one.send(parcel(to))
            except (TurnedDown, PutOff):
                continue
    assert inbox.to() == [ANA, ANA]
    assert len(set(inbox.peers)) == 1


def test_a_connection_that_was_dropped_meanwhile_is_opened_again(line, inbox):
    with serving(inbox) as port:
        one = line(plain(port))
        one.send(parcel())
    with serving(inbox, port=port):
        one.send(parcel())
    assert len(inbox.mails) == 2


def test_a_mail_larger_than_the_server_takes_is_not_even_begun(line, inbox):
    with serving(inbox, data_size_limit=1000) as port, pytest.raises(TurnedDown, match="larger than the mail server"):
        line(plain(port)).send(parcel(body="on it " * 500))


def test_letters_outside_ascii_in_an_address_need_a_server_that_takes_them(line, inbox):
    with serving(inbox, enable_SMTPUTF8=True) as port:
        line(plain(port)).send(parcel("añá@example.org"))
    assert inbox.to() == ["añá@example.org"]
    with serving(inbox, enable_SMTPUTF8=False) as port, pytest.raises(TurnedDown, match="outside ASCII") as fault:
        line(plain(port)).send(parcel("añá@example.org"))
    assert not fault.value.about_address


def test_a_server_of_seven_bits_gets_seven(line, crooked):
    server = crooked()
    line(server.url).send(parcel())
    assert server.took == 1
    assert server.mails[0].isascii()
    assert b"base64" in server.mails[0]
