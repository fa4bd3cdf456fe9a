"""A letter reads as it was typed: what is seen is what was typed, in its order, less the marks that mean something."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.linking import linked
from statuspage.domain.markdown import plain, render
from tests.domain.seen import links, parsed, seen

MARKS = "*_~`>#-"
SLOW = [
    "*a ",
    "_a ",
    "~~a ",
    "`a ",
    "```a\n",
    "```\n",
    "> ",
    ">",
    "> - a\n",
    "- a\n",
    "   - a\n  - a\n",
    "1. ",
    "# a\n\n",
]
SLOW += ["[a](https://", "(", "a@", "a.", "0 ", "+1 (", "https://((", "www."]
LIKE_MARKS = [
    "Kind regards\nMaria\n--\nFernhill",
    "Kind regards\nMaria\n==\nFernhill",
    "#5 is broken",
    "# 5 is broken",
    "# Two lines\nare no heading",
    "* ",
    "*",
    "- Maria",
    "* see below",
    "+ 351 21",
    "+351 21 555 0142",
    "---",
    "***",
    "___",
    "a\n\n---\n\nb",
    "1986. A fine year",
    "1986. A fine year\n1987. A better one",
    "1) this\n2) that",
    "1. Only one",
    "    four blanks",
    "\tone tab",
    "a  \nb",
    "a\\\nb",
    "C:\\new\\*.txt and \\_",
    "&copy; &lt;b&gt; &#65; &amp;",
    "<b>bold</b> <!-- hidden --> <br>",
    "![a machine](https://parts.example/a.png)",
    "[a]: https://parts.example\n\n[a]",
    "[a]: https://parts.example 'title'",
    "[text](javascript:alert(1))",
    "[text](/relative)",
    '[text](https://parts.example "title")',
    "[text]()",
    "<https://parts.example/_next/valve_>",
    "5*3*2 mm, 4* hotel, 5* hotel",
    "(*) and (*)",
    "*.txt and *.doc",
    "snake_case_name __init__ _",
    "Name: ____ Date: ____",
    "~5 mm~~6 mm",
    "it`s and it`s",
    "`open",
    "```\nnever closed",
    "~~~\ntildes\n~~~",
    "|a|b|\n|-|-|\n|1|2|",
    ">5 mm is too much",
    "> 5 mm is too much",
    ">=5 and >",
    "a -> b\n-> c",
    "- 5 °C\n- 7 °C",
    ":) >:( <3 ^_^ ¯\\_(ツ)_/¯",
    "🇵🇹 👩‍🔧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u0301",
    "\u200fعربي\u200e and \u2067مرحبا\u2069",
    "مرحبا، *مرحبا",
    "a\u00a0b\u2003c\u200bd",
    "x\ty\tz",
]
PASTED = [
    """Hello Maria,

> On Thu, Maria wrote:
>> Please send the number of the valve.
>> 1. on the boiler
>> 2. on the pump
> It is 0123-4567-89.
And mine is 7C_2_b.

--
Ana Reis
+351 91 555 0163 | ana.reis@example.net
https://ana-kitchen.example/_contact_
________________________________
From: Fernhill Coffee <workshop@fernhill.example>
Sent: 14.03.2026 09:12
Subject: RE: FW: *** the machine ***""",
    """Total:      3 * 12.50 = 37.50
 - valve     12.50
 - seal      -2.00 (*)
