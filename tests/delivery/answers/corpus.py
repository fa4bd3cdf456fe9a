"""The corpus: each mail program in each language, as plain text, as HTML, and as both; each knows its words."""

import base64
import quopri
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.delivery.answers.asked import Asked, OurLetter
from tests.delivery.answers.clients import CLIENTS, Client
from tests.delivery.answers.said import Said, answers, with_emoji
from tests.delivery.answers.speech import SPEECH

FORMS = ("plain", "html", "both")
REPLY = "reply+omaqdeqg64nzo53ejkfsmdnw2m7mxzy@reply.fernhill.example"


@dataclass(frozen=True)
class Answer:
    """One message, and what is to be found in it."""

    name: str
    raw: bytes
    words: str


def corpus(ours: Callable[[str], OurLetter]) -> Iterator[Answer]:
    """All answers, to our letter in a language."""
    number = 0
    for client in CLIENTS:
        for language in SPEECH:
            for form in FORMS:
                yield answer(client, language, form, number, ours(language))
                number += 1


def answer(client: Client, language: str, form: str, number: int, ours: OurLetter, said: Said | None = None) -> Answer:
    """One answer; the number chooses what is said, and where."""
    speech = SPEECH[language]
    if said is None:
        said = answers(language)[number % len(answers(language))]
        said = with_emoji(said) if not client.in_its_charset and number % 2 else said
        said = replace(said, quote="") if not client.quotes_by_hand and form != "plain" else said
    style = client.styles[(number // 3) % len(client.styles)]
    said = replace(said, quote="") if style != "top" else said
    asked = Asked(ours, speech, said, style)
    charset = speech.charset if client.in_its_charset and _fits(said.words, speech.charset) else "utf-8"
    parts = []
    if form in ("plain", "both"):
        parts.append(_part(client, "plain", client.plain(asked), charset))
    if form in ("html", "both"):
        parts.append(_part(client, "html", client.html(asked), charset))
    raw = _headers(client, number, ours) + _joined(client, parts, number)
    return Answer(f"{client.name}, {language}, {form}, {style}, {number}", raw, said.words)


def _fits(words: str, charset: str) -> bool:
    try:
        words.encode(charset)
    except UnicodeError:
        return False
    return True


def _part(client: Client, kind: str, text: str, chosen: str) -> bytes:
    text = text.replace("\n", "\r\n")
    body = text.encode(chosen, "xmlcharrefreplace" if kind == "html" else "replace")
    encoding = client.encoding
    if encoding == "8bit" and chosen == "iso-2022-jp":
        encoding = "7bit"
    more = f"; format={client.format}" if client.format and kind == "plain" else ""
    head = f'Content-Type: text/{kind}; charset="{chosen}"{more}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + _encoded(body, encoding)


def _encoded(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(body).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(body.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return body


def _headers(client: Client, number: int, ours: OurLetter) -> bytes:
    rows = [
        "Return-Path: <ana@example.org>",
        f"Delivered-To: {REPLY}",
        "From: =?utf-8?Q?Ana_Reis?= <Ana@Example.org>",
        f"To: Maria Okafor at Fernhill Coffee\r\n\t<{REPLY}>",
        f"Subject: {ours.subject}",
        "Date: Thu, 26 Nov 2026 18:12:00 +0100",
        f"Message-ID: <{client.message_id.format(f'{number:08X}')}>",
        f"In-Reply-To: <{ours.message_id}>",
        f"References: <first@localhost>\r\n <{ours.message_id}>",
        "MIME-Version: 1.0",
    ]
    rows += [client.agent] if client.agent else []
    return "\r\n".join(rows).encode() + b"\r\n"


def _joined(client: Client, parts: list[bytes], number: int) -> bytes:
    if len(parts) == 1:
        return parts[0]
    boundary = client.boundary.format(f"{number:012x}").encode()
    mark = b"--" + boundary
    head = b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"\r\n\r\n'
    return head + b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
