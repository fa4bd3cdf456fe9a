"""Answers as mail programs send them, for tests: to the address that a mail of ours names, quoting what it said."""

from email.message import EmailMessage
from email.utils import make_msgid

BOUNDARY = "On Thu, 26 Nov 2026 at 15:40, Maria Okafor at Fernhill Coffee <care@fernhill.example> wrote:"


def answer(mail: EmailMessage, words: str, **headers: str | None) -> bytes:
    """The answer of this mail's reader; headers can be set otherwise, or left out with None."""
    made = EmailMessage()
    given: dict[str, str | None] = {
        "From": str(mail["To"]),
        "To": str(mail["Reply-To"]),
        "Subject": str(mail["Subject"]),
        "Date": "Thu, 26 Nov 2026 16:00:00 +0000",
        "Message-ID": make_msgid(domain="example.org"),
        "In-Reply-To": str(mail["Message-ID"]),
        "References": f"{mail['References'] or ''} {mail['Message-ID']}".strip(),
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value is not None:
            made[name] = value
    quoted = mail.get_body(("plain",)).get_content()
    made.set_content(f"{words}\n\n{BOUNDARY}\n" + "".join(f"> {line}\n" for line in quoted.splitlines()))
    return made.as_bytes()


NO_PICTURE = b"\xff\xd8 not really"


def with_file(
    raw_words: str, to: str, media_type: str = "image/jpeg", *contents: bytes, name: str = "label.jpg", **headers: str
) -> bytes:
    """A mail with these files, or with one that is broken, and these words, which may be none."""
    made = EmailMessage()
    given = {"From": "ana@example.org", "To": to, "Message-ID": make_msgid(domain="example.org")}
    for header, value in (given | headers).items():
        made[header.replace("_", "-")] = value
    if raw_words:
        made.set_content(raw_words)
    main, sub = media_type.split("/")
    for content in contents or (NO_PICTURE,):
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()
