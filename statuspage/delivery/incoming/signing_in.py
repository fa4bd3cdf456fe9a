"""Signing in to a mailbox: only in TLS, unless the server is on this machine, and never told with a password."""

import imaplib
import re

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxLoginError

from statuspage.config import MailboxAddress
from statuspage.delivery.faults import ServerFault
from statuspage.delivery.incoming.imap_client import Client

NO_TLS = "{host} offers no encryption (STARTTLS), and nobody signs in without it"
NO_LOGIN = "{host} offers no way to sign in that we know (LOGIN, or AUTH=PLAIN)"
WRONG_LOGIN = "{host} does not take the name and the password of STATUSPAGE_IMAP_URL{why}"

_CODES = "AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|CONTACTADMIN|EXPIRED|INUSE|LIMIT|PRIVACYREQUIRED|UNAVAILABLE"
_WHY = re.compile(rf"\[({_CODES})\]")  # RFC 5530


class Account(BaseMailBox):
    """imap-tools' mailbox, on a connection of ours."""

    client: Client

    def __init__(self, client: Client) -> None:
        self._ours = client
        super().__init__()

    def _get_mailbox_client(self) -> Client:
        return self._ours


def sign_in(client: Client, address: MailboxAddress) -> Account:
    """The account that the address names, on this connection. Raises ServerFault, or what ``in_words`` tells."""
    if address.needs_tls and not address.server.implicit:
        if "STARTTLS" not in client.capabilities:
            raise ServerFault(NO_TLS.format(host=address.server.host))
        client.change_to_tls()
    if client.state != "NONAUTH":  # it takes us for somebody before we have said who we are (PREAUTH)
        raise client.error("Not asked for a name")
    account = Account(client)
    client.allow()
    try:
        _say_who(account, address)
    except imaplib.IMAP4.abort:
        raise
    except (MailboxLoginError, imaplib.IMAP4.error) as fault:
        why = _WHY.search(str(fault))
        words = WRONG_LOGIN.format(host=address.server.host, why=f" ({why[1]})" if why else "")
        raise ServerFault(words) from None
    client.ask_what_it_can()
    return account


def _say_who(account: Account, address: MailboxAddress) -> None:
    server, offered = address.server, account.client.capabilities
    if "AUTH=PLAIN" in offered:
        account.login_utf8(server.user, server.password, None)
    elif "LOGINDISABLED" not in offered and (server.user + server.password).isascii():
        account.login(server.user, server.password, None)
    else:
        raise ServerFault(NO_LOGIN.format(host=server.host))
