"""What an answer is put together from: our letter as it was sent, the words, and where they are written."""

import re
from dataclasses import dataclass
from html import escape

from tests.delivery.answers.said import Said
from tests.delivery.answers.speech import MAIL, NAME, Speech

Style = str  # "top", "bottom", or "between" the lines of what is quoted
WIDTH = 76


@dataclass(frozen=True)
class OurLetter:
    """One of our mails, rendered: its texts with Unix line ends."""

    plain: str
    html: str
    subject: str = "Re: The machine heats up, then switches itself off"
    message_id: str = "0b5b1f0e-58d4-5a67-9f3c-1d7b9b1f5a11@localhost"

    @property
    def body(self) -> str:
        """What stands in its body, as programs take it over."""
        found = re.search(r"<body[^>]*>(.*)</body>", self.html, re.DOTALL)
        assert found is not None
        return found[1]


# One for tests that render none.
A_LETTER = OurLetter(
    "Maria heard:\n> It died again.\n\nOn it, today.\n\n- the fuse\n\nMaria writes again by Monday.\n\nMaria Okafor\n\n"
    "All that was said: http://localhost/t/AQHoQPVrWiZdv7xr5cDjMNG2\n\nBefore this\n\nYou · 23 November\n> It died.\n\n"
    "-- \nFernhill Coffee\nStop these mails: http://localhost/m/AQHF8bFCzyT0jyheBtxgpIrv\nThe link is your key.\n",
    '<html><body style="margin: 0"><div style="display: none">On it</div><table><tr><td><p>Maria heard:</p><blockquote '
    'dir="auto"><p>It died again.</p></blockquote><div dir="auto"><p>On it, today.</p><ul><li>the fuse</li></ul></div>'
    '<p>Maria writes again by Monday.</p><div class="before"><h2>Before this</h2><p>You</p><blockquote>It died.'
    "</blockquote></div><p>The link is your key.</p></td></tr></table></body></html>",
)


@dataclass(frozen=True)
class Asked:
    """One answer that a mail program is to write."""

    ours: OurLetter
    speech: Speech
    said: Said
    style: Style

    def wrote(self, line: str) -> str:
        return line.format(name=NAME, mail=MAIL)

    def wrote_html(self, line: str) -> str:
        linked = f'&lt;<a href="mailto:{MAIL}" target="_blank">{MAIL}</a>&gt;'
        return escape(line, quote=False).replace("&lt;{mail}&gt;", linked).format(name=NAME, mail=MAIL)

    def quoted(self) -> list[str]:
        """Our plain letter behind ">"."""
        return behind(self.ours.plain.rstrip("\n").split("\n"))

    def plain(self, head: str, *, bullet: str = "- ", foot: str = "", apart: str = "\n\n") -> str:
        """An answer in plain text whose quote is behind ">"."""
        words = self.said.plain(bullet)
        foot = f"\n\n{foot}" if foot else ""
        quote = "\n".join(self.quoted())
        if self.style == "bottom":
            return f"{head}{apart}{quote}\n\n{words}{foot}\n"
        if self.style == "between":
            return f"{head}{apart}{_between(self.quoted(), _pieces(self.said, bullet))}{foot}\n"
        return f"{words}{foot}\n\n{head}{apart}{quote}\n"

    def between_html(self, open_quote: str, close_quote: str, paragraph: str) -> str:
        """Words between paragraphs that are quoted."""
        quoted = [f"<p>{escape(line)}</p>" for line in self.ours.plain.split("\n") if line.strip()]
        pieces = [Said((piece,)).html(paragraph) for piece in self.said.pieces]
        size = max(1, len(quoted) // (len(pieces) + 1))
        parts = [quoted[at : at + size] for at in range(0, size * len(pieces), size)]
        rest = quoted[size * len(pieces) :]
        told = [f"{open_quote}{''.join(part)}{close_quote}{piece}" for part, piece in zip(parts, pieces, strict=False)]
        return "".join(told) + (f"{open_quote}{''.join(rest)}{close_quote}" if rest else "")


def quoted_headers(asked: Asked) -> list[tuple[str, str]]:
    """The headers of our letter as programs quote them."""
    values = (f"{NAME} <{MAIL}>", asked.speech.sent_at, "Ana Reis <ana@example.org>", asked.ours.subject)
    return list(zip(asked.speech.headers, values, strict=True))


def behind(lines: list[str]) -> list[str]:
    """The lines one deeper in a quote."""
    return [f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines]


def wrapped(text: str, width: int = WIDTH) -> str:
    """The text with its long lines broken, as programs break them; what is quoted too."""
    return "\n".join(piece for line in text.split("\n") for piece in _broken(line, width))


def flowed(text: str, *, delsp: bool = False) -> str:
    """The text as format=flowed (RFC 3676): long lines go on after a blank, and what begins with one is stuffed."""
    rows = []
    for line in text.split("\n"):
        mark, _, rest = line.partition(" ") if line.startswith(">") else ("", "", line)
        if not mark and rest.startswith((" ", "From ")):
            rest = f" {rest}"
        pieces = [rest] if rest == "-- " else _broken(rest.rstrip(), 70)
        ends = [f"{piece} " + (" " if delsp else "") for piece in pieces[:-1]] + pieces[-1:]
        rows += [f"{mark} {piece}" if mark else piece for piece in ends]
    return "\n".join(rows)


def _broken(line: str, width: int) -> list[str]:
    mark = line[: len(line) - len(line.lstrip("> "))] if line.startswith(">") else ""
    pieces, words = [""], line[len(mark) :].split(" ")
    for word in words:
        if pieces[-1] and len(mark) + len(pieces[-1]) + 1 + len(word) > width:
            pieces.append(word)
        else:
            pieces[-1] = f"{pieces[-1]} {word}" if pieces[-1] or word == "" else word
    return [mark + piece for piece in pieces]


def _pieces(said: Said, bullet: str) -> list[str]:
    return [Said((piece,)).plain(bullet) for piece in said.pieces]


def _between(quoted: list[str], pieces: list[str]) -> str:
    size = max(1, len(quoted) // (len(pieces) + 1))
    told = []
    for at, piece in enumerate(pieces):
        told += [*quoted[at * size : (at + 1) * size], "", piece, ""]
    return "\n".join([*told, *quoted[len(pieces) * size :]])
