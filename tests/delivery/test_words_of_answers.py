"""What customers say by mail is what stands on their page, whatever their mail program puts around it."""

import re
import unicodedata
from collections.abc import Callable

import pytest
import quotequail
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

from statuspage.delivery.incoming.heads import Belief, belief
from statuspage.delivery.incoming.opened import open_message
from statuspage.delivery.incoming.sent_from import is_sent_from
from statuspage.delivery.incoming.separators import is_rule, is_separator
from tests.delivery.answers.asked import A_LETTER, OurLetter
from tests.delivery.answers.clients import CLIENTS
from tests.delivery.answers.corpus import FORMS, Answer, answer, corpus
from tests.delivery.answers.said import Said
from tests.delivery.mailbox import SETTINGS, Mailbox, text

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
_LETTERS: dict[str, OurLetter] = {}  # by their language; they are the same for each test
Letters = Callable[[str], OurLetter]


@pytest.fixture
def letters(app, cast, clock, run) -> Letters:
    """Our letter as it leaves, in a language."""
    box = Mailbox(app, cast, clock, run)
    box.change(**SETTINGS)

    def of(language: str) -> OurLetter:
        spoken = language if language in ("de", "ar") else "en"
        if spoken not in _LETTERS:
            box.ana(language=spoken)
            box.write()
            mail = box.newest(kind="letter")
            _LETTERS[spoken] = OurLetter(
                text(mail), text(mail, "html"), mail["Subject"], mail["Message-ID"].strip("<>")
            )
        return _LETTERS[spoken]

    return of


def folded(words: str) -> str:
    """The words for comparing: without line breaks, and each item of a list behind the same mark."""
    return " ".join(re.sub(r"(?m)^\s*[•*·]\s+", "- ", words).split())


@ON_SQLITE
def test_all_answers_of_the_corpus_say_what_was_said_and_no_more(letters):
    answers = list(corpus(letters))
    assert len(answers) >= 360
    wrong = [
        f"{one.name}: {open_message(one.raw).words!r} and not {one.words!r}" for one in answers if not is_right(one)
    ]
    assert not wrong, "\n".join(wrong)


def is_right(one: Answer) -> bool:
    return folded(open_message(one.raw).words) == folded(one.words)


@ON_SQLITE
def test_nothing_that_was_written_is_lost_from_the_mail_as_it_came(letters):
    for one in corpus(letters):
        whole = folded(open_message(one.raw).text)
        assert all(word in whole for word in folded(one.words).split()), one.name
        assert "AQ" in whole, "the link of the quoted letter"


@pytest.mark.long
@ON_SQLITE
def test_no_library_finds_as_many_words_as_we_do(letters, capsys):
    """Prints what each finds, and of how many answers it loses a word (``-s`` shows it).

    Both get our text, whose paragraphs are whole and whose HTML is plain already.
    """
    parser = EmailReplyParser(languages=list(MAIL_LANGUAGES))
    ways: dict[str, Callable[[str], str]] = {
        "quotequail": lambda whole: quotequail.quote(whole, limit=10**6, quote_intro_line=True)[0][1],
        "mail-parser-reply": lambda whole: parser.parse_reply(whole) or "",
    }
    answers = [(one, open_message(one.raw)) for one in corpus(letters)]
    ours = sum(folded(mail.words) == folded(one.words) for one, mail in answers)
    for name, way in ways.items():
        found = [(folded(way(mail.text)), folded(one.words)) for one, mail in answers]
        right, lost = sum(got == said for got, said in found), sum(said not in got for got, said in found)
        with capsys.disabled():
            print(f"\n{name}: {right} of {len(found)} right, words lost of {lost}; ours: {ours} right")
        assert right < ours


LINES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"), exclude_characters="\ufeff\ufffc"),
    min_size=1,
    max_size=120,
)


def bare(words: str) -> str:
    """All that is seen of the words, with no space between."""
    return "".join(re.sub("[\u202a-\u202e]", "", unicodedata.normalize("NFC", words)).split())


