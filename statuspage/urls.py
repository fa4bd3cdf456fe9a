"""Every address, absolute, built in this one place, inside or outside a request."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from statuspage.domain.shares.scopes import JOIN, LOST, MAIL, MINE, SCOPES
from statuspage.domain.shares.share import Key, Share, ShareFacts
from statuspage.security.file_keys import FileKey, sign_file
from statuspage.security.held_keys import HeldKey, sign_held
from statuspage.security.question_keys import sign_question
from statuspage.security.reply_addresses import ReplyKey, reply_address
from statuspage.security.signing import sign, sign_photo


class Urls:
    """Addresses of one instance. ``base`` has no slash at its end."""

    def __init__(self, base: str, keys: Sequence[str]) -> None:
        self.base, self._keys = base, keys

    def token(self, share: Share | ShareFacts) -> str:
        """The key to this share, in its present generation."""
        return sign(self._keys, share.scope, Key(share.id, share.generation))

    def shared(self, share: Share | ShareFacts, form: str = "") -> str:
        """The address that this share opens; ``form`` chooses a format other than the usual one."""
        return self.base + SCOPES[share.scope].path(self.token(share), form)

    def offered(self, share: Share | ShareFacts | None, form: str = "") -> str:
        """The same; "" for a share that was withdrawn or never made."""
        return "" if share is None or share.withdrawn_at is not None else self.shared(share, form)

    def mails(self, subscription_id: int, generation: int) -> str:
        """The page on which the reader of this subscription chooses which mails they get."""
        return f"{self.base}/m/{sign(self._keys, MAIL, Key(subscription_id, generation))}"

    def question(self, subscription_id: int, asked_at: datetime) -> str:
        """Where a follower answers the question that they were asked then."""
        return f"{self.base}/follow/{sign_question(self._keys, subscription_id, asked_at)}"

    def held(self, mail_id: int, ending: datetime | None) -> str:
        """The page on which an agent ends a letter that came by mail: by writing next then, or by asking (None)."""
        return f"{self.base}/held/{sign_held(self._keys, HeldKey(mail_id, ending))}"

    def replies(self, domain: str, reader: str, number: int, of: int) -> str:
        """The mail address at this domain that takes the answers of a subscription's reader, or of an agent."""
        return reply_address(self._keys, domain, ReplyKey(reader, number, of))

    def file(self, key: FileKey) -> str:
        """The address that hands out a file for some minutes."""
        return f"{self.base}/files/{sign_file(self._keys, key)}"

    def private_photo(self, name: str) -> str:
        """The path of an uploaded photo for those who meet its agent in private, whether or not anyone may see it."""
        return f"/photos/{name}?{urlencode({'key': sign_photo(self._keys, name)})}"

    def ask(self, **given: str) -> str:
        """Where anyone asks for help; ``given`` is filled in already: a ``topic``, or what it is ``about``."""
        return f"{self.base}/ask{_query(**given)}"

    def ask_frame(self, **given: str) -> str:
        """The same form for a frame; ``given`` may name a ``theme`` and a language (``lang``) as well."""
        return f"{self.base}/ask/frame{_query(**given)}"

    def ask_code(self, **given: str) -> str:
        """The address of that form as a QR code."""
        return f"{self.base}/ask/qr.svg{_query(**given)}"

    def ask_js(self) -> str:
        """The script that makes the element ``<ask-for-help>``."""
        return f"{self.base}/ask-for-help.js"

    def lost(self, lost_link_id: int) -> str:
        """Where a link to the overview that was mailed is used, once."""
        return f"{self.base}/lost/{sign(self._keys, LOST, Key(lost_link_id, 1))}"

    def join(self, member_id: int) -> str:
        """Where an invitation to a company is accepted, once."""
        return f"{self.base}/join/{sign(self._keys, JOIN, Key(member_id, 1))}"

    def mine(self, overview_id: int, generation: int) -> str:
        """All tickets of the customer whose overview this is."""
        return f"{self.base}/mine/{sign(self._keys, MINE, Key(overview_id, generation))}"

    def widget_js(self) -> str:
        return f"{self.base}/widget.js"

    def oembed(self, page: str) -> str:
        """The address that tells other sites how to embed this page."""
        return f"{self.base}/oembed?{urlencode({'url': page})}"

    def gallery(self) -> str:
        return f"{self.base}/embed-gallery"

    def demo_mail(self) -> str:
        return f"{self.base}/demo/mail"

    def desk(self, of: str = "") -> str:
        """The desk, with the tickets ``of`` everyone or of an agent by their id; one's own without."""
        return f"{self.base}/desk{_query(of=of)}"

    def tickets(self, **asked: str) -> str:
        """The list of tickets: ``of`` whom, in which ``state``, with which words ``q``, and those ``after`` which."""
        return f"{self.base}/desk/tickets{_query(**asked)}"

    def find(self, **asked: str) -> str:
        """Where tickets and customers are found: with which words ``q``, ``of`` whom, and in which ``state``."""
        return f"{self.base}/desk/find{_query(**asked)}"

    def view(self, view_id: int) -> str:
        """The list of a view that an agent keeps."""
        return f"{self.base}/desk/views/{view_id}"

    def outbox(self, **asked: str) -> str:
        """What became of mails: those in which ``state``, and of these the ones ``before`` which."""
        return f"{self.base}/desk/outbox{_query(**asked)}"

    def outgoing(self, outgoing_id: int) -> str:
        """The desk's page of one mail."""
        return f"{self.base}/desk/outbox/{outgoing_id}"

    def arrived(self, **asked: str) -> str:
        """The mails that came in, at the desk; ``state`` chooses which."""
        return f"{self.base}/desk/incoming{_query(**asked)}"

    def incoming(self, mail_id: int) -> str:
        """One mail that came in, at the desk."""
        return f"{self.base}/desk/incoming/{mail_id}"

    def profile(self) -> str:
        """The page on which agents say how they are met, and what they are mailed about."""
        return f"{self.base}/desk/me"

    def login(self, then: str = "") -> str:
        return f"{self.base}/desk/login" + (f"?{urlencode({'next': then})}" if then else "")

    def ticket(self, ticket_id: int, copy: str = "", of: str = "", entry: str = "") -> str:
        """The desk's page of this ticket; with ``copy``, its unsent letter of that name is in the form.

        ``of`` says whose tickets stand in the queue beside it, and ``entry`` what of its timeline is to be read.
        """
        asked = _query(copy=copy, of=of, at=entry)
        return f"{self.base}/desk/tickets/{ticket_id}{asked}" + (f"#{entry}" if entry else "")

    def away(self, agent_id: int | None = None) -> str:
        """Who is in, and who is away; with the form filled in for this agent."""
        return f"{self.base}/desk/away" + (f"?agent={agent_id}" if agent_id else "")

    def absence(self, absence_id: int) -> str:
        """One absence, to be changed or ended."""
        return f"{self.base}/desk/away/{absence_id}"

    def leaving(self, agent_id: int) -> str:
        """Where an agent is let go."""
        return f"{self.base}/desk/leaving/{agent_id}"

    def customer(self, customer_id: int) -> str:
        return f"{self.base}/desk/customers/{customer_id}"

    def tags(self) -> str:
        """The team's own words for tickets, in a list."""
        return f"{self.base}/desk/tags"

    def tag(self, tag_id: int) -> str:
        """One of them, and what can be done with it."""
        return f"{self.base}/desk/tags/{tag_id}"

    def causes(self) -> str:
        """What several customers suffer from at once, in a list."""
        return f"{self.base}/desk/causes"

    def cause(self, cause_id: int) -> str:
        """One cause: its tickets, its letter, and who has sent theirs."""
        return f"{self.base}/desk/causes/{cause_id}"

    def new_cause(self, ticket_id: int | None = None) -> str:
        """Where a cause is begun, with this ticket as its first."""
        return f"{self.base}/desk/causes/new" + (f"?ticket={ticket_id}" if ticket_id else "")

    def drafts(self, draft_id: int | None = None) -> str:
        """The drafts of the team, or one of them."""
        return f"{self.base}/desk/drafts" + (f"/{draft_id}" if draft_id else "")

    def phrases(self, phrase_id: int | None = None, language: str = "") -> str:
        """The phrases that may hurt: those of a language, or one of them."""
        return f"{self.base}/desk/phrases" + (f"/{phrase_id}" if phrase_id else _query(language=language))

    def new_ticket(self, customer_id: int | None = None) -> str:
        return f"{self.base}/desk/tickets/new" + (f"?customer={customer_id}" if customer_id else "")


def _query(**asked: str) -> str:
    """What an address asks for, without what is empty."""
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(given)}" if given else ""
