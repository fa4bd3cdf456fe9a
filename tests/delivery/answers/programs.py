"""The answers of Thunderbird, of K-9, and of Samsung's program."""

from html import escape

from tests.delivery.answers.asked import Asked, flowed, quoted_headers


def thunderbird_plain(asked: Asked) -> str:
    return flowed(asked.plain(asked.wrote(asked.speech.thunderbird), bullet="  * ", foot="-- \nAna Reis", apart="\n"))


def thunderbird_html(asked: Asked) -> str:
    quote = f'<blockquote type="cite" cite="mid:{asked.ours.message_id}">'
    head = f'<div class="moz-cite-prefix">{asked.wrote_html(asked.speech.thunderbird)}<br></div>'
    words = asked.said.html("<p>{}</p>\n", "")
    signed = '<div class="moz-signature">-- <br>Ana Reis</div>'
    begin, end = "<!DOCTYPE html>\n<html><head></head><body>", "</body></html>"
    if asked.style == "between":
        return f"{begin}{head}{asked.between_html(quote, '</blockquote>', '<p>{}</p>')}{signed}{end}"
    whole = f"{head}{quote}{asked.ours.body}</blockquote>"
    return begin + (f"{whole}{words}{signed}" if asked.style == "bottom" else f"{words}{signed}{whole}") + end


def samsung_plain(asked: Asked) -> str:
    headers = "".join(f"{label}: {value} \n" for label, value in quoted_headers(asked))
    rule = f"-------- {asked.speech.original} --------\n"
    return f"{asked.said.plain()}\n\n\n{asked.speech.galaxy}\n{rule}{headers}\n{asked.ours.plain}"


def samsung_html(asked: Asked) -> str:
    headers = "".join(f"<div>{label}: {escape(value)} </div>" for label, value in quoted_headers(asked))
    words = asked.said.html('<div dir="auto">{}</div>', '<div dir="auto"><br></div>')
    return (
        f'<html><head></head><body dir="auto">{words}<div dir="auto"><br></div><div dir="auto"><br></div>'
        '<div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">'
        f'{asked.speech.galaxy}</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto" '
        f'style="font-size:100%;color:#000000"><div>-------- {asked.speech.original} --------</div>{headers}'
        f"<div><br></div></div>{asked.ours.body}</body></html>"
    )


def k9_plain(asked: Asked) -> str:
    return asked.plain(asked.wrote(asked.speech.k9), foot=f"-- \n{asked.speech.from_k9}", apart="\n")


def k9_html(asked: Asked) -> str:
    style = "margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;"
    quote = f'<blockquote class="gmail_quote" style="{style}">'
    whole = f'<div class="gmail_quote">{asked.wrote_html(asked.speech.k9)}{quote}{asked.ours.body}</blockquote></div>'
    words = asked.said.html("{}<br>", "<br>")
    signed = f"<div class='k9mail-signature'>-- <br>{asked.speech.from_k9}</div>"
    begin, end = "<!DOCTYPE html><html><body>", "</body></html>"
    return begin + (f"{whole}{words}{signed}" if asked.style == "bottom" else f"{words}<br>{signed}{whole}") + end
