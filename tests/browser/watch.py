"""Watches every window of a test: whatever its console says, its browser finds or its requests meet fails the test."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

# That a late picture may move what stands below: in the studio each has its own room. That there is no doctype: plain
# text and the browser's own error pages have none, and a contract sees to ours.
ADVICE = ("LazyLoadImageIssue", "QuirksModeIssue")


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

    def issues_of(self, page: Page) -> None:
        """Hear what the browser's own checks find on this page, which no console says."""
        session = page.context.new_cdp_session(page)
        session.on("Audits.issueAdded", self._issue)
        session.send("Audits.enable")

    def faults(self) -> list[str]:
        return [fault for fault in self._faults if not any(re.search(pattern, fault) for pattern in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        # A status is told by the response itself, with its address.
        if not message.text.startswith("Failed to load resource"):
            self._faults.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _issue(self, found: dict[str, Any]) -> None:
        issue = found["issue"]
        if issue["code"] in ADVICE or _is_a_request_that_failed(issue["details"]):
            return
        self._faults.append(f"issue {issue['code']}: {json.dumps(issue['details'])[:300]}")

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


def _is_a_request_that_failed(details: dict[str, Any]) -> bool:
    """Whether it only says that a style sheet did not come. Its request says so itself, if its page was not left."""
    sheet = details.get("stylesheetLoadingIssueDetails", {})
    return sheet.get("styleSheetLoadingIssueReason") == "RequestFailed"
