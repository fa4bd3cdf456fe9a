"""An answer to a mail of the demo's, as a mail program would send it: it quotes the mail, and says what it answers."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

_QUOTED = 40  # lines


def answer_to(mail: EmailMessage, words: str, at: datetime) -> bytes:
    """The answer to ``mail`` by its reader, as a message that leaves at this instant."""
    answer = EmailMessage(policy=SMTP)
    answer["From"], answer["To"] = str(mail["To"]), str(mail["Reply-To"] or mail["From"])
    answer["Subject"] = str(mail["Subject"]) if str(mail["Subject"]).startswith("Re:") else f"Re: {mail['Subject']}"
    answer["Date"] = format_datetime(at)
    answer["Message-ID"] = f"<{uuid4()}@demo.example>"
    answer["In-Reply-To"] = str(mail["Message-ID"])
    answer["References"] = " ".join(part for part in (str(mail["References"] or ""), str(mail["Message-ID"])) if part)
    written = mail["Date"].datetime
    answer.set_content(f"{words}\n\nOn {written:%d %B %Y}, {mail['From']} wrote:\n{_quoted(mail)}\n")
    return answer.as_bytes()


def _quoted(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    lines = str(plain.get_content()).splitlines() if plain else []
    return "\n".join(f"> {line}" for line in lines[:_QUOTED])
