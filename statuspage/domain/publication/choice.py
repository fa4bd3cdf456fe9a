"""The choice: what the customer lets others see, field by field."""

from dataclasses import dataclass, fields
from typing import Any

OWNER_CHOICES = ("photo", "name", "nobody")
SUBJECT_CHOICES = ("title", "subject", "former", "nothing")


@dataclass(frozen=True, slots=True)
class PublicChoice:
    """What the customer lets others see, field by field. The defaults show that someone is at work, and no words."""

    company: bool = True
    owner: str = "photo"  # photo: first name and photo; name: first name; nobody. Never more than the agent agreed to
    # title: ``title`` instead of the subject; subject: as it is; former: as it was when they agreed to it; nothing
    subject: str = "nothing"
    title: str = ""
    steps: bool = True
    clock: bool = True
    promise: bool = True
    score: bool = True  # how many promises were kept, late and moved
    letters: bool = False  # those that their writer allowed, without the hidden ones
    hidden: tuple[int, ...] = ()  # versions of letters that stay private
    former: str = ""  # the subject that they agreed to, where it was changed since

    def titled(self, subject: str) -> str:
        """What others read that the ticket with this subject is about; "" where the customer does not say."""
        return {"title": self.title, "subject": subject, "former": self.former}.get(self.subject, "")

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "PublicChoice":
        """The choice as stored on a ticket; what it does not know keeps its default."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in stored.items() if name in known}
        return cls(**{**kept, "hidden": tuple(kept.get("hidden", ()))})


def kept_as_it_was(stored: dict[str, Any], was: str, subject: str) -> dict[str, Any]:
    """The choice as stored, once the subject is another: what was agreed to is a text, and stays that text."""
    choice = PublicChoice.of(stored)
    if choice.subject == "subject":
        return {**stored, "subject": "former", "former": was}
    if choice.subject == "former" and choice.former == subject:  # it is as it was again
        return {**stored, "subject": "subject", "former": ""}
    return stored
