"""An operator learns whether mail works, step by step, and what of DNS is missing."""

from dataclasses import replace

import pytest

from statuspage.delivery import dns_records
from tests.delivery.mail_servers import Inbox, serving
from tests.delivery.name_server import NameServer, name_server

SPF = '"v=spf1 include:_spf.provider.example -all"'
GOOD = {
    ("fernhill.example", "TXT"): ['"google-site-verification=1"', SPF],
    ("_dmarc.fernhill.example", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:care@fernhill.example"'],
    ("fernhill.example", "MX"): ["20 second.fernhill.example.", "10 first.fernhill.example."],
    ("reply.fernhill.example", "MX"): ["10 first.fernhill.example."],
}


@pytest.fixture
def names():
    with name_server() as made:
        made.table = dict(GOOD)
        yield made


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def check(app, names: NameServer):
    """Run ``flask mail-check``; what it said, and its status."""

    def do(url, *more, to="ana@example.org"):
        given = {"smtp_url": url, "mail_from": "care@fernhill.example", "reply_domain": "reply.fernhill.example"}
        app.extensions["settings"] = replace(app.extensions["settings"], **given)
        command = ["mail-check", to, "--resolver", names.address, *more]
        result = app.test_cli_runner().invoke(args=command)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return do


pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_each_step_is_told_and_the_mail_arrives(check, inbox, certify, far, app):
    with serving(inbox, implicit=certify(), authenticator=inbox.authenticate, auth_required=True) as port:
        code, said = check(f"smtps://care:p%40ss%2Fw%C3%B6rd@{far}:{port}")
    assert code == 0
    for step in (
        f"ok      Connected to mail.fernhill.example, port {port}.",
        "ok      TLSv1.3; its certificate is for mail.fernhill.example, until ",
        "ok      Signed in as care.",
        "ok      Taken for ana@example.org: 250 ",
        "ok      SPF of fernhill.example: “v=spf1 include:_spf.provider.example -all”.",
        "ok      DMARC of fernhill.example: “v=DMARC1; p=reject",
        "ok      MX of fernhill.example: first.fernhill.example, second.fernhill.example.",
        "ok      MX of reply.fernhill.example: first.fernhill.example.",
        "?       DKIM cannot be seen from here",
    ):
        assert step in said
    (message,) = inbox.messages()
    assert message["From"] == "Fernhill Coffee <care@fernhill.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert inbox.mails[0][:2] == ("care@fernhill.example", "ana@example.org")
    assert "p@ss" not in said


@pytest.mark.parametrize(
    ("name", "kind", "records", "words"),
    [
        ("fernhill.example", "TXT", [], "MISSING SPF is missing: fernhill.example needs a TXT record"),
        ("fernhill.example", "TXT", [SPF, SPF.replace("-", "~")], "MISSING SPF does not hold: fernhill.example has 2"),
        ("fernhill.example", "TXT", ['"v=spf1 +all"'], "MISSING SPF of fernhill.example lets everyone send"),
        ("fernhill.example", "TXT", ['"v=spf1 include:a.exa" "mple -all"'], "“v=spf1 include:a.example -all”"),
        ("_dmarc.fernhill.example", "TXT", [], "MISSING DMARC is missing: _dmarc.fernhill.example needs"),
        ("_dmarc.fernhill.example", "TXT", ['"v=DMARC1; rua=x"'], "MISSING DMARC of fernhill.example does not hold"),
        ("fernhill.example", "MX", [], "MISSING MX is missing: mails to fernhill.example"),
        ("fernhill.example", "MX", ["0 ."], "MISSING MX of fernhill.example says that it takes no mail"),
        ("reply.fernhill.example", "MX", [], "MISSING MX is missing: mails to reply.fernhill.example"),
    ],
)
def test_what_is_missing_in_dns_is_named(check, inbox, names, name, kind, records, words):
    names.table[name, kind] = records
    with serving(inbox) as port:
        code, said = check(f"smtp://127.0.0.1:{port}")
    assert code == 0, "the mail has left all the same"
    assert words in said


def test_dmarc_of_the_domain_above_holds_for_one_below(database, names):
    found = list(dns_records.look_up(dns_records.Names(names.address), "mail.fernhill.example", None))
    assert found[1].words.startswith("DMARC of fernhill.example: ")
    assert ("_dmarc.example", "TXT") not in names.asked


def test_a_name_server_that_keeps_silent_is_told_of(check, inbox, names, monkeypatch):
    monkeypatch.setattr(dns_records, "PATIENCE", 0.1)
    names.is_silent = True
    with serving(inbox) as port:
        code, said = check(f"smtp://127.0.0.1:{port}")
    assert code == 0
    assert said.count("the name system did not answer") == 1
    assert "and was not asked again" in said, "or the command waits for each of four records in turn"


@pytest.mark.parametrize(
    ("answer", "words"),
    [("550 5.1.1 no such user", "550 5.1.1 no such user"), ("450 4.2.0 greylisted", "450 4.2.0 greylisted")],
)
def test_a_mail_that_is_not_taken_is_told_of_and_so_is_dns(check, inbox, answer, words):
    inbox.rcpt["ana@example.org"] = answer
    with serving(inbox) as port:
        code, said = check(f"smtp://127.0.0.1:{port}")
    assert code == 1
    assert f"The mail did not leave. {words}" in said
    assert "SPF of fernhill.example" in said


def test_a_server_that_is_not_there_is_told_of(check):
    code, said = check("smtp://127.0.0.1:9")
    assert code == 1
    assert "The mail did not leave. Nothing listens at 127.0.0.1, port 9." in said


@pytest.mark.parametrize("to", ["", "ana", "ana@", "ana@example.org\nBcc: all@example.org", "@example.org"])
def test_what_is_no_address_is_refused_before_anything_is_said_or_looked_up(check, inbox, names, to):
    with serving(inbox) as port:
        code, said = check(f"smtp://127.0.0.1:{port}", to=to)
    assert (code, inbox.mails, names.asked) == (2, [], [])
    assert "no mail address" in said


@pytest.mark.parametrize("resolver", ["nowhere", "127.0.0.1:0", "127.0.0.1:99999", "1.2.3", "[::1", "::1:x"])
def test_a_name_server_is_an_ip_address(check, resolver):
    code, said = check("smtp://127.0.0.1:9", "--resolver", resolver)
    assert code == 2
    assert "an IP address is needed" in said or "does not appear to be" in said


def test_an_address_of_a_name_server_is_read_in_every_way_that_it_is_written(database):
    for text, read in {
        "127.0.0.1": ("127.0.0.1", 53),
        "127.0.0.1:5353": ("127.0.0.1", 5353),
        "::1": ("::1", 53),
        "[::1]:5353": ("::1", 5353),
    }.items():
        assert dns_records.read_address(text) == read


def test_without_a_mail_server_there_is_nothing_to_check(app):
    result = app.test_cli_runner().invoke(args=["mail-check", "ana@example.org"])
    assert result.exit_code == 1
    assert "No mail server is set (STATUSPAGE_SMTP_URL)" in result.stderr
