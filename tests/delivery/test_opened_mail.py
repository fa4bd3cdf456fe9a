"""Any bytes are a mail that is opened, or one that is refused for a reason; nothing is lost, and nothing is dear."""

import base64
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.delivery.incoming.opened import Opened, Unreadable, open_message
from statuspage.delivery.incoming.structure import parse
from statuspage.domain import validation
from statuspage.domain.errors import Refused
from tests.counted import calls_of

FROM = b"From: Ana Reis <ana@example.org>\r\nSubject: Re: It died\r\n"
MIXED = FROM + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
PICTURE = (
    b"\r\n--b\r\nContent-Type: image/jpeg; name=photo.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4A==\r\n"
)
TNEF = b'\r\n--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nx'
PIECES = [
    *(
        b"Content-Type: ",
        b"multipart/mixed; boundary=b",
        b"multipart/mixed; boundary=\xe2\x80\xae",
        b'multipart/alternative; boundary="c"',
        b"text/html",
        b"\n--b",
    ),
    *(b"text/plain; charset=", b"utf-7", b"idna", b"zlib", b"unicode_escape", b"iso-2022-jp", b"\0", b"\r\n", b"\n\n"),
    *(b"\n--b--\n", b"\n--c\n", b"\nContent-Transfer-Encoding: ", b"base64\n", b"quoted-printable\n", b"x-uuencode\n"),
    *(b"message/rfc822\n\n", b"message/delivery-status\n\n", b"From: ", b"To: <a@b.c>", b"=?utf-8?b?4pi?=", b"(((("),
    *(b"=?x?q?=80?=", b"=?idna?q?xn--?=", b"Date: Thu, 26 Nov 2026 17:00:00 +9999\n", b"Date: 1 Jan 99999999999\n"),
    *(
        b"\n> ",
        b"On 26 Nov 2026 Maria <a@b.c> wrote:\n",
        b"<blockquote type=cite>",
        b"</blockquote>",
        b"<pre>",
        b"<br>",
    ),
    *(b"<div class=gmail_quote>", b"</div>", b"<ol start=99999999999>", b"<li value=x>", b"<a href=http://x>", b"</a>"),
    *(b"\n-- \n", b"begin 644 x\n", b"#0V%T\n`\nend\n", b"\n-----BEGIN PGP SIGNED MESSAGE-----\n", b"\xe2\x80\xae"),
    *(b"\xff\xfe", b"\xed\xa0\x80", b"+2AA-", b"words ", b"; filename*0*=utf-8'en'%e2; filename*999999=x", b"From x\n"),
    *(b"; format=flowed; delsp=yes", b'"\\', b"Message-ID: <", b"References: <x> <y", b"\nSent: 2026\nSubject: x\n"),
]


def opened(body: str, kind: str = "text/plain; charset=utf-8") -> Opened:
    return open_message(FROM + f"Content-Type: {kind}\r\n\r\n".encode() + body.encode())


def refusal(raw: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        open_message(raw)
    assert str(refused.value).endswith(".")
    return refused.value.code


def test_who_wrote_what_in_answer_to_what_is_read_of_the_headers():
    mail = open_message(
        b"Delivered-To: reply+abc@reply.fernhill.example\r\n"
        b"From: =?utf-8?Q?Joana_=C3=81?= =?utf-8?Q?vila?= <Joana@Example.ORG>\r\n"
        b'To: "reply+evil@fernhill.example" <care@fernhill.example>, Tom <tom@fernhill.example>\r\n'
        b"Subject: =?iso-8859-1?Q?Re:_Ol=E1?=\r\n e\r\n bom dia\r\n"
        b"Message-ID: <answer@example.org>\r\nIn-Reply-To: <newest@x>\r\n"
        b"References: <first@x>\r\n <newest@x> <last@x>\r\n"
        b"Date: Thu, 26 Nov 2026 18:12:00 +0100\r\n\r\nIt works."
    )
    assert (mail.sender, mail.sender_name) == ("joana@example.org", "Joana Ávila")
    assert mail.addressed_to == (
        *("reply+abc@reply.fernhill.example", "care@fernhill.example", "tom@fernhill.example"),
    )
    assert mail.subject == "Re: Olá e bom dia"
    assert (mail.message_id, mail.follows) == ("answer@example.org", ("newest@x", "last@x", "first@x"))
    assert mail.at == datetime(2026, 11, 26, 17, 12, tzinfo=UTC)
    assert (mail.words, mail.text, mail.files) == ("It works.", "It works.", ())
    assert mail.message["Subject"] == "Re: Olá e bom dia"


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Thu, 1 Jan 1970 00:00:00 +0000", "Thu, 26 Nov 99999 17:00:00 +0000", "26 Nov 2026 17:00 +9999"],
)
def test_a_date_that_cannot_be_is_none(date):
    assert open_message(FROM + f"Date: {date}\r\n\r\nx".encode()).at is None