@settings(max_examples=300)
@given(st.sampled_from(CLIENTS), st.sampled_from(FORMS), st.lists(LINES, min_size=1, max_size=4))
def test_any_words_come_back_from_any_program(client, form, lines):
    lines = [" ".join(line.split()) for line in lines]
    assume(any(unicodedata.category(sign)[0] in "LN" for line in lines for sign in line))
    assume(not any(line.startswith((">", "--")) or is_rule(line) or line in "·•▪§o" for line in lines))
    said = Said(tuple(lines))
    one = answer(client, "en", form, 0, A_LETTER, said)
    assert bare(open_message(one.raw).words) == bare(said.plain())


NAME, MAIL = "Maria Okafor at Fernhill Coffee", "care@fernhill.example"
HEADS = [
    "Em qui., 26 de nov. de 2026 às 17:00, {name} <{mail}> escreveu:",
    "{name} <{mail}> escreveu (quinta, 26/11/2026 à(s) 17:00):",
    "{name} <{mail}>, 26 Kas 2026 Per, 17:00 tarihinde şunu yazdı:",
    "čt 26. 11. 2026 v 17:00 odesílatel {name} <{mail}> napsal:",
    "Dne 26. 11. 26 v 17:00 {name} napsal(a):",
    "чт, 26 лист. 2026 р. о 17:00 {name} <{mail}> пише:",
    "\u202bבתאריך יום ה׳, 26 בנוב׳ 2026 ב-17:00 מאת \u202a{name}\u202c\u200f <\u202a{mail}\u202c\u200f>:\u202c",
    "2026년 11월 26일 (목) 오후 5:00, {name} <{mail}>님이 작성:",
    "{name} <{mail}> 於 2026年11月26日 週四 下午5:00寫道：",
    "Den tor. 26. nov. 2026 kl. 17.00 skrev {name} <{mail}>:",
    "to 26. marrask. 2026 klo 17.00 {name} ({mail}) kirjoitti:",
    "{name} <{mail}> ezt írta (időpont: 2026. nov. 26., Cs, 17:00):",
    "În joi, 26 nov. 2026 la 17:00, {name} <{mail}> a scris:",
    "Στις Πέμ 26 Νοε 2026 στις 5:00 μ.μ., ο/η {name} <{mail}> έγραψε:",
    "Vào Th 5, 26 thg 11, 2026 vào lúc 17:00 {name} <{mail}> đã viết:",
    "ในวันที่ พฤ. 26 พ.ย. 2026 เวลา 17:00 {name} <{mail}> เขียนว่า:",
    "در تاریخ پنجشنبه ۲۶ نوامبر ۲۰۲۶، ۱۷:۰۰ {name} <{mail}> نوشت:",
    "---- On Thu, 26 Nov 2026 17:00:00 +0000 {name} <{mail}> wrote ----",
    "Четверг, 26 ноября 2026, 17:00 +03:00 от {name} <{mail}>:",
    '26.11.2026, 17:00, "{name}" <{mail}>:',
    'At 2026-11-26 17:00:00, "{name}" <{mail}> wrote:',
    "W dniu 2026-11-26 o 17:00, {name} pisze:",
]


