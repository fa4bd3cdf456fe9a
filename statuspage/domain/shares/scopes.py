"""One table of scopes: what a key may open, how its address looks, and all else that follows from it."""

from dataclasses import dataclass, field

from statuspage.domain.errors import N_


@dataclass(frozen=True, slots=True)
class Scope:
    """What one kind of key opens.

    ``letter`` is the first part of its address (``/t/TOKEN``); ``formats`` are the endings that the address may have,
    the usual one first, and none for a page. ``headers`` names the row of security/headers.py that its answers wear.

    ``counted_as`` says as what a visit counts, by the beginning of the answer's media type; what is not listed counts
    for nothing. Whoever asks ``for_many`` may do so for many readers, as feed services do.

    ``listed`` is the address's position in the studio's list, from 1 (0: not there), under this ``label`` and ``hint``.
    ``rotated``, ``withdrawn`` and ``restored`` are the log's sentences. All words are gettext message ids.
    ``replaces`` names the scopes that get new addresses together with this one.
    """

    name: str
    letter: str
    is_public: bool
    headers: str
    rotated: str
    withdrawn: str = ""
    restored: str = ""
    replaces: tuple[str, ...] = ()
    listed: int = 0
    label: str = ""
    hint: str = ""
    formats: tuple[str, ...] = ()
    counted_as: dict[str, str] = field(default_factory=dict)
    for_many: bool = False

    @property
    def can_be_withdrawn(self) -> bool:
        """The private link stays, as it is the way to the ticket; every other key can be taken back."""
        return bool(self.withdrawn)

    def path(self, token: str, form: str = "") -> str:
        """The path of the address that this token opens, in the format ``form``, or in the usual one."""
        ending = form or (self.formats[0] if self.formats else "")
        return f"/{self.letter}/{token}" + (f".{ending}" if ending else "")

    def visit_kind(self, mimetype: str) -> str:
        """As what a visit to an answer of this media type counts; "" for nothing."""
        return next((kind for begin, kind in self.counted_as.items() if mimetype.startswith(begin)), "")


_PRIVATE = (
    Scope(
        name="private",
        letter="t",
        is_public=False,
        headers="private page",
        rotated=N_("The private link, the private feed and the calendar got new addresses"),
        replaces=("feed", "calendar"),  # whoever had a copy of the page has theirs too
    ),
    Scope(
        name="feed",
        letter="f",
        is_public=False,
        headers="private document",
        formats=("atom", "json"),
        listed=5,
        label=N_("Private feed"),
        hint=N_("Every letter, for your feed reader alone. Give it to nobody."),
        rotated=N_("The private feed got a new address"),
        withdrawn=N_("The private feed was withdrawn"),
        restored=N_("The private feed is back"),
    ),
    Scope(
        name="calendar",
        letter="c",
        is_public=False,
        headers="private document",
        formats=("ics",),
        listed=6,
        label=N_("Calendar"),
        hint=N_("The next promise, for your calendar alone. Give it to nobody."),
        rotated=N_("The private calendar got a new address"),
        withdrawn=N_("The private calendar was withdrawn"),
        restored=N_("The private calendar is back"),
    ),
)
_PUBLIC = (
    Scope(
        name="public",
        letter="p",
        is_public=True,
        headers="public page",
        counted_as={"text/html": "page", "image/": "picture"},
        listed=1,
        label=N_("Page"),
        hint=N_("The whole public view, to link to."),
        rotated=N_("The public page got a new address"),
        withdrawn=N_("The public page was withdrawn"),
        restored=N_("The public page is back"),
    ),
    Scope(
        name="public_feed",
        letter="pf",
        is_public=True,
        headers="public document",
        formats=("atom", "json"),
        counted_as={"": "feed"},
        for_many=True,
        listed=4,
        label=N_("Feed"),
        hint=N_("What is public, for anyone’s feed reader."),
        rotated=N_("The public feed got a new address"),
        withdrawn=N_("The public feed was withdrawn"),
        restored=N_("The public feed is back"),
    ),
    Scope(
        name="embed",
        letter="e",
        is_public=True,
        headers="card",
        counted_as={"text/html": "card", "image/": "picture"},
        listed=2,
        label=N_("Card"),
        hint=N_("For a frame on a website."),
        rotated=N_("The card got a new address"),
        withdrawn=N_("The card was withdrawn"),
        restored=N_("The card is back"),
    ),
    Scope(
        name="badge",
        letter="b",
        is_public=True,
        headers="picture",
        formats=("svg", "png", "json"),
        counted_as={"": "badge"},
        listed=3,
        label=N_("Badge"),
        hint=N_("A small picture, for a README, a forum or a mail signature."),
        rotated=N_("The badge got a new address"),
        withdrawn=N_("The badge was withdrawn"),
        restored=N_("The badge is back"),
    ),
)

SCOPES = {scope.name: scope for scope in (*_PRIVATE, *_PUBLIC)}
PRIVATE_SCOPES, PUBLIC_SCOPES = tuple(scope.name for scope in _PRIVATE), tuple(scope.name for scope in _PUBLIC)

MAIL = "mail"  # the scope of the key to one reader's mails, which is no share (domain/subscriptions.py)
CONFIRM = "confirm"  # of the key to the question whether somebody follows
HELD = "held"  # of the key to a letter that came by mail and waits, unsent, with a way to end it
LOST = "lost"  # of the key to a mailed link that leads to the overview, once
FILES = "files"  # of the address that hands out one file for some minutes (security/file_keys.py)
MINE = "mine"  # of the key to all tickets of one customer (domain/way_in/overviews.py)
JOIN = "join"  # of the key to an invitation to a company, once
# By the letter that an address with a key begins with, the scope of that key.
LETTERS = {scope.letter: scope.name for scope in SCOPES.values()} | {"m": MAIL, "follow": CONFIRM, "held": HELD}
LETTERS |= {"lost": LOST, "mine": MINE, "join": JOIN, "files": FILES}
