"""Lists, newsletters, calendars, challenges, spam, and what went round."""

from collections.abc import Iterator

from tests.delivery.machines.samples import OUR_HOST, OUR_ID, Sample, in_parts, sample

_FRESH = "-In-Reply-To: x\n-References: x\n"


def of_lists() -> Iterator[Sample]:
    for name, head in _LISTS:
        yield sample(name, "mailing_list", head)
    for name, head in _BULK:
        yield sample(name, "bulk", head)


def of_calendars() -> Iterator[Sample]:
    for method, subject in (("REPLY", "Accepted: A visit"), ("REQUEST", "Invitation: A visit"), ("CANCEL", "Canceled")):
        calendar = f'Content-Type: text/calendar; charset="utf-8"; method={method}\n\nBEGIN:VCALENDAR\nEND:VCALENDAR'
        head, body = in_parts("alternative", "Content-Type: text/plain\n\nAna has accepted.", calendar)
        yield sample(f"Outlook, {method}", "calendar", f"Subject: {subject}\n{head}", body)
        inner = f"{head}\n\n{body}".replace("=_part_7", "=_part_8")
        attached = f"{calendar}".replace("\n\n", "\nContent-Disposition: attachment; filename=invite.ics\n\n", 1)
        head, body = in_parts("mixed", inner, attached)
        yield sample(f"Google, {method}", "calendar", f"Subject: {subject}\n{head}", body)
        yield sample(
            f"alone, {method}", "calendar", f"Subject: {subject}\nContent-Type: text/calendar; method={method}"
        )
    yield sample(
        "Exchange", "calendar", "Content-class: urn:content-classes:calendarmessage\nSubject: Accepted: A visit"
    )
    room = (
        f"{_FRESH}Auto-Submitted: auto-generated\nContent-Type: text/calendar; method=REPLY\nSubject: Accepted: A visit"
    )
    yield sample("a room that accepts by itself", "calendar", room)


def of_challengers() -> Iterator[Sample]:
    for name, head in _CHALLENGES:
        yield sample(name, "challenge", head, "Please click the link, so that your message can be delivered.")


def of_spam() -> Iterator[Sample]:
    for head in _SPAM:
        yield sample(head.strip(), "spam", head)
    for head in ("X-Virus-Status: Infected (Eicar-Test-Signature)", "X-Amavis-Alert: INFECTED, message contains virus"):
        yield sample(head, "virus", head)


def gone_round() -> Iterator[Sample]:
    yield sample("from our address", "our_own", "From: Maria Okafor <care@fernhill.example>")
    yield sample("from our address, in capitals", "our_own", 'From: "Maria" <Care@Fernhill.Example>')
    yield sample("from an address for answers", "our_own", "From: reply+abcd@reply.fernhill.example")
    yield sample("our own, sent back by a rule", "our_own", f"From: care@fernhill.example\nMessage-ID: <{OUR_ID}>")
    yield sample("our own, under another's name", "our_own", f"Message-ID: <{OUR_ID}>")
    yield sample("our host, and nothing of our form", "our_own", f"Message-ID: <1234@{OUR_HOST.upper()}>")
    ours = "From: tom@help.fernhill.example\nMessage-ID: <2f1b7c9e-3d41-5a0e-9c52-0d7ae6f3b1c4@help.fernhill.example>"
    yield sample("our form, from somebody at our host", "our_own", ours)
    hop = "Received: from a.example.net by b.example.net with ESMTP; Tue, 24 Nov 2026 10:17:03 +0000\n"
    yield sample("sixty hops", "loop", hop * 60)
    yield sample("X-Loop with our address", "loop", "X-Loop: care@fernhill.example")
    yield sample("sent on by a rule of Exchange", "loop", "X-MS-Exchange-Inbox-Rules-Loop: ana.reis@example.net")


