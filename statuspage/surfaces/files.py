"""Hands a file out, at an address without any cookie that soon ends: to be saved, and never to be run."""

from flask import Blueprint, Response

from statuspage.security.access import Access, may
from statuspage.security.file_keys import opened_file
from statuspage.uploads import hand_out

bp = Blueprint("files", __name__)


@bp.get("/files/<token>")
@may(Access.FILE, asks=())
def file(token: str) -> Response:
    """The file, or its small picture."""
    key, found = opened_file()
    return hand_out(found, small=key.small)
