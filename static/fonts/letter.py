"""Makes the face of letters from Source Serif 4: ``python static/fonts/letter.py``.

It needs fonttools and brotli (``pip install fonttools==4.68.0 brotli==1.2.1``), and fetches Adobe's own package. What
it keeps is Latin, upright, from regular to bold, cut for the size of text, without hints. The name is its own, as
befits a changed font; the licence is in OFL-letter.txt.
"""

import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SOURCE = "https://registry.npmjs.org/source-serif/-/source-serif-4.5.1.tgz"
MEMBER = "package/VAR/SourceSerif4Variable-Roman.ttf"
SHA256 = "14d360ee1b76655da9276628b229e11671bc1f5d1083636144db6677d452cf55"  # of that file
FAMILY = "Statuspage Letter"
SIZE = 14  # points for which it is cut
SIGNS = (  # static/css/face.css names the same
    *(range(0x20, 0x7F), range(0xA0, 0x180), range(0x218, 0x21C), (0x1E9E,), range(0x2010, 0x2028)),
    *((0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122), range(0x2190, 0x2194)),
    (0x2212, 0x2260, 0x2264, 0x2265),
)
FEATURES = ["kern", "mark", "ccmp", "locl", "liga", "lnum", "tnum"]


def fetch() -> bytes:
    """The font as Adobe made it."""
    with urllib.request.urlopen(SOURCE, timeout=300) as answer:
        packed = answer.read()
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        member = archive.extractfile(MEMBER)
        font = member.read() if member else b""
    if hashlib.sha256(font).hexdigest() != SHA256:
        sys.exit(f"{MEMBER} of {SOURCE} is not the file that was read here. Nothing was written.")
    return font


def main() -> None:
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True)
    options.layout_features, options.name_IDs = FEATURES, [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = TTFont(io.BytesIO(fetch()), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[sign for part in SIGNS for sign in part])
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"opsz": SIZE, "wght": (400, 400, 700)})
    for number, text in {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", "")}.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(Path(__file__).with_name("letter.woff2"))


if __name__ == "__main__":
    main()
