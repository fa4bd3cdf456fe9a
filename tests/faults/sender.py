"""Sends one form after another, by hand: each is taken, or given back with its words."""

import html
import secrets
from collections.abc import Callable, Iterator

from tests.faults.instance import Instance
from tests.faults.ledger import Ledger
from tests.faults.mortal_server import MortalServer
from tests.faults.posting import Desk, Fields, file, post

Form = tuple[str, str, Fields, str]  # the word that it bears, where it is sent, what is in it, and the cookie


class Sender:
    """Sends what Maria and Ana write, and notes what was acknowledged."""

    def __init__(self, house: Instance, server: MortalServer, ledger: Ledger) -> None:
        self.house, self.port, self.ledger = house, server.port, ledger
        self.desk = Desk(server.port, house.ticket_id)

    def forms(self) -> Iterator[Form]:
        """A letter, a note and a reply."""
        desk, page = self.desk, self.house.page
        for kind, path, said, cookie in (
            ("letter", f"{desk.path}/letters", lambda word: desk.letter(f"Dear Ana, {word} is here."), desk.cookie),
            ("note", f"{desk.path}/notes", lambda word: {"body": f"I have {word}.", **desk.proof()}, desk.cookie),
            ("reply", f"{page}/replies", lambda word: {"body": f"It is {word}.", "once": word}, ""),
        ):
            yield self._form(kind, path, said, cookie)

    def with_file(self, content: bytes) -> Form:
        """A reply that brings this file."""
        said = lambda word: {"body": f"Look: {word}.", "once": word, "files": file(f"{word}.txt", content)}  # noqa: E731
        return self._form("file", f"{self.house.page}/replies", said, "")

    def long_letter(self, signs: int) -> Form:
        """A letter of so many signs, which no database can write any shorter."""
        desk = self.desk
        said = lambda word: desk.letter(f"Dear Ana, {word}: " + secrets.token_hex(signs // 2))  # noqa: E731
        return self._form("letter", f"{desk.path}/letters", said, desk.cookie)

    def _form(self, kind: str, path: str, said: Callable[[str], Fields], cookie: str) -> Form:
        word = self.ledger.send(kind)
        return word, path, said(word), cookie

    def is_taken(self, word: str, path: str, fields: Fields, cookie: str) -> None:
        """It is sent, and acknowledged."""
        status, _, page = post(self.port, path, fields, cookie)
        assert status == 303, page[-2_000:]
        self.ledger.keep(word)

    def is_given_back(self, word: str, path: str, fields: Fields, cookie: str, *statuses: int) -> str:
        """It is sent, is not acknowledged, and its words are in the answer; the page."""
        status, _, page = post(self.port, path, fields, cookie)
        assert status in (statuses or (500, 503)), page[-2_000:]
        assert str(fields["body"]) in html.unescape(page), page
        return page
