"""Ten mail programs: how each writes an answer, as plain text and as HTML, and the headers that it gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.delivery.answers.asked import Asked, flowed, wrapped
from tests.delivery.answers.speech import MAIL, NAME

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


def _gmail_plain(asked: Asked) -> str:
    return wrapped(asked.plain(asked.wrote(asked.speech.gmail), bullet="   - "))


def _gmail_html(asked: Asked) -> str:
    quote = '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
    head = f'<div dir="ltr" class="gmail_attr">{asked.wrote_html(asked.speech.gmail)}<br></div>'
    begin = f'<br><div class="gmail_quote gmail_quote_container">{head}'
    words = asked.said.html()
    if asked.style == "bottom":
        return f'<div dir="ltr">{begin}{quote}{asked.ours.body}</blockquote></div><div><br></div>{words}</div>'
    if asked.style == "between":
        return f'<div dir="ltr">{begin}{asked.between_html(quote, "</blockquote>", "<div>{}</div>")}</div></div>'
    return f'<div dir="ltr">{words}</div>{begin}{quote}<u></u>{asked.ours.body}</blockquote></div>\n'


def _headers(asked: Asked) -> list[tuple[str, str]]:
    values = (f"{NAME} <{MAIL}>", asked.speech.sent_at, "Ana Reis <ana@example.org>", asked.ours.subject)
    return list(zip(asked.speech.headers, values, strict=True))


def _outlook_plain(asked: Asked) -> str:
    headers = "\n".join(f"{label}: {value}" for label, value in _headers(asked))
    return f"{asked.said.plain('* ')}\n\n \n\n{headers}\n\n{asked.ours.plain}"


def _outlook_html(asked: Asked) -> str:
    words = asked.said.html('<p class="MsoNormal">{}<o:p></o:p></p>', '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n')
    told = "<br>\n".join(f"<b>{label}:</b> {escape(value)}" for label, value in _headers(asked))
    rule = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name="Generator" content="Microsoft Word '
        '15 (filtered medium)"><style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang="EN-GB" '
        f'link="#0563C1" style="word-wrap:break-word"><div class="WordSection1">{words}'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div>{rule}<p class="MsoNormal">{told}<o:p></o:p></p></div></div>'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{asked.ours.body}</div></body></html>'
    )


def _phone_outlook_plain(asked: Asked) -> str:
    headers = "\n".join(f"{label}: {value}" for label, value in _headers(asked))
    foot = f"{asked.speech.outlook}<https://aka.ms/o0ukef>"
    return f"{asked.said.plain('  *   ')}\n\n{foot}\n{'_' * 32}\n{headers}\n\n{asked.ours.plain}"


def _phone_outlook_html(asked: Asked) -> str:
    told = "<br>".join(f"<b>{label}:</b> {escape(value)}" for label, value in _headers(asked))
    foot = f'<a href="https://aka.ms/o0ukef">{asked.speech.outlook}</a>'
    style = 'style="font-family: Aptos, Calibri, sans-serif; font-size: 12pt;"'
    return (
        f'<html><head></head><body><div dir="ltr" {style}>{asked.said.html()}</div>'
        '<div id="ms-outlook-mobile-body-separator-line" dir="ltr"><br></div>'
        f'<div id="ms-outlook-mobile-signature" {style}>{foot}</div>'
        '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message">'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif">{told}</font><div>&nbsp;</div></div>{asked.ours.body}</div></body></html>'
    )


def _apple_plain(asked: Asked) -> str:
    head = f"> {asked.wrote(asked.speech.apple)}"
    return flowed(asked.plain(head, bullet="• ", apart="\n> \n"), delsp=True)


def _apple_html(asked: Asked) -> str:
    head = f'<div>{asked.wrote_html(asked.speech.apple)}</div><br class="Apple-interchange-newline">'
    quote = '<blockquote type="cite">'
    begin = '<html><head><meta http-equiv="content-type"></head><body style="line-break: after-white-space;">'
    words = asked.said.html()
    if asked.style == "bottom":
        return f"{begin}{quote}{head}{asked.ours.body}</blockquote><br>{words}<div><br></div></body></html>"
    if asked.style == "between":
        between = asked.between_html(quote, "</blockquote>", "<div>{}</div><br>")
        return f"{begin}{quote}{head}</blockquote>{between}</body></html>"
    end = f"<div><br>{quote}{head}<div>{asked.ours.body}</div></blockquote></div><br></body></html>"
    return f'{begin}{words}<br id="lineBreakAtBeginningOfMessage">{end}'


def _ios_plain(asked: Asked) -> str:
    head = f"> {asked.wrote(asked.speech.apple)}"
    return "\ufeff" + asked.plain(head, bullet="• ", foot=asked.speech.iphone, apart="\n> \n> \ufeff\n")


def _ios_html(asked: Asked) -> str:
    head = f'<blockquote type="cite">{asked.wrote_html(asked.speech.apple)}<br><br></blockquote>'
    signed = f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{asked.speech.iphone}</div>'
    return (
        f'<html><head></head><body dir="auto">{asked.said.html()}{signed}<div dir="ltr"><br>{head}</div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{asked.ours.body}</div></blockquote></body></html>'
    )


def _thunderbird_plain(asked: Asked) -> str:
    return flowed(asked.plain(asked.wrote(asked.speech.thunderbird), bullet="  * ", foot="-- \nAna Reis", apart="\n"))


def _thunderbird_html(asked: Asked) -> str:
    quote = f'<blockquote type="cite" cite="mid:{asked.ours.message_id}">'
    head = f'<div class="moz-cite-prefix">{asked.wrote_html(asked.speech.thunderbird)}<br></div>'
    words = asked.said.html("<p>{}</p>\n", "")
    signed = '<div class="moz-signature">-- <br>Ana Reis</div>'
    begin, end = "<!DOCTYPE html>\n<html><head></head><body>", "</body></html>"
    if asked.style == "between":
        return f"{begin}{head}{asked.between_html(quote, '</blockquote>', '<p>{}</p>')}{signed}{end}"
    whole = f"{head}{quote}{asked.ours.body}</blockquote>"
    return begin + (f"{whole}{words}{signed}" if asked.style == "bottom" else f"{words}{signed}{whole}") + end


def _yahoo_plain(asked: Asked) -> str:
    quoted = "\n".join(f" {line}" for line in asked.ours.plain.split("\n"))
    return f" {asked.said.plain('   - ')}\n\n    {asked.wrote(asked.speech.yahoo)}  \n \n{quoted}  "


def _yahoo_html(asked: Asked) -> str:
    words = asked.said.html('<div dir="ltr" data-setdir="false">{}</div>')
    head = f"<div>{asked.wrote_html(asked.speech.yahoo)} </div><div><br></div><div><br></div>"
    style = 'style="font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:16px;"'
    return (
        f'<html><head></head><body><div class="ydp9a8b7c6dyahoo-style-wrap" {style}><div></div>{words}'
        '<div><br></div></div><div id="ydp1f2e3d4cyahoo_quoted_8123456789" class="ydp1f2e3d4cyahoo_quoted">'
        f'<div {style}>{head}<div><div id="ydp1f2e3d4cyiv9876543210">{asked.ours.body}</div></div></div></div>'
        "</body></html>"
    )


def _proton_plain(asked: Asked) -> str:
    foot = asked.speech.from_proton
    return asked.plain(asked.wrote(asked.speech.proton), bullet="- ", foot=foot if asked.style == "top" else "")


def _proton_html(asked: Asked) -> str:
    style = 'style="font-family: Arial, sans-serif; font-size: 14px;"'
    words = asked.said.html(f"<div {style}>{{}}</div>", f"<div {style}><br></div>")
    quote = '<blockquote class="protonmail_quote" type="cite">'
    head = f"{asked.wrote_html(asked.speech.proton)}<br>\n"
    signed = (
        f'<div {style}><br></div><div {style} class="protonmail_signature_block"><div class="protonmail_signature_'
        'block-user protonmail_signature_block-empty"></div><div class="protonmail_signature_block-proton">'
        f"{asked.speech.from_proton}</div></div><div {style}><br></div>"
    )
    if asked.style == "between":
        inner = asked.between_html(quote, "</blockquote>", f"<div {style}>{{}}</div>")
        return f'<div class="protonmail_quote">\n{head}{inner}</div>'
    whole = f'<div class="protonmail_quote">\n{head}{quote}{asked.ours.body}</blockquote><br>\n</div>'
    return f"{whole}{words}{signed}" if asked.style == "bottom" else f"{words}{signed}{whole}"


def _samsung_plain(asked: Asked) -> str:
    headers = "".join(f"{label}: {value} \n" for label, value in _headers(asked))
    return (
        f"{asked.said.plain('- ')}\n\n\n{asked.speech.galaxy}\n-------- {asked.speech.original} --------"
        f"{headers}\n{asked.ours.plain}".replace(
            f"{asked.speech.original} --------", f"{asked.speech.original} --------\n"
        )
    )


def _samsung_html(asked: Asked) -> str:
    headers = "".join(f"<div>{label}: {escape(value)} </div>" for label, value in _headers(asked))
    words = asked.said.html('<div dir="auto">{}</div>', '<div dir="auto"><br></div>')
    return (
        f'<html><head></head><body dir="auto">{words}<div dir="auto"><br></div><div dir="auto"><br></div>'
        '<div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">'
        f'{asked.speech.galaxy}</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto" '
        f'style="font-size:100%;color:#000000"><div>-------- {asked.speech.original} --------</div>{headers}'
        f"<div><br></div></div>{asked.ours.body}</body></html>"
    )


def _k9_plain(asked: Asked) -> str:
    return asked.plain(asked.wrote(asked.speech.k9), foot=f"-- \n{asked.speech.from_k9}", apart="\n")


def _k9_html(asked: Asked) -> str:
    style = "margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;"
    quote = f'<blockquote class="gmail_quote" style="{style}">'
    whole = f'<div class="gmail_quote">{asked.wrote_html(asked.speech.k9)}{quote}{asked.ours.body}</blockquote></div>'
    words = asked.said.html("{}<br>", "<br>")
    signed = f"<div class='k9mail-signature'>-- <br>{asked.speech.from_k9}</div>"
    begin, end = "<!DOCTYPE html><html><body>", "</body></html>"
    return begin + (f"{whole}{words}{signed}" if asked.style == "bottom" else f"{words}<br>{signed}{whole}") + end


_K9_STYLES = ("top", "bottom")
CLIENTS = (
    Client(
        "Gmail",
        "",
        "CAF{}@mail.gmail.com",
        "0000000000{}",
        _gmail_plain,
        _gmail_html,
        _ANYWHERE,
    ),
    Client(
        "Outlook",
        "X-Mailer: Microsoft Outlook 16.0",
        "000601dc{}$0a1b2c3d$@example.org",
        "----=_NextPart_000_{}",
        _outlook_plain,
        _outlook_html,
        in_its_charset=True,
    ),
    Client(
        "Outlook for phones",
        "X-MS-Has-Attach: ",
        "DB9P{}@DB9P190MB1234.EURP190.PROD.OUTLOOK.COM",
        "_000_{}_",
        _phone_outlook_plain,
        _phone_outlook_html,
        encoding="base64",
    ),
    Client(
        "Apple Mail",
        "X-Mailer: Apple Mail (2.3826.100.1)",
        "{}-58D4@example.org",
        "Apple-Mail=_{}",
        _apple_plain,
        _apple_html,
        _ANYWHERE,
        "flowed; delsp=yes",
        quotes_by_hand=False,
    ),
    Client(
        "iOS Mail",
        "X-Mailer: iPhone Mail (22B91)",
        "{}-A1@example.org",
        "Apple-Mail-{}",
        _ios_plain,
        _ios_html,
    ),
    Client(
        "Thunderbird",
        "User-Agent: Mozilla Thunderbird",
        "{}@example.org",
        "------------{}",
        _thunderbird_plain,
        _thunderbird_html,
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
        _yahoo_plain,
        _yahoo_html,
    ),
    Client(
        "Proton",
        "X-Pm-Message-ID: 1",
        "{}=@proton.me",
        "b1_{}",
        _proton_plain,
        _proton_html,
        _ANYWHERE,
        encoding="base64",
    ),
    Client(
        "Samsung",
        "",
        "{}.1764176400000@email.android.com",
        "--_com.samsung.android.email_{}",
        _samsung_plain,
        _samsung_html,
        encoding="base64",
    ),
    Client(
        "K-9",
        "User-Agent: K-9 Mail for Android",
        "{}@example.org",
        "----{}",
        _k9_plain,
        _k9_html,
        _K9_STYLES,
    ),
)
