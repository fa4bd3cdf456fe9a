"""What the customer's views share: how a page was asked for, and what is said after a deed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, request

from statuspage.domain.errors import N_
from statuspage.domain.shares.share import ShareFacts
from statuspage.forms import by_script, number
from statuspage.security.access import opened

bp = Blueprint("customer", __name__)

SAID = {
    "asked": N_(
        "Your words have arrived, and this is your own page. Keep its address, in your bookmarks for instance: whoever "
        "has it can read and write here. The person who looks after it for you stands below."
    ),
    "written": N_("Your words have arrived."),
    "given": N_("Thank you. What you gave has arrived."),
    "given_before": N_("That had been given already. Whatever else you wrote there has arrived all the same."),
    "right": N_("Thank you. It is good to know that you were understood."),
    "not_quite": N_("Thank you. What you wrote has arrived."),
    "call": N_("Your wish for a call has arrived. It stays open until it is answered."),
    "thanked": N_("Your thanks have arrived."),
    "confirmed": N_("Thank you. It is solved, because you say so."),
    "not_solved": N_("Then it is not over. What you wrote has arrived."),
    "reopened": N_("It is open again. The clock reads as if it had never stopped."),
    "parted": N_("These are two things again. This one is open, and goes on by itself."),
    "clock": N_("All times are by this clock now."),
    "language": N_("This page speaks English now, and so does whatever we send you."),
    "felt": N_("Thank you for saying how it was."),
    "public": N_("The public view is on, and shows what you chose."),
    "private": N_(
        "The public view is off. Its addresses answer nobody any more; where a browser still keeps it, it is gone "
        "within about a minute."
    ),
    "link": N_(
        "This is the new address of your page, and you are on it already. The private feed and the calendar have new "
        "ones as well: follow them again from your page."
    ),
    "rotated": N_(
        "Here is the new address. The old one answers nobody any more; where a browser still keeps it, it is gone "
        "within about a minute."
    ),
    "withdrawn": N_(
        "It is withdrawn. Its address answers nobody any more; where a browser still keeps it, it is gone within "
        "about a minute."
    ),
    "restored": N_("It works again, at the same address."),
    "let_in": N_("%(name)s can read this now. Their own link is on its way to them by mail."),
    "let_in_by_hand": N_("%(name)s can read this now. Here is their own link: give it to them, and to nobody else."),
    "rights": N_("Saved. It holds from now on."),
    "let_go": N_("%(name)s is let go. Nothing that they had opens anything any more."),
    "claimed": N_(
        "This is your own page now, under your own name. Keep its address, in your bookmarks for instance, and forget "
        "the other one."
    ),
    "overview": N_("A link to all your tickets is on its way to the mail address that we have of you."),
    "no_mails": N_("We have no mail address of yours, so nothing comes by mail. Write it here, and it is added."),
    "sites": N_("Saved. Browsers hold to it within about a minute."),
}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How the customer's page was asked for.

    ``here`` is its path, ``shares`` are its holder's keys by scope. ``companion_id`` is theirs, None for the customer.
    ``before`` is the version before which letters are
    wanted, None for the newest; ``by_script`` says that a part of the page is enough.
    """

    ticket_id: int
    here: str
    shares: Mapping[str, ShareFacts]
    before: int | None
    by_script: bool
    companion_id: int | None = None

    @property
    def is_newest(self) -> bool:
        """Whether this page has the newest letters."""
        return self.before is None

    @property
    def is_live(self) -> bool:
        """Whether its forms may come back alone; on an earlier page they lead to the newest, unless script asks."""
        return self.is_newest or self.by_script


def page_request(token: str) -> PageRequest:
    """The present request for the page with this key. A ``before`` that is not a version is as if it were not there."""
    found = opened()
    before, companion_id = number(request.args.get("before")), found.share.companion_id
    return PageRequest(found.ticket_id, f"/t/{token}", found.shares, before, by_script(), companion_id)
