"""Asks as a browser would, and keeps what comes back: opens addresses, follows links, and sends a page's own forms."""

import html
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

import lxml.html
from flask import Flask
from werkzeug.test import TestResponse

from bench.same_bytes.answers import Answer, Recording, readable
from bench.same_bytes.house import BASE, path_of

Fields = Mapping[str, str | list[str] | None]  # None takes a field out of the form
_LINK = re.compile(r'href="([^"]*)"')


class Browser:
    """One person's browser, with their cookies and language. ``under`` is the folder in which answers are kept."""

    def __init__(self, app: Flask, recording: Recording | None, language: str = "en") -> None:
        self._client, self.recording = app.test_client(), recording
        self.language, self.under = language, ""

    def get(self, path: str, name: str = "", **headers: str) -> TestResponse:
        """Open an address of this house."""
        return self.ask("GET", path, name, headers={key.replace("_", "-"): value for key, value in headers.items()})

    def ask(self, method: str, path: str, name: str = "", **rest: Any) -> TestResponse:
        """Ask, and keep the answer under this name, or one made from the address. A fault of the server is one here."""
        path = path_of(path)
        rest["headers"] = {"Accept-Language": self.language, **rest.get("headers", {})}
        with self._client.open(path, method=method, base_url=BASE, **rest) as answer:
            answer.get_data()
        if answer.status_code >= 500 and answer.status_code != 501:
            raise RuntimeError(f"{method} {path} was answered with {answer.status_code}")
        if self.recording is not None:
            kept = f"{self.under}/{name or readable(f'{method} {path}')}"
            headers = tuple(sorted((key, value) for key, value in answer.headers))
            self.recording.keep(kept, Answer(f"{method} {path}", answer.status_code, headers, answer.get_data()))
        return cast("TestResponse", answer)

    def send(
        self,
        page: TestResponse,
        action: str,
        fields: Fields,
        name: str,
        *,
        with_hidden: str = "",
        instead: str = "",
        script: bool = False,
    ) -> TestResponse | None:
        """Fill in the page's form whose address ends so, and send it; None when the page has no such form.

        ``with_hidden`` ("answer=yes") tells two forms of one address apart, and ``instead`` is the end of the address
        that a button of the form has of its own. The form's other fields go as they stand.
        """
        form = find_form(page.text, action, with_hidden)
        if form is None:
            return None
        address = f"{str(form.action).rpartition('/')[0]}/{instead}" if instead else str(form.action)
        return self._post(address, name, _filled(form, fields), script=script)

    def send_file(self, page: TestResponse, action: str, field: str, file: bytes, name: str) -> TestResponse:
        """Send the page's form with this address as it stands, and a file in one of its fields."""
        data = _filled(find_form(page.text, action), {field: None})
        return self._post(action, name, {**data, field: (BytesIO(file), "photo.png")})

    def _post(self, address: str, name: str, data: Mapping[str, Any], *, script: bool = False) -> TestResponse:
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if script else {})
        return self.ask("POST", address, name, data=data, headers=headers)

    def follow(self, page: TestResponse, leads: str, most: int = 5) -> None:
        """Open the page's link that holds this word (``before=``), and so on from there."""
        for _ in range(most):
            links = [html.unescape(link) for link in _LINK.findall(page.text)]
            link = next((link for link in links if leads in link), None)
            if link is None or link.startswith("?"):
                return
            page = self.get(link.partition("#")[0])


def find_form(text: str, action: str, with_hidden: str = "") -> Any:
    """The form of a page that is sent to an address with this end; ``a|b`` is one or the other. None where none is."""
    ends = tuple(action.split("|"))
    name, _, value = with_hidden.partition("=")
    for form in lxml.html.document_fromstring(text).forms if text.strip() else []:
        if str(form.action or "").endswith(ends) and (not name or dict(form.form_values()).get(name) == value):
            return form
    return None


def _filled(form: Any, fields: Fields) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    for name, given in fields.items():
        data.pop(name, None)
        if given is not None:
            data[name] = [given] if isinstance(given, str) else given
    return data
