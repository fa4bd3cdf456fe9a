"""Outlook's answers: of the program for Windows, which is Word inside, and of the one for phones."""

from html import escape

from tests.delivery.answers.asked import Asked, quoted_headers


def outlook_plain(asked: Asked) -> str:
    headers = "\n".join(f"{label}: {value}" for label, value in quoted_headers(asked))
    return f"{asked.said.plain('* ')}\n\n \n\n{headers}\n\n{asked.ours.plain}"


def outlook_html(asked: Asked) -> str:
    words = asked.said.html('<p class="MsoNormal">{}<o:p></o:p></p>', '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n')
    told = "<br>\n".join(f"<b>{label}:</b> {escape(value)}" for label, value in quoted_headers(asked))
    rule = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name="Generator" content="Microsoft Word '
        '15 (filtered medium)"><style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang="EN-GB" '
        f'link="#0563C1" style="word-wrap:break-word"><div class="WordSection1">{words}'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div>{rule}<p class="MsoNormal">{told}<o:p></o:p></p></div></div>'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{asked.ours.body}</div></body></html>'
    )


def phone_outlook_plain(asked: Asked) -> str:
    headers = "\n".join(f"{label}: {value}" for label, value in quoted_headers(asked))
    foot = f"{asked.speech.outlook}<https://aka.ms/o0ukef>"
    return f"{asked.said.plain('  *   ')}\n\n{foot}\n{'_' * 32}\n{headers}\n\n{asked.ours.plain}"


def phone_outlook_html(asked: Asked) -> str:
    told = "<br>".join(f"<b>{label}:</b> {escape(value)}" for label, value in quoted_headers(asked))
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
