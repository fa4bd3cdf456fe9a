"""What a reader sees of some HTML, worked out by a parser that is not ours."""

import html5lib

BLOCKS = {"p", "li", "ul", "ol", "blockquote", "pre", "h3"}


def parsed(html):
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def seen(html):
    """The text with its lines; an item of a numbered list begins with the number that it bears."""
    told = []
    _tell(parsed(html), told)
    return "".join(told)


def _tell(element, told):
    if element.tag == "br" or element.tag in BLOCKS:
        told.append("\n")
    if element.tag == "li" and element.get("value"):
        told.append(f"{element.get('value')}. ")
    told.append(element.text or "")
    for child in element:
        _tell(child, told)
        told.append(child.tail or "")
    if element.tag in BLOCKS:
        told.append("\n")


def links(html):
    """Where one can go, and from which words."""
    return {"".join(link.itertext()): link.get("href") for link in parsed(html).iter("a")}
