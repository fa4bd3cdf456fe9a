"""What time the server says it is to a page: a page counts from there, whatever its reader's clock says."""

from datetime import UTC, datetime
from email.utils import format_datetime

from playwright.sync_api import BrowserContext, Page

from statuspage.config import PROJECT

WHEN = PROJECT / "static" / "js" / "when.js"  # it asks for itself, and reads the date of the answer


def server_says(where: Page | BrowserContext, at: datetime, age: int = 0) -> None:
    """From now on the answer to what time it is says this; a cache may have held it for some seconds."""
    told = {"date": format_datetime(at.astimezone(UTC), usegmt=True)} | ({"age": str(age)} if age else {})
    headers = told | {"content-type": "text/javascript; charset=utf-8"}
    where.route("**/when.js*", lambda route: route.fulfill(headers=headers, body=WHEN.read_text(encoding="utf-8")))
