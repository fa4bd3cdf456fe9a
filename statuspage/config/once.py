"""What a platform that runs images tells in names of its own, in ours: mail server, sender, secret, and no TLS.

The names are those of basecamp/once, and of others that run images made for Rails. A setting of our own wins.
"""

from collections.abc import Mapping
from urllib.parse import quote

_TLS_AT_ONCE = "465"  # the port at which a mail server speaks TLS from the start


def in_our_names(environ: Mapping[str, str]) -> dict[str, str]:
    """The same environment, with our settings for what only the platform's names tell."""
    told = {
        "STATUSPAGE_SECRET_KEYS": environ.get("SECRET_KEY_BASE", ""),
        "STATUSPAGE_SMTP_URL": _mail_server(environ),
        "STATUSPAGE_MAIL_FROM": environ.get("MAILER_FROM_ADDRESS", ""),
        "STATUSPAGE_PLAIN_HTTP": environ.get("DISABLE_SSL", ""),
    }
    return {name: value for name, value in told.items() if value} | {
        k: v for k, v in environ.items() if v or k not in told
    }


def _mail_server(environ: Mapping[str, str]) -> str:
    """The mail server as one address, "" where none is told."""
    host, port = environ.get("SMTP_ADDRESS", "").strip(), environ.get("SMTP_PORT", "").strip()
    if not host:
        return ""
    name, password = environ.get("SMTP_USERNAME", ""), environ.get("SMTP_PASSWORD", "")
    who = f"{quote(name, safe='')}:{quote(password, safe='')}@" if name else ""
    scheme = "smtps" if port == _TLS_AT_ONCE else "smtp"
    return f"{scheme}://{who}{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"
