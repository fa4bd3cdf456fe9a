"""Watches every window of a test: a script's error, a refused policy, a failed or a foreign request fails the test."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class Watch:
    """What went wrong in any window; what a test means to happen is allowed by a pattern."""

    def __init__(self, *origins: str) -> None:
        self.origins = {*origins}
        self.requests: list[str] = []
        self._faults: list[str] = []
        self._allowed: list[str] = []

    def allow(self, *patterns: str) -> None:
        """Faults that match one of these are meant by the test."""
        self._allowed += patterns

    def over(self, context: BrowserContext) -> None:
        """Begin to watch this context's pages."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def faults(self) -> list[str]:
        return [fault for fault in self._faults if not any(re.search(pattern, fault) for pattern in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        # A status is told by the response itself, with its address.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self._faults.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self._faults.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" not in self.origins:
            self._faults.append(f"foreign request: {request.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends its stream and whatever is under way; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self._faults.append(f"failed request: {request.failure} {request.method} {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._faults.append(f"status {response.status}: {response.request.method} {response.url}")