def test_headers_may_be_missing_twice_raw_and_overlong():
    mail = open_message(b"Subject: Ol\xc3\xa1 \xe2\x98\x95\r\nSubject: again\r\nFrom: Lu\xeds <a@b.example>\r\n\r\nhi")
    assert (mail.subject, mail.sender_name, mail.at) == ("Olá ☕", "Luís", None)
    assert (mail.message_id, mail.follows, mail.addressed_to) == ("", (), ())
    long = open_message(b"Subject: " + b"long " * 50_000 + b"\r\nReferences: " + b"<a@b> " * 9_000 + b"\r\n\r\nhi")
    assert len(long.subject) == 1_000
    assert long.follows == ("a@b",)
    assert refusal(b"Subject: " + b"x" * 2_000_000 + b"\r\n\r\nhi") == "unreadable"


def test_many_addresses_do_not_keep_out_the_one_that_the_server_wrote():
    crowd = b", ".join(b"a%d@b.example" % number for number in range(1_000))
    mail = open_message(b"To: " + crowd + b"\r\nX-Original-To: reply+abc@x.example\r\n\r\nhi")
    assert "reply+abc@x.example" in mail.addressed_to
    assert len(mail.addressed_to) == 200


def test_what_is_no_header_begins_the_body():
    mail = open_message("Content-Type: text/plain; charset=utf-8\nSubject: Hi\nOlá, bom dia\n\nIt works.".encode())
    assert (mail.subject, mail.words) == ("Hi", "Olá, bom dia\n\nIt works.")
    assert open_message("Olá, bom dia".encode()).words == "Olá, bom dia"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_lines_may_end_as_they_like_and_an_mbox_may_be_the_source(line_end):
    lines = ["From ana@example.org Thu Nov 26 17:00:00 2026", "From: ana@example.org", "", "One", "", "Two"]
    mail = open_message(line_end.join(lines).encode())
    assert (mail.sender, mail.words) == ("ana@example.org", "One\n\nTwo")


@pytest.mark.parametrize(
    ("charset", "raw", "words"),
    [
        ("no-such-set", "Olá ☕".encode(), "Olá ☕"),
        ("no-such-set", "Olá".encode("latin-1"), "Olá"),
        ("", "Olá “sim”".encode("cp1252"), "Olá “sim”"),
        ("us-ascii", "Olá".encode(), "Olá"),
        ("iso-8859-1", "“sim” €".encode("cp1252"), "“sim” €"),
        ("utf-8", b"Ol\xe1", "Ol\ufffd"),
        ("koi8-r", "Спасибо".encode("koi8-r"), "Спасибо"),
        ("ISO-2022-JP", "了解です①".encode("iso2022_jp_ext", "replace"), "了解です?"),
        ("gb2312", "镕".encode("gb18030"), "镕"),
        ("ks_c_5601-1987", "똠방".encode("cp949"), "똠방"),
        ("windows-1256", "شكرًا".encode("cp1256"), "شكرًا"),
        ("zlib", b"as it is", "as it is"),
        ("unicode_escape", rb"a\u0041", r"a\u0041"),
        ("utf-7", b"a+2AA-b", "a\ufffdb"),
        ("x\0y", b"nul", "nul"),
    ],
)
def test_no_charset_loses_what_can_be_read(charset, raw, words):
    head = FROM + b'Content-Type: text/plain; charset="' + charset.encode() + b'"\r\n\r\n'
    assert open_message(head + raw).words == words


def test_flowed_paragraphs_are_whole_again():
    text = "One paragraph that \r\ngoes on.\r\n From here it is stuffed.\r\n> a quote \r\n> goes on\r\n>> deeper\r\n"
    mail = opened(text, "text/plain; format=flowed")
    assert mail.text.startswith("One paragraph that goes on.\nFrom here it is stuffed.\n> a quote goes on\n>> deeper")
    assert opened("新しい \r\nバルブ", "text/plain; charset=utf-8; format=flowed; delsp=yes").words == "新しいバルブ"


