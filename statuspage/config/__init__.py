"""Every setting: read from the environment, explained once, and refused in plain words when it is wrong.

There is no default secret. Production does not start without one; in development a random one is made.
"""

from statuspage.config.faults import PREFIX, SettingsError
from statuspage.config.mail_server import MailServer
from statuspage.config.mailbox import MailboxAddress
from statuspage.config.places import PROJECT
from statuspage.config.secret import development_secret
from statuspage.config.settings import Settings
from statuspage.config.telling import as_markdown, describe

__all__ = [
    "PREFIX",
    "PROJECT",
    "MailServer",
    "MailboxAddress",
    "Settings",
    "SettingsError",
    "as_markdown",
    "describe",
    "development_secret",
]
