"""Forms, the same on both sides: one that was sent and refused, its key, its numbers, and what is said after it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import SEEK_END
from typing import NamedTuple
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from statuspage.domain.errors import Refused
from statuspage.domain.form_keys import with_words
from statuspage.present.languages import gettext, say
from statuspage.present.pieces import FilePiece

LARGEST_ID = 2**31 - 1  # the largest number that a row's key can be
_NOT_SAID = (
    "csrf",
    "once",
    "seen",
    "copy",
    "files_key",
    "begun",
    "altcha",
    "shown",
    "then",
    "before",
    "undo",
    "undo_told",
    "promised",
)  # what is no part of what somebody said


class FieldError(NamedTuple):
    """What is wrong with a field: the id of its element, "" for the whole form, and the words for its reader."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent and refused: its name, what was typed, and what is wrong with which field.

    The page that shows it again may have other forms; what it asks with another form's name is answered with nothing.
    ``files`` are those that came with it and are here already.
    """

    name: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FilePiece, ...] = ()

    def value(self, form: str, name: str, otherwise: str = "") -> str:
        """What was typed into this field of that form; ``otherwise`` where nothing was sent."""
        return self.typed.get(name, otherwise) if form == self.name else otherwise

    def error(self, form: str, name: str) -> str:
        """What is wrong with this field of that form, or "". The name "" is for the form as a whole."""
        return self.errors.get(name, "") if form == self.name else ""

    def summary(self, form: str, prefix: str = "") -> list[FieldError]:
        """The errors of that form, to stand above it; a field's element has ``prefix`` before its name as its id."""
        errors = self.errors if form == self.name else {}
        return [FieldError(name and prefix + name, text) for name, text in errors.items()]


NO_FORM = Form()


def refused_form(name: str, refused: Refused, files: tuple[FilePiece, ...] = ()) -> Form:
    """The form with this name as it was just sent, with what was wrong in it, and the files that came with it."""
    form = replace(sent_form(name, errors_of(refused)), files=files)
    cleaned = {one.field: one.cleaned for one in (refused, *refused.others) if one.cleaned is not None}
    return replace(form, typed={**form.typed, **cleaned})


def sent_form(name: str, errors: Mapping[str, str]) -> Form:
    """The form with this name as it was just sent, with these errors by the name of their field."""
    return Form(name, {key: value for key, value in request.form.items() if key not in ("csrf", "once")}, errors)


def errors_of(refused: Refused | None) -> dict[str, str]:
    """The words of a refusal in the reader's language, by the name of their field; nothing for None."""
    return {one.field: say(one.words) for one in (refused, *refused.others)} if refused else {}


def typed(name: str) -> str:
    """What this field of the form that was just sent holds."""
    return request.form.get(name, "")


def once() -> str:
    """A key for one form, so that a form sent twice counts once."""
    return secrets.token_urlsafe(12)


def sent_once() -> str:
    """The key of the form that was just sent, for a verb that adds something: same form and same words, same key."""
    said = [pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_SAID]
    brought = [(name, f"{file.filename} {size_of(file)}") for name, file in request.files.items(multi=True)]
    return with_words(typed("once"), said + [pair for pair in brought if not pair[1].startswith(" ")])


def size_of(file: FileStorage) -> int:
    """How many bytes of a file were posted."""
    at = file.stream.tell()
    size = file.stream.seek(0, SEEK_END)
    file.stream.seek(at)
    return size


def by_script() -> bool:
    """Whether the page's own script sent this request, and wants a part of the page instead of the whole."""
    return request.headers.get("HX-Request") == "true"


def number(text: str | None, most: int = LARGEST_ID) -> int | None:
    """The whole number, from 0 to ``most``, that this text writes in the digits 0 to 9; None for any other text."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > len(str(most)):
        return None
    return int(text) if int(text) <= most else None


def go(address: str, code: str, anchor: str = "", more: Mapping[str, str] | None = None) -> Response:
    """Lead to this page after a deed; it looks up by ``code`` what to say, and shows the element with id ``anchor``.

    ``more`` is what its address says besides.
    """
    query = urlencode({"said": code, **(more or {})})
    return redirect(f"{address}?{query}" + (f"#{anchor}" if anchor else ""), 303)


def said(words: Mapping[str, str], code: str = "") -> str:
    """What is said after a deed: of these words by their code, those for ``code``, or for the one that ``go`` sent."""
    found = words.get(code or request.args.get("said", ""))
    return gettext(found) if found else ""