def test_all_text_parts_are_words_in_their_order():
    mail = open_message(
        MIXED + b"--b\r\nContent-Type: text/plain\r\n\r\nAbove." + PICTURE + b"--b\r\n\r\nBelow.\r\n--b--\r\nno part"
    )
    assert mail.words == "Above.\n\nBelow."
    assert [(one.name, one.media_type, one.size) for one in mail.files] == [("photo.jpg", "image/jpeg", 4)]


def test_files_are_named_and_never_read_as_words():
    attached = b"--b\r\nContent-Type: text/plain; name=../log.txt\r\nContent-Disposition: attachment\r\n\r\nlog\r\n"
    told = b"Content-Disposition: inline; filename*=utf-8''not%C3%ADcia.txt"
    named = b"--b\r\nContent-Type: text/plain\r\n" + told + b"\r\n\r\nx\r\n"
    mail = b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Your parcel\r\n\r\nIt comes tomorrow.\r\n"
    worded = b'--b\r\nContent-Type: image/png; name="=?utf-8?Q?v=C3=A1lvula.png?="\r\nContent-ID: <x>\r\n\r\nx\r\n'
    found = open_message(MIXED + b"--b\r\n\r\nSee these.\r\n" + attached + named + mail + worded + b"--b--")
    assert found.words == "See these."
    assert [one.name for one in found.files] == ["log.txt", "notícia.txt", "Your parcel.eml", "válvula.png"]


def test_a_mail_of_a_picture_alone_has_a_file_and_no_words():
    mail = open_message(MIXED + PICTURE + b"--b--")
    assert (mail.words, [one.name for one in mail.files]) == ("", ["photo.jpg"])
    assert open_message(FROM + b"\r\n").words == ""


def test_uuencoded_files_are_taken_out_of_the_text():
    mail = opened("See this.\nbegin 644 fuse.txt\n#0V%T\n`\nend\nThanks\nbegin 644 of a sentence\n")
    assert mail.words == "See this.\nThanks\nbegin 644 of a sentence"
    assert [(one.name, one.size) for one in mail.files] == [("fuse.txt", 3)]


def both(plain: str, html: str) -> str:
    head = FROM + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    parts = f"--b\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--"
    return open_message(head + parts.encode()).words


def test_the_better_of_two_ways_is_taken():
    assert both("Your program shows no HTML.", "<p>It works.</p>") == "It works."
    assert both("", "<p>It works.</p>") == "It works."
    assert both("It works.", "") == "It works."
    assert both("It works.", '<img src="cid:x"><style>p { }</style>') == "It works."
    assert (
        both("a paragraph that\r\nis broken", "<div>a paragraph that is broken</div>") == "a paragraph that is broken"
    )


def test_html_reads_as_it_looks():
    html = (
        "<head><title>no</title></head><p>Hello &amp; thanks,</p><p>the <b>valve</b>\n came<br>today: "
        '<a href="https://x.example/1">this one</a>, <a href="https://x.example/2">https://x.example/2</a>.</p>'
        "<ul><li>one<li>two<ol start=3><li>deep</ol></ul><table><tr><td>a<td>b</table><pre>a\n  b</pre>"
        '<p style="display:none">hidden</p><script>no()</script>5 &lt; 6 <img alt="☕"><img alt="logo">'
    )
    assert opened(html, "text/html").words == (
        "Hello & thanks,\n\nthe valve came\ntoday: this one (https://x.example/1), https://x.example/2.\n\n"
        "- one\n- two\n  3. deep\n\na b\n\na\n  b\n\n5 < 6 ☕"
    )


def test_outlook_packing_all_into_one_file_is_told_and_beside_words_it_is_a_file():
    assert refusal(MIXED + TNEF.lstrip() + b"\r\n--b--") == "tnef"
    assert refusal(FROM + b"Content-Type: application/ms-tnef\r\n\r\nx") == "tnef"
    mail = open_message(MIXED + b"--b\r\n\r\nIt works." + TNEF + b"\r\n--b--")
    assert (mail.words, [one.name for one in mail.files]) == ("It works.", ["winmail.dat"])