(*) see §3, #4 & "terms"
=====================""",
]
WORDS = st.one_of(
    st.sampled_from(LIKE_MARKS + PASTED),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12),
    st.text("ab 12.*_~`>#-+=|\\&<()[]:!/@\"'\n\t", max_size=24),
    st.sampled_from(
        ["*", "**", "***", "_", "~~", "`", "``", "\n> ", "\n- ", "\n* ", "\n1. ", "\n3. ", "\n# ", "\n```\n"]
    ),
)


def written(words):
    return "".join(sign for sign in words if not sign.isspace() and sign.isprintable())


def words_alone(words):
    return "".join(sign for sign in written(words) if sign not in MARKS)


@pytest.mark.parametrize("typed", LIKE_MARKS)
def test_what_only_looks_like_a_mark_is_seen_as_typed(typed):
    html = render(typed)
    assert written(seen(html)) == written(typed)
    assert {element.tag for element in parsed(html).iter()} <= {"DOCUMENT_FRAGMENT", "p", "br", "a"}


@pytest.mark.parametrize("typed", PASTED)
def test_a_pasted_mail_keeps_every_word_and_number(typed):
    assert words_alone(seen(render(typed))) == words_alone(typed)


def in_order(some, all_of_it):
    rest = iter(all_of_it)
    return all(sign in rest for sign in some)


@given(st.lists(WORDS, max_size=8).map("".join))
def test_no_sign_is_lost_moved_or_added_but_for_marks_that_mean_something(typed):
    html = render(typed)
    shown = seen(html)
    assert words_alone(shown) == words_alone(typed)
    assert in_order(written(shown), written(typed))
    lost = Counter(written(typed)) - Counter(written(shown))
    tags = Counter(element.tag for element in parsed(html).iter())
    items = tags["li"]
    assert lost["*"] <= 2 * tags["em"] + 4 * tags["strong"] + items
    assert lost["_"] <= 2 * tags["em"]
    assert lost["~"] <= 4 * tags["s"]
    assert lost["-"] <= items
    assert lost["#"] <= 6 * tags["h3"]
    assert lost["`"] == 0 or tags["code"]
    assert lost[">"] == 0 or tags["blockquote"]


@given(st.lists(WORDS, max_size=8).map("".join))
def test_what_a_customer_writes_is_seen_to_the_letter(typed):
    line = typed.replace("\n", " ")
    assert seen(linked(line)) == line


@pytest.mark.parametrize("typed", SLOW)
def test_a_letter_made_to_be_slow_is_read_to_its_end(typed):
    letter = typed * (20_000 // len(typed)) + "end"
    assert words_alone(seen(render(letter))) == words_alone(letter)


@given(st.lists(st.text("ab*_-> \n", max_size=9), max_size=9).map("\n".join))
def test_each_line_stays_a_line(typed):
    lines = [words_alone(line) for line in typed.split("\n")]
    shown = [words_alone(line) for line in seen(render(typed)).split("\n")]
    assert [line for line in shown if line] == [line for line in lines if line]


def test_an_answer_below_a_quote_is_outside_of_it():
    quote, answer = parsed(render("> quoted\nand the answer"))
    assert (quote.tag, answer.tag) == ("blockquote", "p")
    assert "".join(quote.itertext()) == "quoted"


@pytest.mark.parametrize("levels", [1, 6, 7, 20, 300])
def test_every_word_is_there_in_however_many_quotes(levels):
    letter = "\n".join("> " * level + f"word{level}" for level in range(levels + 1))
    assert re.findall(r"word[0-9]+", seen(render(letter))) == re.findall(r"word[0-9]+", letter)
    letter = "- a\n" + "\n".join("  " * level + f"- word{level}" for level in range(levels + 1))
    assert re.findall(r"word[0-9]+", seen(render(letter))) == re.findall(r"word[0-9]+", letter)


@pytest.mark.parametrize("numbers", [(1, 2), (3, 4), (12, 14), (2, 2, 1)])
def test_a_list_keeps_its_numbers(numbers):
    html = render("\n".join(f"{number}. part" for number in numbers))
    assert seen(html).split() == [word for number in numbers for word in (f"{number}.", "part")]
    assert parsed(html)[0].get("start") == str(numbers[0])
    assert plain(html) == " ".join(f"{number}. part" for number in numbers)


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        ("You need:\n- a seal\n- a cloth\nThank you", ["a seal", "a cloth"]),
        ("* a seal\n* a cloth", ["a seal", "a cloth"]),
        ("- a\n  more\n- b", ["amore", "b"]),
        ("- a\n  - b\n  - c\n- d", ["abc", "b", "c", "d"]),
    ],
)
def test_a_list_is_a_list(typed, inside):
    assert ["".join(item.itertext()) for item in parsed(render(typed)).iter("li")] == inside


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("*so*", "<em>so</em>"),
        ("_so_.", "<em>so</em>."),
        ("“**so**”", "“<strong>so</strong>”"),
        ("***so***", "<strong><em>so</em></strong>"),
        ("*a **b** c*", "<em>a <strong>b</strong> c</em>"),
        ("**a *b***", "**a *b***"),
        ("*one\ntwo*", "*one<br>two*"),
        ("*مهم*، نعم", "<em>مهم</em>، نعم"),
        ("`a  b`", '<code dir="ltr">a  b</code>'),
        ("` `` `", '<code dir="ltr"> `` </code>'),
        ("`*a* https://x.example`", '<code dir="ltr">*a* https://x.example</code>'),
    ],
)
def test_emphasis_and_code_within_a_line(typed, told):
    assert render(typed) == f'<p dir="auto">{told}</p>'


def test_code_between_fences_is_kept_to_the_letter():
    assert render("```sh\nif *a* &lt;\n\n    > b\n```") == (
        '<pre dir="ltr"><code>if *a* &amp;lt;\n\n    &gt; b\n</code></pre>'
    )
    assert render("```\n\n    indented\n\n```") == '<pre dir="ltr"><code>\n    indented\n\n</code></pre>'


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("https://parts.example/_next/valve_", "https://parts.example/_next/valve_"),
        ("(see https://parts.example/a_(b)).", "https://parts.example/a_(b)"),
        ("**https://parts.example**", "https://parts.example"),
        ("https://parts.example/a,b;c?d=[e]!", "https://parts.example/a,b;c?d=[e]"),
        ("“https://parts.example”", "https://parts.example"),
        ("https://parts.example\u200b", "https://parts.example"),
        ("见https://parts.example。谢谢", "https://parts.example"),
        ("www.parts.example/valve", "https://www.parts.example/valve"),
        ("workshop@fernhill.example.", "mailto:workshop@fernhill.example"),
        ("<ana.reis+x@example.net>", "mailto:ana.reis+x@example.net"),
        ("+351 21 555 0142.", "tel:+351215550142"),
        ("(+49 30 555-0142)", "tel:+49305550142"),
        ("+351 (0) 21 555 0142", "tel:+351215550142"),
        ("030 – 555 0142", "tel:0305550142"),
        ("020 7946 0958 ext. 12", "tel:02079460958;ext=12"),
        ("0049 30 555 0142", "tel:0049305550142"),
        ("+٩٦٦ ١١ ٥٥٥ ٠١٤٢", "tel:+966115550142"),
        ("on 01.02.2026 020 7946 0958", "tel:02079460958"),
        ("[the *valve*](https://parts.example/v_(2))", "https://parts.example/v_(2)"),
        ("[call](tel:+351910000000)", "tel:+351910000000"),
    ],
)
def test_an_address_is_whole_and_leads_there(typed, to):
    assert list(links(render(typed)).values()) == [to]


@pytest.mark.parametrize(
    "typed",
    [
        "01.02.2026",
        "02/03/2026 and 2026-11-28 09:30",
        "0123456789",
        "part 4711-0815-42",
        "12,50 + 3 000 = 3 012,50",
        "ana@kitchen and @maria",
        "https:// and www.",
        "0.50 - 0.75",
        "01.02.26 - 03.02.26",
        "02.03.2026 0915",
    ],
)
def test_what_is_no_address_is_no_link(typed):
    assert links(render(typed)) == {}


@pytest.mark.parametrize("typed", ["01.02.2026", "1/2/2026", "01-02-26", "2026-11-28", "2026/1/8", "2026-11-28 0915"])
def test_a_date_alone_on_a_line_is_no_number_to_call(typed):
    assert links(linked(typed)) == {}


@pytest.mark.parametrize("typed", ["2012-12-3456", "2010 555 0142", "555 0142", "20-10-555-0142"])
def test_a_number_alone_on_a_line_is_one_to_call(typed):
    assert links(linked(typed)) == {typed: f"tel:{re.sub('[^0-9]', '', typed)}"}


@pytest.mark.parametrize(
    ("typed", "directions"),
    [
        ("مرحبا\n\nHello", ["auto", "auto"]),
        ("> مرحبا", ["rtl"]),
        ("> 5 bar, then hello\n> bye", ["ltr"]),
        ("- مرحبا\n- hello", ["rtl"]),
        ("```\nset mode=1;\n```", ["ltr"]),
        ("# مرحبا", ["auto"]),
    ],
)
def test_each_block_has_a_direction_of_its_own(typed, directions):
    root = parsed(render(typed))
    assert [block.get("dir") for block in root] == directions
    assert {item.get("dir") for item in root.iter("li")} <= {"auto"}
