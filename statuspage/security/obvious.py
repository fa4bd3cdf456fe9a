"""Passwords that a guesser tries first: common words, rows of keys, and the names of the company and of the person.

A password may hold such words; what is left without them must still be long enough to be worth guessing. The list
is of words and rows that lead every published list of leaked passwords, without what a rule finds by itself.
"""

import re
from collections.abc import Iterable

from statuspage.domain.people.names import bare

_LONGEST = 200  # signs that are looked at
LEFT = 6  # different enough signs that must be left without the obvious
_LIKE_LETTERS = str.maketrans("013457@$!|", "oieastasii")
_ROWS = """
    abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm yxcvbnm
    q1w2e3r4t5y6u7i8o9p0 a1b2c3d4e5f6g7h8 1a2b3c4d5e6f7g8h
    1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv5tgb6yhn qazwsxedcrfvtgbyhnujm !@#$%^&*()
""".split()  # noqa: SIM905 - to be read as rows
_WORDS = """
    password passwort passwd pass motdepasse contrasena senha parola kennwort geheim secret login logon welcome
    willkommen letmein admin administrator root user guest test tester testing default changeme
    temporary master superuser system
    server database website support service helpdesk office company status statuspage page desk ticket agent customer
    monkey dragon football baseball basketball soccer hockey iloveyou iloveu loveme lovely love sunshine princess
    shadow superman batman spiderman pokemon starwars trustno michael jessica jennifer ashley daniel charlie jordan
    andrew thomas george robert nicole hannah amanda joshua matthew anthony maggie buster pepper ginger tiger cookie
    summer winter spring autumn sommer herbst fruehling monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december flower cheese chocolate banana orange
    purple yellow silver golden diamond freedom whatever computer internet google facebook linkedin microsoft windows
    apple samsung android hello hallo bonjour qwerty qwertz azerty killer hunter ranger harley mustang ferrari porsche
    mercedes corvette yankees liverpool chelsea arsenal barcelona juventus correct horse battery staple
    michelle melissa samantha elizabeth alexander alexandra benjamin christian danielle gabriel isabella jasmine
    juliana justin katherine lauren natasha nicolas oliver patrick rebecca sabrina sebastian sophie stephanie vanessa
    victoria vincent william bailey harry snoopy mickey garfield naruto minecraft fortnite callofduty counterstrike
    nintendo playstation xbox metallica nirvana slipknot eminem beatles blink ronaldo messi bayern schalke
    dortmund realmadrid manchester deutschland germany england france espana portugal brasil america london
    berlin paris lisboa madrid roma nothing something anything everything forever friends family jesus christ
    blessed angel butterfly strawberry pineapple cherry peanut rainbow unicorn phoenix scorpion wolverine thunder
    lightning midnight matrix gandalf hogwarts
    please access enter open the and for my is you one new old this that
""".split()  # noqa: SIM905 - to be read as words


def is_obvious(password: str, names: Iterable[str] = ()) -> bool:
    """Whether little is left of a password without common words, rows of keys, dates, repetition, and these names."""
    folded = bare(password[:_LONGEST])
    own = {part for name in names for part in re.split(r"[\W_]+", bare(name)) if len(part) > 2}
    own |= {part.translate(_LIKE_LETTERS) for part in own}
    left = _without((folded, folded.translate(_LIKE_LETTERS)), own)
    return len(set(left)) < LEFT or _repeats(folded)


def _without(spellings: tuple[str, str], own: set[str]) -> str:
    """What is left of a password of which these are the spellings, sign by sign: as typed, and 0 read as o."""
    kept = [True] * len(spellings[0])
    for word in (*own, *_WORDS, *_rows()):
        for spelling in spellings:
            for at in _places(spelling, word):
                kept[at : at + len(word)] = [False] * len(word)
    for found in re.finditer(r"(?:19|20)\d\d|(.)\1{2,}|\d+$|^\d+", spellings[0]):
        kept[found.start() : found.end()] = [False] * len(found[0])
    return "".join(sign for sign, stays in zip(spellings[0], kept, strict=True) if stays and sign.isalnum())


def _rows() -> set[str]:
    """Every four keys beside one another, in either direction."""
    pieces = {row[at : at + 4] for row in _ROWS for at in range(len(row) - 3)}
    return pieces | {piece[::-1] for piece in pieces}


def _places(text: str, word: str) -> Iterable[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _repeats(text: str) -> bool:
    """Whether it is one short piece over and over."""
    return re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text, re.DOTALL) is not None