_LISTS = [
    (
        "Mailman",
        """
Precedence: list
List-Id: Espresso <espresso.lists.example.net>
List-Post: <mailto:espresso@example.net>
List-Unsubscribe: <mailto:espresso-leave@example.net>
X-Mailman-Version: 2.1.39
X-BeenThere: espresso@example.net""",
    ),
    ("Mailman's owner", "List-Id: <espresso.example.net>\nX-List-Administrivia: yes\nPrecedence: bulk"),
    (
        "Google Groups",
        """
Precedence: list
Mailing-list: list espresso@example.net; contact espresso+owners@example.net
List-ID: <espresso.example.net>
X-Google-Group-Id: 1234
List-Post: <https://groups.example/espresso>""",
    ),
    ("Sympa", "X-Loop: espresso@example.net\nX-Sympa-To: espresso@example.net\nPrecedence: list"),
    ("ezmlm", "Mailing-List: contact espresso-help@example.net; run by ezmlm\nPrecedence: bulk"),
    ("mlmmj", "X-Mlmmj-Version: 1.3.0\nList-Id: <espresso.example.net>"),
    ("only Precedence", "Precedence: list"),
    ("X-Precedence", "X-Precedence: list"),
    ("List-Post and List-Id", "List-Post: <mailto:espresso@example.net>\nList-Id: <espresso.example.net>"),
    ("List-Id, and no answer to anything", f"{_FRESH}List-Id: <espresso.example.net>"),
    ("GitHub", "List-ID: fernhill/site <site.fernhill.github.example>\nPrecedence: list\nX-GitHub-Reason: mention"),
]
_LETTER = "List-Unsubscribe: <https://news.example/u/1>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
_BULK = [
    ("Precedence: bulk", "Precedence: bulk"),
    (
        "Mailchimp",
        f"""
{_FRESH}{_LETTER}List-ID: news list <news.list-id.mcsv.example>
Precedence: bulk
X-MC-User: ab
Feedback-ID: 12:12.34:us1:mc
X-Campaign: mailchimp12""",
    ),
    ("a newsletter", f"{_FRESH}{_LETTER}Subject: Beans of November"),
    ("a newsletter, the old way", f"{_FRESH}List-Unsubscribe: <mailto:leave@example.net>\nSubject: Beans of November"),
    (
        "a newsletter by Feedback-ID",
        f"{_FRESH}Feedback-ID: campaign12:customer3:news:beans\nSubject: Beans of November",
    ),
    ("a newsletter through Amazon", f"{_FRESH}{_LETTER}Feedback-ID: ::1.eu-west-1.a=:AmazonSES\nSubject: Beans"),
    ("a newsletter that claims to answer", f"{_LETTER}Feedback-ID: 12:34:news:beans\nX-Campaign-ID: 7"),
]
_CHALLENGES = [
    (
        "Boxbe",
        "From: Boxbe <notifications@boxbe.com>\nSubject: Re: your machine (Action Required)",
    ),
    ("Spam Arrest", "From: Ana Reis <verify@spamarrest.com>\nSubject: Re: your machine [verify]"),
    ("TMDA", "From: Ana <ana-confirm-1764.12345.a1b2c3@example.net>\nSubject: Please confirm your message"),
    ("MailInBlack", "From: Ana Reis <noreply@app.mailinblack.com>\nSubject: Demande d’authentification"),
    ("EarthLink", "Subject: Re: your machine: sender verification required"),
    ("by words", "Subject: Please confirm your message to Ana Reis"),
    ("verify#", "Subject: Your email requires verification verify#AbC12-1764"),
    ("UOL", "From: AntiSpam UOL <abc@tisec.uol.com.br>\nSubject: Re: your machine"),
    ("German", "Subject: Bitte bestätigen Sie Ihre Nachricht"),
]
_SPAM = [
    "X-Spam-Flag: YES",
    "X-Spam-Status: Yes, score=14.2 required=5.0 tests=BAYES_99",
    "X-Spam: Yes",
    "X-Bogosity: Spam, tests=bogofilter",
    "X-MS-Exchange-Organization-SCL: 6",
    "X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:PT;SCL:5;SFV:SPM;CAT:SPM;",
    "X-Proofpoint-Spam-Details: rule=inbound_spam policy=default score=88",
    "Subject: [SPAM] You have won",
    "Subject: *****SPAM***** You have won",
    f"{_FRESH}X-Spam-Flag: YES\nList-Unsubscribe: <https://news.example/u/1>",
]
