"""Files as people bring them in tests: what is in each, and the forms that they come with."""

import io
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from tests.surfaces.desk import csrf, post
from tests.surfaces.private_things import Ana

LABEL = b"%PDF-1.4\n% the label of a machine"


def picture(width: int = 60, height: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


def reply(ana: Ana, *files: tuple[bytes, str], body: str = "Here it is.", **fields: Any) -> TestResponse:
    """Ana sends these files with her words, by the plain form."""
    chosen = [(io.BytesIO(content), name) for content, name in files]
    return ana.client.post(f"{ana.path}/replies", data={"body": body, "files": chosen, **fields})


def at_desk(ana: Ana, name: str = "plan.txt", content: bytes = b"step one") -> str:
    """The agent who is logged in brings a file for Ana's ticket, and has not sent it; its key."""
    base = f"/desk/tickets/{ana.id}/files"
    begun = post(ana.client, base, name=name, size=str(len(content)))
    key = begun.text
    proof = {"X-CSRF": csrf(ana.client)}
    ana.client.post(f"{base}/{key}/pieces?from=0", data=content, headers=proof)
    assert ana.client.post(f"{base}/{key}/finish", headers=proof).text == f"ready {name}"
    return key
