"""One mail of the corpus, and what it is made of: a head in which what is not said is as in any mail, and a body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

TO = "reply+mfqwcylb@reply.fernhill.example"
OURS = ("care@fernhill.example", "@reply.fernhill.example")
OUR_HOST = "help.fernhill.example"
OUR_ID = "2f1b7c9e-3d41-5a0e-9c52-0d7ae6f3b1c4@help.fernhill.example"
_USUAL = f"""\
Return-Path: <ana.reis@example.net>
Received: from out.example.net (out.example.net [192.0.2.10]) by mx.fernhill.example with ESMTPS id 4Xy1;
 Tue, 24 Nov 2026 10:17:03 +0000 (UTC)
From: Ana Reis <ana.reis@example.net>
To: Maria Okafor at Fernhill Coffee <{TO}>
Subject: Re: The machine loses pressure
Date: Tue, 24 Nov 2026 10:17:00 +0000
Message-ID: <CAF8h2m+q7@mail.example.net>
In-Reply-To: <{OUR_ID}>
References: <{OUR_ID}>
MIME-Version: 1.0
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail, the reason that it gets, empty for a person's, and a name for whoever reads that a test failed."""

    name: str
    code: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


def sample(name: str, code: str, head: str = "", body: str = "Thank you.\n") -> Sample:
    """The usual mail with these fields in place of those of the same names. ``-Name`` takes one away."""
    head = head.strip("\n")
    said = {line.partition(":")[0].lower() for line in _fields(head)}
    gone = {name[1:] for name in said if name.startswith("-")}
    kept = [line for line in _fields(_USUAL) if line.partition(":")[0].lower() not in said | gone]
    new = [line for line in _fields(head) if not line.startswith("-")]
    return Sample(name, code, "\n".join([*new, *kept, "", body.strip("\n"), ""]).encode())


def _fields(head: str) -> Iterator[str]:
    yield from filter(None, re.split(r"\n(?![ \t])", head.strip("\n")))


def in_parts(kind: str, *parts: str) -> tuple[str, str]:
    """The field and the body of a multipart; each part begins with its own fields."""
    body = "".join(f"--=_part_7\n{part.strip()}\n\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="=_part_7"', f"{body}--=_part_7--\n"
