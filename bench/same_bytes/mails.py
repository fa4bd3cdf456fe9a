"""What waits to leave: the outbox as its command tells it, and every mail with its headers, plain and HTML."""

from typing import Any

from bench.same_bytes.answers import Answer, Recording
from bench.same_bytes.house import House, command
from statuspage.delivery import mail

OUTGOING: Any = vars(mail)["Outgoing"]  # a row of the outbox; where its class lives is no matter here


def read(home: House, recording: Recording, under: str, *, some: bool) -> None:
    """Every mail; with ``some``, one in fifty."""
    numbers = home.ids(OUTGOING.__tablename__)[:: 50 if some else 1]
    told = command(home.app, "outbox")
    recording.keep(f"{under}/mail/outbox", Answer("flask outbox", 0, (), told.encode()))
    with home.app.app_context():
        session = home.app.extensions["sqlalchemy"].session
        for number in numbers:
            row = session.get(OUTGOING, number)
            answer = _ping(home, number) if row.to == "hub" else _mail(home, session(), row)
            recording.keep(f"{under}/mail/{number:04}", answer)
        session.remove()
    for number in numbers[::40]:
        shown = command(home.app, "outbox", "--show", str(number), may_fail=True)
        recording.keep(
            f"{under}/mail/{number:04}, shown", Answer(f"flask outbox --show {number}", 0, (), shown.encode())
        )


def _ping(home: House, number: int) -> Answer:
    return Answer(f"ping {number}", 0, (), command(home.app, "outbox", "--show", str(number)).encode())


def _mail(home: House, session: Any, row: Any) -> Answer:
    """The mail as it would leave, but without the line between its parts, which is random."""
    urls, settings = home.app.extensions["urls"], home.app.extensions["settings"]
    try:
        message = mail.render(session, row, urls, settings, home.clock())
    except mail.NoAddress as fault:
        return Answer(f"mail {row.id}", 0, (), f"No address: {fault}".encode())
    headers = [(name, str(value)) for name, value in message.items() if name.lower() != "content-type"]
    parts = [
        f"--- {part.get_content_type()}\n{part.get_content()}" for part in message.walk() if not part.is_multipart()
    ]
    return Answer(f"mail {row.id}", 0, tuple(headers), "\n".join(parts).encode())