def test_what_is_encrypted_is_told_and_what_is_signed_is_read():
    enveloped = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nx"
    assert refusal(FROM + enveloped) == "encrypted"
    assert refusal(FROM + enveloped.replace(b"enveloped", b"signed")) == "unreadable"
    pgp = (
        b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nx"
    )
    assert refusal(FROM + pgp + b"\r\n--b--") == "encrypted"
    assert refusal(FROM + b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----") == "encrypted"
    signature = b"\r\n--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nx\r\n--b--"
    assert open_message(MIXED.replace(b"mixed", b"signed") + b"--b\r\n\r\nIt works." + signature).words == "It works."
    inline = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works.\n- - a dash\n-----BEGIN PGP SIGNATURE-----\n\n"
        "iQ==\n-----END PGP SIGNATURE-----\n"
    )
    assert opened(inline).words == "It works.\n- a dash"


def test_too_many_parts_and_too_deep_ones_are_refused():
    assert refusal(MIXED + b"--b\r\n\r\nx\r\n" * 10_000) == "too_many_parts"
    for levels in (100, 5_000):
        nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
        assert refusal(FROM + nested) == "too_deep"
        assert refusal(FROM + b"Content-Type: message/rfc822\n\n" * levels) == "too_deep"


def test_parts_are_where_pythons_parser_finds_them():
    inner = b"--c\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--c--\r\n"
    report = (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n"
    )
    digest = b"Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: one\r\n\r\ntext\r\n--d--\r\n"
    parts = [
        b"\r\nplain\r\n",
        b"Content-Type: multipart/alternative; boundary=c\r\n\r\n" + inner,
        report,
        digest,
        b"X: y\r\n",
    ]
    raw = MIXED + b"preamble\r\n" + b"".join(b"--b\r\n" + part for part in parts) + b"--b--\r\nepilogue"
    theirs = message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=policy.default)
    assert _shape(parse(raw)) == _shape(theirs)


def _shape(message: EmailMessage) -> list[object]:
    return [
        (part.get_content_type(), part.keys(), None if part.is_multipart() else part.get_payload())
        for part in message.walk()
    ]


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)))
def test_any_bytes_are_opened_or_refused_with_a_reason(raw):
    code, mail = None, None
    try:
        mail = open_message(raw)
    except Unreadable as refused:
        code = refused.code
    if mail is None:
        assert code in ("too_many_parts", "too_deep", "unreadable", "encrypted", "tnef")
        return
    names = (one.name for one in mail.files)
    for text in (mail.text, mail.words, *names, mail.subject, mail.sender_name, mail.message_id, *mail.addressed_to):
        text.encode()
    assert "\n" not in mail.subject + mail.sender_name
    assert is_accepted(mail.words)


def is_accepted(words: str) -> bool:
    """Whether a form would take these words as they are, or refuses them only because nobody sees anything of them."""
    try:
        return validation.text("body", words, 10**6) == unicodedata.normalize("NFC", words).strip()
    except Refused as refused:
        return refused.cleaned == ""


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_what_a_form_would_refuse_is_not_in_the_words(text):
    assert is_accepted(opened(text).words)
    assert is_accepted(opened(text, "text/html; charset=utf-8").words)


def test_marks_that_point_a_way_stay_where_they_mean_something():
    assert opened("\u200f(+351)\u200e شكرًا \u2067x\u2069\u202e").words == "\u200f(+351)\u200e شكرًا \u2067x\u2069"


def work(raw: bytes) -> int:
    """How many calls it takes to open these bytes, or to find that they cannot be opened."""

    def opening() -> None:
        with suppress(Unreadable):
            open_message(raw)

    return calls_of(opening)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "x\n",
            "> x\nyes\n",
            "--\n",
            "On 26 Nov 2026 <a@b.c> wrote:\n> x\n",
            "From: x\n",
            "Sent from my iPhone\n",
            ":\n",
        ),
        *(
            "<div class=gmail_quote>x",
            "<div class=gmail_quote>x</div>",
            "<blockquote>x",
            "<a href=http://x>y<b>",
            "<ul><li>",
        ),
    ],
)
def test_twice_the_mail_is_twice_the_work(piece):
    kind = b"html" if piece.startswith("<") else b"plain"
    once, twice = (
        work(FROM + b"Content-Type: text/" + kind + b"\r\n\r\n" + piece.encode() * many) for many in (200, 400)
    )
    assert twice < 2.2 * once


def test_bytes_of_files_are_not_looked_at_one_by_one():
    def picture(size: int) -> bytes:
        return (
            MIXED
            + b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(bytes(size))
        )

    assert work(picture(2_000_000)) < 1.1 * work(picture(1_000))
