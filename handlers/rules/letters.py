"""What letters are to the eye: invisible ones, decorated ones, look-alikes. Only tables, for `folding`."""

import re
from dataclasses import dataclass, field
from string import ascii_lowercase


@dataclass(frozen=True)
class Ranges:
    """A set of characters given by its ranges, written as the inside of a regular expression's brackets."""

    brackets: str
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile(f"[{self.brackets}]"))

    def contains(self, char: str) -> bool:
        """Whether one character is in the set."""
        return self._pattern.match(char) is not None


INVISIBLE = Ranges(
    "\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's default ignorable characters (joiners, bidi controls, variation selectors, fillers, tags) and the
Arabic stretching line: inside a word they do not part it."""

UNSPACED = Ranges(
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese write without spaces: every letter stands by itself."""

KEPT_MARK_CLASSES = frozenset({0, 7, 8, 9})
"""Combining classes of marks that are letters in their scripts (vowel signs, viramas), not accents."""

CIRCLES = frozenset(
    "\u26aa\u26ab\U0001f534\U0001f535\U0001f7e0\U0001f7e1\U0001f7e2\U0001f7e3\U0001f7e4\U0001f6d1"
)
"""Coloured circles and the stop sign: symbols that say something, and so count as words."""


def _pairs(listed: str) -> dict[str, str]:
    """A table from words that each begin with the letter and go on with what it is read as."""
    return {pair[0]: pair[1:] for pair in listed.split()}


LATIN = {
    **_pairs("æae œoe øo łl đd ðd þth ħh ŧt ıi ŋn ĸk ƒf əe ǝe ɛe ɑa ɡg ɩi ɨi ƀb ɓb ƈc ȼc ɗd ɖd ɇe ɉj ƙk ɫl"),
    **_pairs("ɲn ɵo ƥp ɍr ʂs ƭt ⱦt ʉu ʋv ɏy ƴy ƶz ʐz ⱥa"),
    **_pairs("ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz"),
    **dict.fromkeys("ʼʻʹ", " "),
}
"""Latin letters that no decomposition brings to plain ones, small capitals included, and what they are read
as; apostrophes that pass for letters part words."""

UMLAUTS = _pairs("äae Äae öoe Öoe üue Üue åaa Åaa øoe Øoe")
"""How they are spelled on a keyboard without them."""

LOOKALIKES = {
    **_pairs("аa вb гr еe оo кk мm нh пn рp тt сc уy хx ьb єe ѕs іi јj һh ӏl ԁd ԛq ԝw ѵv ҽe шw ѡw"),
    **_pairs("αa βb γy δd εe ζz ηn ιi κk μu νv οo ρp σo τt υu χx ωw ϲc ϳj"),
    **_pairs("Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx"),
}
"""Cyrillic and Greek letters, and the Latin ones they look like. Greek goes by its case: a capital
nu looks like N, a small one like v."""

_REGIONAL_A = 0x1F1E6
_NEGATIVE_CIRCLED_A = 0x1F150
_NEGATIVE_SQUARED_A = 0x1F170
_MARKS_OF_TRADE = (0x2120, 0x2122)
_SMALL_CAPITAL_Q = ord("ǫ")


def decorated_letters() -> dict[int, str]:
    """Letters in pictures and such as would decompose into others, by code point. A flag's letters stand
    apart, as a flag may follow any word."""
    table = dict.fromkeys(_MARKS_OF_TRADE, " ")
    table[_SMALL_CAPITAL_Q] = "q"
    for place, letter in enumerate(ascii_lowercase):
        table[_NEGATIVE_CIRCLED_A + place] = letter
        table[_NEGATIVE_SQUARED_A + place] = letter
        table[_REGIONAL_A + place] = f" {letter} "
    return table