@pytest.mark.parametrize("head", HEADS)
def test_what_stands_above_a_quote_is_known_in_many_languages(head):
    line = head.format(name=NAME, mail=MAIL)
    assert said(f"It works.\n\n{line}\n\nwithout any mark") == "It works."
    at = line.find(" ", len(line) // 2) % len(line)
    assert said(f"It works.\n\n{line[:at]}\n{line[at + 1 :]}\n> the letter\n\nStill.") == "It works.\n\nStill."


@pytest.mark.parametrize(
    "prose",
    [
        "On Monday I wrote:",
        "On Monday 23 November at 10:30 I wrote: it died.",
        "On 23 November 2026 at 10:30 I wrote:",
        "Am Montag schrieb ich Ihnen:",
        "Le lundi 23 novembre 2026 à 10:00 j'ai écrit :",
        "On 24.11.2026 at 10:00 the technician came and said:",
        "My address is ana@example.org and since 2026 it has been:",
        "Please collect it:\nFrom: Lisbon\nTo: Porto\nDate: 26 November 2026",
        "Original message",
        "I sent it from my iPhone.",
        "This is what I did:\n- the fuse\n- the valve",
        "First:\n--\nand a second part, which is as long as a part of a letter is and no name of anybody\n--\nend",
        ">15 bar on the gauge, is that bad?",
    ],
)
def test_a_person_who_writes_of_writing_is_not_cut(prose):
    assert folded(said(f"{prose}\n\nIs it the fuse?")) == folded(f"{prose}\n\nIs it the fuse?".replace(">15", "> 15"))


def said(body: str, kind: str = "plain") -> str:
    head = f"From: ana@example.org\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    return open_message((head + body).encode()).words


OLD = "On Thu, Nov 26, 2026 at 5:00 PM Maria <care@fernhill.example> wrote:\n> Is it on?\n> Does it blink?"


def test_words_between_and_below_quotes_are_kept():
    assert said(f"{OLD}\n\nYes.\n\n> Is it loud?\n\nNo.") == "Yes.\n\nNo."
    assert said("> Is it on?\n> Is it loud?\n> Does it blink?\n> Is it warm?\n\nAll of it.") == "All of it."
    html = f"<p>{OLD.replace('<', '&lt;').replace(chr(10), '<br>')}<br>Yes.<br>&gt; Is it loud?<br>No.</p>"
    assert said(html, "html") == "Yes.\n\nNo."


def test_what_a_person_quotes_on_purpose_is_kept():
    assert said(f"You wrote\n> Is it on?\nand it is.\n\n{OLD}") == "You wrote\n> Is it on?\nand it is."
    assert said("The display says:\n> E42") == "The display says:\n> E42"
    assert said("It is on.\n\n> Is it on?\n> Is it loud?") == "It is on."
    assert said("> all of it\n> is behind") == "> all of it\n> is behind"


def test_what_nobody_wrote_gives_no_words():
    assert said("Sent from my iPhone\n\n> On 26 Nov 2026, at 17:00, Maria <a@b.c> wrote:\n> \n> the letter") == ""
    assert said(f"-- \nAna Reis\n\n{OLD}") == ""
    assert (
        said("-----Original Message-----\nFrom: Maria <a@b.c>\nSent: Monday\nTo: Ana\nSubject: Re\n\nthe letter") == ""
    )


def test_an_answer_below_the_whole_of_our_letter_is_found():
    head = "-----Original Message-----\nFrom: Maria <a@b.c>\nSent: Monday\nTo: Ana\nSubject: Re\n\n"
    assert said(f"{head}{A_LETTER.plain}\nIt works now.") == "It works now."


def test_what_is_handed_on_without_a_word_is_what_they_say():
    parcel = "From: Parcels <x@parcels.example>\nDate: Thu, 26 Nov 2026\nSubject: Parcel\n\nIt comes tomorrow."
    assert "It comes tomorrow." in said(f"---------- Forwarded message ---------\n{parcel}")
    assert said(f"See below.\n\nBegin forwarded message:\n\n{parcel}") == "See below."


@pytest.mark.parametrize(
    "signature",
    ["-- \nAna Reis\nReis Lda", "--\nAna Reis", "Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>"],
)
def test_a_signature_is_no_word(signature):
    assert said(f"It works.\n\n{signature}\n\n{OLD}") == "It works."
    assert said(f"{OLD}\n\nIt works.\n\n{signature}") == "It works."


@pytest.mark.parametrize(
    "line",
    [
        *("Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Enviado do meu iPhone"),
        *("Inviato da iPhone", "Verstuurd vanaf mijn iPhone", "Wysłane z iPhone’a", "Skickat från min iPhone"),
        *("Sendt fra min iPhone", "iPhone'umdan gönderildi", "Отправлено с iPhone", "أُرسلت من الـ iPhone"),
        *("נשלח מה-iPhone שלי", "发自我的 iPhone", "iPhoneから送信", "Odesláno z iPhonu", "Надіслано з iPhone"),
        *(
            "나의 iPhone에서 보냄",
            "Lähetetty iPhonesta",
            "Sent from Yahoo Mail on Android",
            "Sent from Mail for Windows",
        ),
        *("Gesendet mit der GMX Mail App", "Sent with Proton Mail secure email.", "Sent from my Galaxy"),
    ],
)
def test_a_device_that_names_itself_is_known_in_many_languages(line):
    assert is_sent_from(line)
    assert said(f"ok\n\n{line}") == "ok"


@pytest.mark.parametrize(
    "line",
    [
        *("I sent it from my iPhone.", "Von meinem Telefon aus geht es nicht.", "Outlook voor mij werkt niet."),
        *(
            "Ich habe es vom Handy gesendet.",
            "내 휴대폰이 고장났어요",
            "My Outlook shows nothing.",
            "Call my phone: 91 000",
        ),
        "Sent from the office, as my phone is broken; please call Tom instead, who has it until Monday.",
    ],
)
def test_who_speaks_of_a_device_is_no_device(line):
    assert said(f"ok\n\n{line}") == f"ok\n\n{line}"


def test_a_line_that_looks_like_a_header_cuts_nothing_above_the_real_ones():
    block = "Von: Maria <a@b.c>\nGesendet: Montag\nAn: Ana;\n Tom;\n Lea\nBetreff: Re\n\nalt"
    for line in ("Betreff: Rechnung 5", "An: meine Nachbarin", "Datum: Montag"):
        assert said(f"{line}\nBitte prüfen.\n\n{block}") == f"{line}\nBitte prüfen."
        assert said(f"{line}\n\n{block}") == line


HTML = {
    "Outlook on the web": '<div class="elementToProof">It works.</div><div id="Signature"><p>Ana</p></div><div '
    'id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><b>X:</b> y</div><div>the letter</div>',
    "Outlook 2016": '<p class=MsoNormal>It works.<o:p></o:p></p><div style="border:none;border-top:solid #B5C4DF 1.0pt;'
    'padding:3.0pt 0in 0in 0in"><p><b>X:</b> y</p></div><p>the letter</p>',
    "GMX": '<div>It works.</div><div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;">'
    '<b>Gesendet:</b> gestern<div name="quoted-content">the letter</div></div>',
    "QQ": "<div>It works.</div><div>--------------&nbsp;原始邮件&nbsp;--------------</div><div>the letter</div>",
    "NetEase": '<p style="margin: 0">It works.</p><blockquote id="isReplyContent">the letter</blockquote>',
    "Zoho": '<div>It works.</div><div class="zmail_extra"><div>---- On x, <b>y</b> wrote ---</div><blockquote>'
    "the letter</blockquote></div>",
    "Mail.ru": "<div>It works.</div><blockquote style='border-left:1px solid'>Четверг, 26 ноября 2026, 17:00 +03:00 от "
    "Maria &lt;a@b.c&gt;:<br><div>the letter</div></blockquote>",
    "Spark": '<div name="messageBodySection">It works.</div><div name="messageSignatureSection">Ana</div><div '
    'name="messageReplySection">On x, y wrote:<br><blockquote type="cite">the letter</blockquote></div>',
    "Roundcube": '<p>It works.</p><p id="reply-intro">On x, y wrote:</p><blockquote>the letter</blockquote>',
    "Zimbra": '<div>It works.</div><hr id="zwchr" data-marker="__DIVIDER__"><div>the letter</div>',
    "Tuta": "<div>It works.</div><div>--<br></div><div>Sent with Tuta; enjoy secure &amp; ad-free emails:<br></div>"
    "<div>https://tuta.com</div><div>26 Nov 2026, 17:00 by a@b.example:</div>"
    '<blockquote class="tutanota_quote">the letter</blockquote>',
    "Exchange, of Gmail's": '<div>It works.</div><div class="x_gmail_quote"><div class="x_gmail_attr">y wrote:</div>'
    '<blockquote class="x_gmail_quote">the letter</blockquote></div>',
    "Superhuman": '<div>It works.</div><div class="gmail_signature">Sent via Superhuman</div><div class="gmail_quote">'
    'y wrote:<br><blockquote class="gmail_quote">the letter</blockquote></div>',
    "one that nobody knows": "<div>It works.</div><div>On Thu, Nov 26, 2026 Maria &lt;a@b.c&gt; wrote:</div><div>the "
    "letter<blockquote>and in it a quote</blockquote></div>",
}


@pytest.mark.parametrize("program", HTML)
def test_the_elements_of_other_programs_are_known(program):
    assert said(f"<html><body>{HTML[program]}</body></html>", "html") == "It works."


def test_what_is_believed_grows_with_what_a_line_holds():
    assert belief("On 26 November 2026 at 17:00 Maria <a@b.c> wrote:") is Belief.SURE
    assert belief("Maria <a@b.c> wrote:") is Belief.IF_QUOTED
    assert belief("Maria wrote:") is Belief.NONE
    assert is_separator("----- Ursprüngliche Nachricht -----")
    assert not is_separator("Original Message")
