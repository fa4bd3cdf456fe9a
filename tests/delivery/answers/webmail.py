"""The answers of Gmail, Yahoo and Proton as a browser writes them."""

from tests.delivery.answers.asked import Asked, wrapped


def gmail_plain(asked: Asked) -> str:
    return wrapped(asked.plain(asked.wrote(asked.speech.gmail), bullet="   - "))


def gmail_html(asked: Asked) -> str:
    quote = '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
    head = f'<div dir="ltr" class="gmail_attr">{asked.wrote_html(asked.speech.gmail)}<br></div>'
    begin = f'<br><div class="gmail_quote gmail_quote_container">{head}'
    words = asked.said.html()
    if asked.style == "bottom":
        return f'<div dir="ltr">{begin}{quote}{asked.ours.body}</blockquote></div><div><br></div>{words}</div>'
    if asked.style == "between":
        return f'<div dir="ltr">{begin}{asked.between_html(quote, "</blockquote>", "<div>{}</div>")}</div></div>'
    return f'<div dir="ltr">{words}</div>{begin}{quote}<u></u>{asked.ours.body}</blockquote></div>\n'


def yahoo_plain(asked: Asked) -> str:
    quoted = "\n".join(f" {line}" for line in asked.ours.plain.split("\n"))
    return f" {asked.said.plain('   - ')}\n\n    {asked.wrote(asked.speech.yahoo)}  \n \n{quoted}  "


def yahoo_html(asked: Asked) -> str:
    words = asked.said.html('<div dir="ltr" data-setdir="false">{}</div>')
    head = f"<div>{asked.wrote_html(asked.speech.yahoo)} </div><div><br></div><div><br></div>"
    style = 'style="font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:16px;"'
    return (
        f'<html><head></head><body><div class="ydp9a8b7c6dyahoo-style-wrap" {style}><div></div>{words}'
        '<div><br></div></div><div id="ydp1f2e3d4cyahoo_quoted_8123456789" class="ydp1f2e3d4cyahoo_quoted">'
        f'<div {style}>{head}<div><div id="ydp1f2e3d4cyiv9876543210">{asked.ours.body}</div></div></div></div>'
        "</body></html>"
    )


def proton_plain(asked: Asked) -> str:
    foot = asked.speech.from_proton
    return asked.plain(asked.wrote(asked.speech.proton), bullet="- ", foot=foot if asked.style == "top" else "")


def proton_html(asked: Asked) -> str:
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
