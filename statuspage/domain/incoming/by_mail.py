"""What an event tells of the mail that it came by: which one it was, what it brought beside words, and who took it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statuspage.domain.validation import REPLY_LIMIT

PHOTO, VIDEO, SOUND, FILE = "photo", "video", "sound", "file"
_SORTS = {"image": PHOTO, "video": VIDEO, "audio": SOUND}


@dataclass(frozen=True, slots=True)
class CameByMail:
    """The mail ``mail_id`` of ``IncomingMail``; how many ``files`` of each sort it brought; and whether it ``is_cut``:
    only the beginning of its words had room. ``taken_by`` is the agent who took it, although it had been refused.
    """

    mail_id: int
    files: Mapping[str, int]
    is_cut: bool = False
    taken_by: int | None = None

    def facts(self) -> dict[str, Any]:
        """The facts of its event, which has no others by these names."""
        found: dict[str, Any] = {"mail": self.mail_id}
        found |= {"files": dict(self.files)} if self.files else {}
        found |= {"cut": True} if self.is_cut else {}
        return found | ({"taken_by": self.taken_by} if self.taken_by is not None else {})


def by_mail(facts: Mapping[str, Any]) -> CameByMail | None:
    """By which mail the event with these facts came; None where it came by none."""
    if "mail" not in facts:
        return None
    return CameByMail(facts["mail"], facts.get("files", {}), bool(facts.get("cut")), facts.get("taken_by"))


def with_room(words: str) -> tuple[str, bool]:
    """As much of the words as a reply has room for, and whether that is not all."""
    if len(words) <= REPLY_LIMIT:
        return words, False
    return words[: REPLY_LIMIT - 2].rsplit(None, 1)[0] + " …", True


def sort_of(media_type: str) -> str:
    """Which sort of file this is, to a person."""
    return _SORTS.get(media_type.partition("/")[0].lower(), FILE)


def counted(data: Mapping[str, Any]) -> dict[str, int]:
    """How many files of each sort the mail with this ``data`` brought."""
    sorts = [sort_of(media_type) for _, media_type, _ in data.get("files", ())]
    return {sort: sorts.count(sort) for sort in (PHOTO, VIDEO, SOUND, FILE) if sort in sorts}
