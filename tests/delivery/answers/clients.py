"""The ten mail programs: how each writes an answer, as plain text and as HTML, and the headers that it gives it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.delivery.answers import apple, outlook, programs, webmail
from tests.delivery.answers.asked import Asked

_TOP = ("top",)
_ANYWHERE = ("top", "top", "bottom", "between")


@dataclass(frozen=True)
class Client:
    """A mail program. ``format`` is what its plain text says of itself, ``encoding`` how it sends what is not ASCII."""

    name: str
    agent: str
    message_id: str
    boundary: str
    plain: Callable[[Asked], str]
    html: Callable[[Asked], str]
    styles: tuple[str, ...] = _TOP
    format: str = ""
    encoding: str = "quoted-printable"
    quotes_by_hand: bool = True  # whether what a person quotes in HTML differs from what the program quotes
    in_its_charset: bool = False  # whether it writes in the charset of its language


_K9_STYLES = ("top", "bottom")
CLIENTS = (
    Client(
        "Gmail",
        "",
        "CAF{}@mail.gmail.com",
        "0000000000{}",
        webmail.gmail_plain,
        webmail.gmail_html,
        _ANYWHERE,
    ),
    Client(
        "Outlook",
        "X-Mailer: Microsoft Outlook 16.0",
        "000601dc{}$0a1b2c3d$@example.org",
        "----=_NextPart_000_{}",
        outlook.outlook_plain,
        outlook.outlook_html,
        in_its_charset=True,
    ),
    Client(
        "Outlook for phones",
        "X-MS-Has-Attach: ",
        "DB9P{}@DB9P190MB1234.EURP190.PROD.OUTLOOK.COM",
        "_000_{}_",
        outlook.phone_outlook_plain,
        outlook.phone_outlook_html,
        encoding="base64",
    ),
    Client(
        "Apple Mail",
        "X-Mailer: Apple Mail (2.3826.100.1)",
        "{}-58D4@example.org",
        "Apple-Mail=_{}",
        apple.apple_plain,
        apple.apple_html,
        _ANYWHERE,
        "flowed; delsp=yes",
        quotes_by_hand=False,
    ),
    Client(
        "iOS Mail",
        "X-Mailer: iPhone Mail (22B91)",
        "{}-A1@example.org",
        "Apple-Mail-{}",
        apple.ios_plain,
        apple.ios_html,
    ),
    Client(
        "Thunderbird",
        "User-Agent: Mozilla Thunderbird",
        "{}@example.org",
        "------------{}",
        programs.thunderbird_plain,
        programs.thunderbird_html,
        _ANYWHERE,
        "flowed",
        "8bit",
        in_its_charset=True,
    ),
    Client(
        "Yahoo",
        "X-Mailer: WebService/1.1.22941 YMailNorrin",
        "1998317407.{}@mail.yahoo.com",
        "----=_Part_{}",
        webmail.yahoo_plain,
        webmail.yahoo_html,
    ),
    Client(
        "Proton",
        "X-Pm-Message-ID: 1",
        "{}=@proton.me",
        "b1_{}",
        webmail.proton_plain,
        webmail.proton_html,
        _ANYWHERE,
        encoding="base64",
    ),
    Client(
        "Samsung",
        "",
        "{}.1764176400000@email.android.com",
        "--_com.samsung.android.email_{}",
        programs.samsung_plain,
        programs.samsung_html,
        encoding="base64",
    ),
    Client(
        "K-9",
        "User-Agent: K-9 Mail for Android",
        "{}@example.org",
        "----{}",
        programs.k9_plain,
        programs.k9_html,
        _K9_STYLES,
    ),
)
