"""Apple's answers: of Mail on the Mac, and on the phone."""

from tests.delivery.answers.asked import Asked, flowed


def apple_plain(asked: Asked) -> str:
    head = f"> {asked.wrote(asked.speech.apple)}"
    return flowed(asked.plain(head, bullet="• ", apart="\n> \n"), delsp=True)


def apple_html(asked: Asked) -> str:
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


def ios_plain(asked: Asked) -> str:
    head = f"> {asked.wrote(asked.speech.apple)}"
    return "\ufeff" + asked.plain(head, bullet="• ", foot=asked.speech.iphone, apart="\n> \n> \ufeff\n")


def ios_html(asked: Asked) -> str:
    head = f'<blockquote type="cite">{asked.wrote_html(asked.speech.apple)}<br><br></blockquote>'
    signed = f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{asked.speech.iphone}</div>'
    return (
        f'<html><head></head><body dir="auto">{asked.said.html()}{signed}<div dir="ltr"><br>{head}</div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{asked.ours.body}</div></blockquote></body></html>'
    )
