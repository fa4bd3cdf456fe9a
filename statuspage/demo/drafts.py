"""The drafts of Fernhill's agents, in their languages, with open places; and a phrase that hurt a customer once.

What they promise holds for a letter and for a call: either can be chosen where the draft is laid.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.domain.desk.drafts import Draft
from statuspage.domain.desk.phrases import Phrase
from statuspage.domain.people.agents import Agent

OFFERS = ("Thank you for your patience",)
DRAFTS = {
    "We heard you": {
        "en": (
            "[[their name]], thank you for telling me. What I understand is that [[your own words: what they said]]."
            "\n\nThe first thing I will do is [[your own words: what you do first]]. You hear from me by "
            "[[the promise]], even if I know no more than now."
        ),
        "de": (
            "[[ihr Name]], danke, dass Sie mir das geschrieben haben. So habe ich es verstanden: "
            "[[Ihre eigenen Worte: was sie gesagt haben]].\n\nAls Erstes werde ich "
            "[[Ihre eigenen Worte: was Sie zuerst tun]]. Sie hören wieder von mir bis [[das Versprechen]], auch wenn "
            "ich dann nicht mehr weiß als jetzt."
        ),
        "ar": (
            "[[الاسم]]، شكرًا على هذه الرسالة. ما فهمته هو: [[كلماتك: ما قيل لك]].\n\n"
            "أول ما سأقوم به هو [[كلماتك: الخطوة الأولى]]. سيصلك مني خبر قبل "
            "[[الوعد]]، حتى لو لم أعرف أكثر مما أعرفه الآن."
        ),
    },
    "Repair under way": {
        "en": (
            "[[their name]], I have “[[the subject]]” in front of me now. [[your own words: what you have found]]\n\n"
            "Next I will [[your own words: what happens next]], and by [[the promise]] you will know how it went."
        ),
        "de": (
            "[[ihr Name]], „[[der Betreff]]“ liegt jetzt vor mir. [[Ihre eigenen Worte: was Sie gefunden haben]]\n\n"
            "Als Nächstes werde ich [[Ihre eigenen Worte: was nun geschieht]], und bis [[das Versprechen]] wissen Sie, "
            "wie es ausgegangen ist."
        ),
    },
    "Waiting for a part": {
        "en": (
            "[[their name]], what keeps us is a part: [[your own words: which part, and why this one]]. It is ordered "
            "from [[your own words: whom]], who say that it leaves on [[your own words: day]].\n\n"
            "Waiting is my job now, not yours: I will ask them again on [[your own words: day]], and you hear "
            "from me by [[the promise]] either way."
        ),
        "de": (
            "[[ihr Name]], was uns aufhält, ist ein Teil: [[Ihre eigenen Worte: welches, und warum gerade dieses]]. Es "
            "ist bei [[Ihre eigenen Worte: wem]] bestellt und geht dort am [[Ihre eigenen Worte: Tag]] ab.\n\n"
            "Das Warten ist jetzt meine Sache, nicht Ihre: Ich frage am [[Ihre eigenen Worte: Tag]] wieder nach, und "
            "Sie hören in jedem Fall von mir bis [[das Versprechen]]."
        ),
    },
    "Solved?": {
        "en": (
            "[[their name]], [[your own words: what was done, in one sentence]]. Before it left I tested "
            "[[your own words: what you tested]].\n\nPlease try it as you always use it, also with "
            "[[your own words: what went wrong before]]. Is it solved for you?"
        ),
    },
    OFFERS[0]: {
        "en": (
            "[[their name]], now that it runs again: you waited [[your own words: how long, and what for]], and you "
            "stayed kind. With the voucher [[your own words: its number]] the next descaling kit is half its price. "
            "It is a thank you, and nothing hangs on it."
        ),
    },
}


HURT = {
    "words": "just descale it",
    "why": "Said first, it sounds as if nobody had read what they wrote.",
    "instead": "let us rule out lime together",
}


def add_drafts(session: Session, agents: dict[str, Agent], now: datetime) -> None:
    """Let them stand there since a year ago, changed by whoever last thought of something better."""
    writers = sorted(agents)
    for at, (title, texts) in enumerate(DRAFTS.items()):
        by = agents[writers[at % len(writers)]]
        draft = Draft(title=title, texts=texts, is_offer=title in OFFERS, created_at=now - timedelta(days=400))
        draft.changed_at, draft.changed_by_id = now - timedelta(days=9 * at + 3, hours=2), by.id
        session.add(draft)
    session.add(Phrase(**HURT, language="en", changed_at=now - timedelta(days=40), changed_by_id=agents["noor"].id))
    session.flush()
