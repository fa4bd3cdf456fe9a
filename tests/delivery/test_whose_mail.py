"""A mail is an agent's only if our own mail server says so, or if the domain of their address has signed it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.delivery.dns_records import Names
from statuspage.delivery.incoming.proof import Proof, proves
from statuspage.delivery.incoming.server_results import is_aligned, server_says
from tests.delivery.name_server import NameServer, name_server
from tests.delivery.signing import SELECTOR, SHORT, record, sign

MARIA = "maria@fernhill.example"
TRUSTED = "mx.fernhill.example"
NOW = datetime.now(UTC)
KEY = (f"{SELECTOR}._domainkey.fernhill.example", "TXT")
MAIL = (
    "From: Maria Okafor <maria@fernhill.example>\r\n"
    "To: reply+abc@reply.fernhill.example\r\n"
    "Subject: Re: The machine\r\n loses pressure\r\n"
    "Date: Tue, 24 Nov 2026 10:17:00 +0000\r\n"
    "\r\n"
    "Dear Ana, \r\n\r\nI will  come\ttomorrow – at nine.\r\n\r\n\r\n"
).encode()


@pytest.fixture
def dns() -> Iterator[NameServer]:
    with name_server() as made:
        made.table[KEY] = [record()]
        yield made


def told(raw: bytes, dns: NameServer | None = None, *, trusted: str | None = TRUSTED, address: str = MARIA) -> Proof:
    message = message_from_bytes(raw, policy=policy.default)
    return proves(raw, message, address, NOW, trusted=trusted, names=Names(dns.address if dns else "127.0.0.1:9"))


def with_field(raw: bytes, field: str) -> bytes:
    return field.encode() + b"\r\n" + raw


# A signature


@pytest.mark.parametrize("way", ["simple/simple", "relaxed/simple", "simple/relaxed", "relaxed/relaxed"])
def test_a_signature_of_their_domain_proves_it(dns: NameServer, way: str) -> None:
    assert told(sign(MAIL, way=way), dns) == Proof.SIGNATURE


@pytest.mark.parametrize("way", ["simple/simple", "relaxed/relaxed"])
@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"\r\n\r\n", b" \r\n\t\r\n", b"no end", b" a  b \t\r\n c\r\n  \r\n", b"\xff\r\n"]
)
def test_every_body_may_be_signed(dns: NameServer, way: str, body: bytes) -> None:
    head, _, _ = MAIL.partition(b"\r\n\r\n")
    assert told(sign(head + b"\r\n\r\n" + body, way=way), dns) == Proof.SIGNATURE


@pytest.mark.parametrize("way", ["simple/simple", "relaxed/relaxed"])
def test_line_ends_of_a_pipe_do_no_harm(dns: NameServer, way: str) -> None:
    assert told(sign(MAIL, way=way).replace(b"\r\n", b"\n"), dns) == Proof.SIGNATURE


def test_a_mailbox_files_first_line_does_no_harm(dns: NameServer) -> None:
    assert told(b"From maria@fernhill.example Tue Nov 24 10:17:00 2026\r\n" + sign(MAIL), dns) == Proof.SIGNATURE


def test_the_domain_above_may_sign(dns: NameServer) -> None:
    raw = MAIL.replace(b"maria@fernhill", b"maria@mail.fernhill")
    assert told(sign(raw), dns, address="maria@mail.fernhill.example") == Proof.SIGNATURE


@pytest.mark.parametrize("domain", ["mail.fernhill.example", "ernhill.example", "example.net", "example"])
def test_no_other_domain_may_sign_and_none_is_asked_for(dns: NameServer, domain: str) -> None:
    dns.table[(f"{SELECTOR}._domainkey.{domain}", "TXT")] = [record()]
    assert told(sign(MAIL, domain), dns) == Proof.UNKNOWN
    assert dns.asked == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"tomorrow", b"next year"),
        (b"Re: The machine", b"Re: The house"),
        (b"Dear Ana", b"Dear  Ana\r\n"),
        (b"nine.\r\n", b"nine.\r\nI was wrong.\r\n"),
    ],
)
@pytest.mark.parametrize("way", ["simple/simple", "relaxed/relaxed"])
def test_what_was_changed_after_signing_is_forged(dns: NameServer, old: bytes, new: bytes, way: str) -> None:
    assert told(sign(MAIL, way=way).replace(old, new, 1), dns) == Proof.FORGED


def test_a_signature_by_another_key_is_forged(dns: NameServer) -> None:
    dns.table[KEY] = [record(1024)]
    assert told(sign(MAIL), dns) == Proof.FORGED


def test_a_key_of_1024_bits_is_long_enough_and_a_shorter_one_proves_nothing(dns: NameServer) -> None:
    dns.table[KEY] = [record(1024)]
    assert told(sign(MAIL, bits=1024), dns) == Proof.SIGNATURE
    dns.table[KEY] = [record(SHORT)]
    assert not told(sign(MAIL, bits=SHORT), dns).is_theirs


@pytest.mark.parametrize(
    "records",
    [
        [],
        ['"v=DKIM1; k=rsa; p="'],
        ['"v=DKIM1; k=rsa"'],
        ['"v=spf1 -all"'],
        ['"p=!!!!"'],
        ['"p=AAAA"'],
        [record(tags="v=DKIM2; ")],
        [record(tags="v=DKIM1; k=ed25519; ")],
        [record(tags="v=DKIM1; h=sha1; ")],
        [record(tags="v=DKIM1; s=tlsrpt; ")],
        [record(tags="v=DKIM1; t=y:s; ")],
        [record(), record(1024)],
    ],
)
def test_a_key_that_is_missing_withdrawn_or_not_for_mails_proves_nothing(dns: NameServer, records: list[str]) -> None:
    dns.table[KEY] = records
    assert not told(sign(MAIL), dns).is_theirs


@pytest.mark.parametrize("tags", ["", "v=DKIM1; ", "h=sha1:sha256; s=email; t=s; n=a note; "])
def test_a_key_may_say_less_or_more(dns: NameServer, tags: str) -> None:
    dns.table[KEY] = [record(tags=tags)]
    assert told(sign(MAIL), dns) == Proof.SIGNATURE


def test_a_name_system_that_is_silent_leaves_it_unknown(dns: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statuspage.delivery.dns_records.PATIENCE", 0.05)
    dns.is_silent = True
    assert told(sign(MAIL), dns) == Proof.UNKNOWN


def test_a_signature_over_a_part_of_the_body_proves_nothing(dns: NameServer) -> None:
    assert told(sign(MAIL, length=True), dns) == Proof.UNKNOWN


@pytest.mark.parametrize("more", [{b"v": b"2"}, {b"q": b"mail"}, {b"x": b"soon"}, {b"i": b"@example.net"}])
def test_a_signature_of_another_form_proves_nothing(dns: NameServer, more: dict[bytes, bytes]) -> None:
    assert told(sign(MAIL, more=more), dns) == Proof.UNKNOWN


def test_sha_1_proves_nothing(dns: NameServer) -> None:
    assert told(sign(MAIL, algorithm="rsa-sha1"), dns) == Proof.UNKNOWN


@pytest.mark.parametrize(("after", "proof"), [(timedelta(days=1), Proof.SIGNATURE), (timedelta(0), Proof.UNKNOWN)])
def test_a_signature_runs_out(dns: NameServer, after: timedelta, proof: Proof) -> None:
    expires = str(int((NOW + after).timestamp())).encode()
    assert told(sign(MAIL, more={b"x": expires}), dns) == proof


def test_one_good_signature_among_others_is_enough(dns: NameServer) -> None:
    assert told(sign(sign(MAIL).replace(b"bh=", b"bh=A", 1), fields=("from",)), dns) == Proof.SIGNATURE
    assert told(sign(sign(MAIL), "example.net"), dns) == Proof.SIGNATURE


def test_only_five_signatures_are_looked_at(dns: NameServer) -> None:
    raw = sign(MAIL)
    bad = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=k1; h=from; bh=AAAA; b=AAAA\r\n"
    assert told(bad * 4 + raw, dns) == Proof.SIGNATURE
    assert told(bad * 5 + raw, dns) == Proof.UNKNOWN


# From


@pytest.mark.parametrize(
    "sender",
    [
        "maria@fernhill.example",
        "Maria <MARIA@Fernhill.Example>",
        '"Okafor, Maria" <maria@fernhill.example>',
        "=?utf-8?q?Maria?= <maria@fernhill.example>",
        "maria@fernhill.example (Maria)",
        "Maria (Repairs) <maria@fernhill.example>",
    ],
)
def test_a_from_with_just_their_address_is_theirs(dns: NameServer, sender: str) -> None:
    raw = MAIL.replace(b"Maria Okafor <maria@fernhill.example>", sender.encode())
    assert told(sign(raw), dns) == Proof.SIGNATURE


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "Maria Okafor",
        "tom@fernhill.example",
        "maria@fernhill.example, tom@fernhill.example",
        "Maria <maria@fernhill.example>, Tom <tom@fernhill.example>",
        "maria@fernhill.example <tom@fernhill.example>",
        '"maria@fernhill.example" <tom@fernhill.example>',
        "Maria <tom@fernhill.example> (maria@fernhill.example)",
        "Maria <maria@fernhill.example> <tom@fernhill.example>",
        "us: maria@fernhill.example, tom@fernhill.example;",
        "<@example.net:maria@fernhill.example>",
        "maria@fernhill.example.example.net",
        "maria@fernhill.example\0@example.net",
    ],
)
def test_any_other_from_is_forged(dns: NameServer, sender: str) -> None:
    raw = MAIL.replace(b"Maria Okafor <maria@fernhill.example>", sender.encode())
    result = f"Authentication-Results: {TRUSTED}; dkim=pass header.d=fernhill.example"
    assert told(with_field(sign(raw), result), dns) == Proof.FORGED


def test_a_second_from_is_forged_wherever_it_stands(dns: NameServer) -> None:
    for field in ("From: maria@fernhill.example", "from: tom@fernhill.example", "FROM: x"):
        assert told(with_field(sign(MAIL), field), dns) == Proof.FORGED
        assert told(sign(MAIL).replace(b"\r\n\r\n", f"\r\n{field}\r\n\r\n".encode(), 1), dns) == Proof.FORGED


def test_two_readers_cannot_be_shown_two_senders(dns: NameServer) -> None:
    of_tom = sign(MAIL.replace(b"Maria Okafor <maria@", b"Tom <tom@"))
    for hidden in (b"X-A: b\rFrom: maria@fernhill.example\r\n", b"From: maria@fernhill.example\r\nno field\r\n"):
        assert not told(hidden + of_tom, dns).is_theirs
        assert not told(of_tom.replace(b"To:", hidden + b"To:", 1), dns).is_theirs


# The word of our server

GOOD = [
    "{}; dkim=pass header.d=fernhill.example",
    "{} 1; dkim=pass header.i=@fernhill.example header.s=k1",
    "{}; dkim/1=pass (2048-bit key; unprotected) header.d=fernhill.example header.b=AbC/12+3",
    "{}; spf=pass smtp.mailfrom=example.net; dkim=fail header.d=example.net; dkim=pass header.d=Fernhill.Example",
    "{};\r\n dkim=pass\r\n\theader.d=fernhill.example;\r\n spf=none",
    "{}; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=fernhill.example",
    '"{}"; dkim=pass reason="good; (signature" header.d="fernhill.example"',
    "(a (nested) comment) {} (ours) ; dkim (x) = pass header.d (y) = fernhill.example",
    "MX.Fernhill.Example; dkim=PASS header.d=fernhill.example",
]
BAD = [
    "mx.example.net; dkim=pass header.d=fernhill.example",
    "mx.fernhill.example.example.net; dkim=pass header.d=fernhill.example",
    "{} 2; dkim=pass header.d=fernhill.example",
    "{}; none",
    "{}",
    "",
    "{}; spf=pass smtp.mailfrom=maria@fernhill.example",
    "{}; dkim=pass header.d=example.net",
    "{}; dkim=pass header.d=mail.fernhill.example",
    "{}; dkim=pass header.d=example",
    "{}; dkim=pass",
    "{}; dkim=pass header.d=example.net header.d=fernhill.example",
    "{}; dkim=fail header.d=fernhill.example",
    "{}; dkim=neutral header.d=fernhill.example",
    "{}; dmarc=pass header.from=example.net",
    "{}; dmarc=pass header.from=mail.fernhill.example",
    "{}; x-dkim=pass header.d=fernhill.example",
    "{}; dkim=none (dkim=pass header.d=fernhill.example)",
    '{}; dkim=none reason="; dkim=pass header.d=fernhill.example"',
    "{}; spf=pass dkim=pass header.d=fernhill.example",
    "{}; dkim=none ; ( ; dkim=pass header.d=fernhill.example",
    '{}; dkim=none " ; dkim=pass header.d=fernhill.example',
    "mx.example.net (\r\n {};) dkim=pass header.d=fernhill.example",
    "{}; dkim=pass header.d=fernhill.example " + "x" * 9_000,
]


@pytest.mark.parametrize("result", GOOD)
def test_our_servers_word_proves_it_and_no_name_is_looked_up(result: str) -> None:
    assert told(with_field(MAIL, f"Authentication-Results: {result.format(TRUSTED)}")) == Proof.SERVER


@pytest.mark.parametrize("result", BAD)
def test_nothing_else_in_such_a_field_proves_it(result: str) -> None:
    assert told(with_field(MAIL, f"Authentication-Results: {result.format(TRUSTED)}")) == Proof.UNKNOWN


@pytest.mark.parametrize("result", GOOD)
def test_a_field_below_the_topmost_one_is_not_read(result: str) -> None:
    raw = with_field(MAIL, f"Authentication-Results: {result.format(TRUSTED)}")
    for above in (f"{TRUSTED}; dkim=none", "mx.example.net; spf=pass"):
        assert told(with_field(raw, f"Authentication-Results: {above}")) == Proof.UNKNOWN


def test_the_word_of_our_server_counts_only_if_it_is_set_up_to() -> None:
    raw = with_field(MAIL, f"Authentication-Results: {TRUSTED}; dkim=pass header.d=fernhill.example")
    assert told(raw, trusted=None) == Proof.UNKNOWN


def test_what_our_server_says_of_the_domains_rules_is_a_forgery(dns: NameServer) -> None:
    field = f"Authentication-Results: {TRUSTED}; dmarc=fail header.from=fernhill.example"
    assert told(with_field(MAIL, field), dns) == Proof.FORGED
    assert told(with_field(sign(MAIL), field), dns) == Proof.SIGNATURE


def test_nothing_that_shows_it_leaves_it_unknown(dns: NameServer) -> None:
    assert told(MAIL, dns) == Proof.UNKNOWN


@pytest.mark.parametrize(
    ("signed", "aligned"),
    [
        ("a.example", True),
        ("b.a.example", True),
        ("c.b.a.example", False),
        ("example", False),
        ("", False),
        (".", False),
    ],
)
def test_a_domain_is_aligned_with_itself_and_with_those_above(signed: str, aligned: bool) -> None:
    assert is_aligned(signed, "b.a.example") is aligned


# What was written to break it

WORD = st.sampled_from([TRUSTED, ";", "=", "dkim", "pass", "header.d", "fernhill.example", '"', "(", ")", "\\", "none"])


@given(st.lists(WORD | st.text(max_size=5), max_size=25))
def test_no_result_makes_its_reader_stumble(words: list[str]) -> None:
    message = message_from_bytes(MAIL, policy=policy.compat32)
    message["Authentication-Results"] = " ".join(words)
    assert server_says(message, TRUSTED, "fernhill.example") in (True, False, None)


TAG = st.sampled_from(
    [
        *(
            "v=1",
            "a=rsa-sha256",
            "c=relaxed/relaxed",
            "d=fernhill.example",
            "s=k1",
            "h=from",
            "h=from:from:",
            "bh=AAAA",
        ),
        *("b=AAAA", "b=", "=", "c=x/y", "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "t=1", "x=" + "9" * 20),
    ]
)


@given(st.lists(TAG | st.text(st.characters(codec="ascii"), max_size=8), max_size=14))
def test_no_signature_makes_its_reader_stumble(tags: list[str]) -> None:
    class Nobody(Names):
        def texts(self, name: str) -> list[str]:
            return ["v=DKIM1; p=AAAA"]

    raw = b"DKIM-Signature: " + "; ".join(tags).encode() + b"\r\nFrom: maria@fernhill.example\r\n\r\n"
    message = message_from_bytes(raw, policy=policy.default)
    assert not proves(raw, message, MARIA, NOW, trusted=None, names=Nobody("127.0.0.1:9")).is_theirs


@given(st.binary(max_size=1_000))
def test_no_bytes_prove_anything(raw: bytes) -> None:
    message = message_from_bytes(raw, policy=policy.default)
    assert not proves(raw, message, MARIA, NOW, trusted=TRUSTED, names=Names("127.0.0.1:9")).is_theirs
