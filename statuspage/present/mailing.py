"""Whether mail leaves from here, and what that means for a customer, in honest words."""

from dataclasses import dataclass

from flask import current_app

from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class MailWay:
    """What becomes of the mails to somebody: whether they leave, or in which ``mailboxes`` of the demo they lie.

    ``mailboxes`` is an address, "" outside of the demo.
    """

    leaves: bool
    mailboxes: str

    @property
    def is_there(self) -> bool:
        """Whether mails to them can be read anywhere."""
        return self.leaves or bool(self.mailboxes)


def way(*, is_demo: bool) -> MailWay:
    """What becomes of the mails to somebody who is of the demo, or is not."""
    settings, urls = current_app.extensions["settings"], current_app.extensions["urls"]
    has_mailboxes = is_demo and settings.demo and not settings.production
    return MailWay(leaves() and not is_demo, urls.demo_mail() if has_mailboxes else "")


def way_to_anyone() -> MailWay:
    """What becomes of the mails to somebody whom we may not know yet."""
    return way(is_demo=not leaves())


def leaves() -> bool:
    """Whether this instance has a mail server."""
    return current_app.extensions["settings"].smtp_url is not None


def leaves_about(whom: Customer | Agent) -> bool:
    """Whether mails to this agent leave, or about this customer's tickets: nothing of the demo ever does."""
    return leaves() and not whom.is_demo


def is_mailed(customer: Customer) -> bool:
    """Whether letters reach this customer by mail."""
    return leaves_about(customer) and customer.reach == "mail" and bool(customer.email)


def after_sending(customer: Customer) -> str:
    """How the letter that was just sent reaches its reader."""
    name = customer.first_name
    if is_mailed(customer):
        return gettext("Sent; it leaves by mail to %(name)s.", name=name)
    if customer.reach == "page":
        return gettext("Sent: it stands on the page of %(name)s, who likes to read it there.", name=name)
    if customer.reach == "phone":
        return gettext("Sent: it stands on the page of %(name)s, who likes the phone. Nothing is mailed.", name=name)
    if customer.is_demo:
        return gettext("Sent: it stands on the page of %(name)s. Nothing of the demo leaves.", name=name)
    return gettext("Sent: it stands on the page of %(name)s. No mail leaves from here.", name=name)


def after_opening(customer: Customer) -> str:
    """What is to be done with the link to a page that is new."""
    name = customer.first_name
    if is_mailed(customer):
        return gettext(
            "The ticket is open. Each mail to %(name)s has the private link in it. Here it is too: give it to nobody "
            "else.",
            name=name,
        )
    if leaves_about(customer):
        return gettext(
            "The ticket is open. Nothing is mailed to %(name)s: give them, and nobody else, this private link.",
            name=name,
        )
    return gettext(
        "The ticket is open. No mail leaves from here: give %(name)s this private link, and nobody else.", name=name
    )


def before_opening(customer: Customer | None) -> str:
    """How the customer of a new ticket will hear of it; None for somebody who is only being typed."""
    if customer is None:
        if leaves():
            return gettext("Letters are mailed to a mail address. Without one, you give them the link to their page.")
        return gettext("No mail leaves from here yet: when it is open, you give them the link to their page.")
    name = customer.first_name
    if is_mailed(customer):
        email = customer.email
        return gettext("%(name)s likes to be reached by mail: letters are mailed to %(email)s.", name=name, email=email)
    if leaves_about(customer):
        return gettext("Nothing is mailed to %(name)s: when it is open, give them the link to their page.", name=name)
    return gettext("No mail leaves from here yet: when it is open, give %(name)s the link to their page.", name=name)


def of_letter(customer: Customer) -> str:
    """How a letter that is being written will be read, in the fewest words."""
    return gettext("by mail") if is_mailed(customer) else gettext("no mail")
