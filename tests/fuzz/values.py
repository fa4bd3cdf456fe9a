"""What nobody ever types, drawn from one seed: the same seed always gives the same."""

import random
from collections.abc import Sequence
from typing import TypeVar

MARKUP = "<kqx a='\">"  # must stand in no page as it is
SUM = "{{914177*872341}}${914177*872341}#{914177*872341}<%=914177*872341%>"
RECKONED = b"797474078357"  # what it makes: so long that no key and no hash holds it by chance
BREAK = "kq\r\nkq-forged: 1\r\n\r\n"  # must begin no header of an answer
SIGNS = "aZ09 -_.,:;+/\\|!?%&=#@~^'\"`<>(){}[]*$\t\n\r\0\x1b\x7f\x85\u00a0"
SIGNS += "éßçİı٣Ⅷµ𝒜漢字שלוםمرحبا\u200b\u200f\u202e\u2028\ufeff\ufffe😀\U000e0001"
STRANGE = (
    *("", " ", "\0", "a\0b", "yes", "no", "on", "null", "None", "undefined", "NaN", "-Infinity", "1e309", "true"),
    *("0", "-1", "00", "+1", " 1", "1_000", "٣", "²", "1.5", "0x10", "9" * 30, "9" * 5_000, str(2**31), str(2**63)),
    *("2026-02-30T25:61", "9999-12-31T23:59", "0001-01-01T00:00", "0026-11-22T10:00", "2026-11-24T10:00+99:99"),
    *("2026-11-24", "24:00", "10:00", "Europe/Lisbon", "../etc/passwd", "Etc/../../x", "UTC\0", "de", "xx-YY-zz"),
    *("[[x]]", "[[their name]]", "{{config}}", SUM, "%s%(x)s{0}{x.__class__}", "%n%n%n", "${jndi:ldap://x}"),
    *("'; DROP TABLE ticket; --", '" OR 1=1 --', "a' UNION SELECT 1", "\\", "\\\\", "*", "%", "_", "NEAR(", '"a', "a*"),
    *(MARKUP, f"[a](javascript:alert(1)) {MARKUP}", "<script>1</script>", "&#60;kqx&#62;", "]]>", "<!--", "*" * 2_000),
    *(BREAK, "a\r\nb", "\u2028", "\u202e\ufffe", "İ" * 200, "ﷺ" * 3_000, "e\u0301" * 500, "\u0301" * 3_000, "😀" * 600),
    *("a@b", "a@b@c", "ana@example.org", "a@" + "b" * 300, '"a b"@example.org', "a@[127.0.0.1]", "ä@bücher.example"),
    *("https://cafe.example", "javascript:1", "//evil.example", "/\\evil.example", "/desk\r\nx", "https://[::", "a:b"),
    *("http://localhost@evil.example/", "data:text/html,x", "+351 91 000 0000", "+" * 99, "tel:1", "x" * 25_000),
)
BYTES = (b"\xff", b"\xed\xa0\x80", b"\xc0\xae", b"\xf5\x80\x80\x80", b"a\x80b", b"\xef\xbb\xbf", bytes(range(128, 160)))
NUMBERS = (0, -1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30, "٣", "1e3", "x", "", "1%00", "01", "+1", "1.0", "-0")

Picked = TypeVar("Picked")


class Dice(random.Random):
    """Everything about one request is drawn from these."""

    def __init__(self, seed: int, number: int) -> None:
        super().__init__(f"{seed}/{number}")

    def often(self, chance: float) -> bool:
        """True about so often, of 1."""
        return self.random() < chance

    def one(self, some: Sequence[Picked]) -> Picked:
        """One of these."""
        return some[int(self.random() * len(some))]

    def few(self, some: Sequence[Picked], most: int) -> list[Picked]:
        """Some of these, perhaps none, perhaps one twice."""
        return [self.one(some) for _ in range(self.randrange(most + 1))]

    def text(self) -> str:
        """Words of some kind, mostly strange ones."""
        if self.often(0.75):
            found = self.one(STRANGE)
            return found if self.often(0.9) else found + self.one(STRANGE)
        return "".join(self.choices(SIGNS, k=self.randrange(1, 40)))

    def raw(self) -> bytes:
        """The same as bytes, now and then of no writing at all."""
        return self.one(BYTES) if self.often(0.07) else self.text().encode(errors="surrogatepass")

    def spoiled(self, word: str) -> str:
        """This word, not quite."""
        at = self.randrange(len(word)) if word else 0
        return self.one(
            (
                word[:at] + self.one("aZ0-_%.~") + word[at + 1 :],
                word[:at],
                word[at:],
                word + self.one(("=", ".", "%00", "%0a", "x", "/", "%2e", "%ff", ".json", "%f0%9f%98%80")),
                word.upper(),
                word[::-1],
                word * 2,
                "%" + word[at:],
                "".join(f"%{ord(sign):02x}" for sign in word[:9]) + word[9:],
            )
        )
