"""The many ways a safeword arrives: in a hurry, from a phone's keyboard, in a fancy font, as a tease."""

import unicodedata
from collections.abc import Iterator
from string import ascii_lowercase

INVISIBLE = {
    "zero width space": "\u200b",
    "zero width non-joiner": "\u200c",
    "zero width joiner": "\u200d",
    "soft hyphen": "\u00ad",
    "word joiner": "\u2060",
    "variation selector": "\ufe0f",
    "left-to-right mark": "\u200e",
    "byte order mark": "\ufeff",
}
MARKS = {
    "acute": "\u0301",
    "strike-through": "\u0336",
    "circle": "\u20dd",
    "a heap": "\u0300\u0316\u0330\u0489",
}
_FONTS_FROM = {
    "bold": 0x1D41A,
    "sans bold italic": 0x1D656,
    "script": 0x1D4EA,
    "gothic": 0x1D586,
    "double-struck": 0x1D552,
    "monospace": 0x1D68A,
    "circled": 0x24D0,
    "in brackets": 0x249C,
    "on dark discs": 0x1F150,
    "on dark squares": 0x1F170,
    "in squares": 0x1F130,
    "full width": 0xFF41,
}
_SMALL_CAPITALS = dict(zip(ascii_lowercase, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ", strict=True))
_CYRILLIC = {"a": "а", "c": "с", "e": "е", "i": "і", "o": "о", "p": "р", "x": "х", "y": "у"}
_GREEK = {"A": "Α", "B": "Β", "E": "Ε", "I": "Ι", "K": "Κ", "N": "Ν", "O": "Ο", "P": "Ρ", "T": "Τ", "X": "Χ"}


def spellings(word: str) -> list[str]:
    """Messages in which `word` is said, each different, at least 40 of them. Every one of them is red."""
    told = [*_cased(word), *_dressed(word), *_spaced(word), *_veiled(word), *_in_fonts(word), *_in_talk(word)]
    return list(dict.fromkeys(told))


def _cased(word: str) -> Iterator[str]:
    yield from (word, word.lower(), word.upper(), word.title(), word.swapcase())
    yield "".join(char.upper() if place % 2 else char.lower() for place, char in enumerate(word))


def _dressed(word: str) -> Iterator[str]:
    """With punctuation and markup around it."""
    yield from (f"{word}!!!", f"...{word}...", f"{word}?!", f"{word},", f"«{word}»", f"“{word}”", f"'{word}'")
    yield from (
        f"({word})",
        f"—{word}—",
        f"¡{word}!",
        f"**{word}**",
        f"_{word}_",
        f"~~{word}~~",
        f"||{word}||",
    )
    yield from (
        f"`{word}`",
        f"> {word}",
        f"#{word}",
        f"/{word}",
        f"/{word}@HerCourtBot",
        f"@HerCourtBot {word}",
    )
    yield f"{word[:2]}**{word[2:]}**"


def _spaced(word: str) -> Iterator[str]:
    """With gaps: between letters, between words, around; or without those that belong."""
    letters = [char for char in word if not char.isspace()]
    yield from (gap.join(letters) for gap in (" ", "-", ".", "_", "*", "\n", " . "))
    yield from (f"  {word}  ", f"\n{word}\n", f"\t{word}", word.replace(" ", "\u00a0"), f"\u3000{word}")
    yield from (gap.join(word.split()) for gap in ("-", "_", "\n", "", "   "))
    yield f"{word[:2]} {word[2:]}"


def _veiled(word: str) -> Iterator[str]:
    """With what cannot be seen, or is seen as a scratch; drawn out; without its accents."""
    yield from (mark.join(word) for mark in INVISIBLE.values())
    yield from ("".join(char + mark for char in word) for mark in MARKS.values())
    yield f"\u202e{word}\u202c"
    yield "".join(char * 3 for char in word)
    yield word + word[-1] * 6
    yield unicodedata.normalize("NFD", word)
    yield "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def _in_fonts(word: str) -> Iterator[str]:
    small = word.lower()
    for first in _FONTS_FROM.values():
        font = dict(zip(ascii_lowercase, map(chr, range(first, first + 26)), strict=True))
        yield "".join(font.get(char, char) for char in small)
    yield "".join(_SMALL_CAPITALS.get(char, char) for char in small)
    yield "".join(_CYRILLIC.get(char, char) for char in small)
    yield "".join(_GREEK.get(char, char) for char in word.upper())


def _in_talk(word: str) -> Iterator[str]:
    """Anywhere in a longer message."""
    yield from (f"please, {word} now", f"I said {word}.", f"no no no {word.upper()}", f"{word} {word} {word}")
    yield from (f"{word}😭😭", f"🔥{word}", f"{word}!!11", f"/proof {word}", f"done\n{word}\nreally")
    yield from (
        f"{word}🇩🇪",
        f"Here is the photo. {word.title()}. I mean it.",
        f"I can't ({word})",
        f"{word}/{word}",
    )


PLAIN_STOPS = """
stop
STOP
Stop.
stop!!!
¡Stop!
/stop
/stop@HerCourtBot
@HerCourtBot stop
<@!123456789> stop
/safeword
/red
red
RED RED RED
redredred
safeword
safe word
Safe-Word!
please stop
stop please
STOP NOW
stop it
Stop that, please!
no stop
No! Stop!
ok, red
I said stop
stop, Mistress
stop right now please
code red
pleeease stooop
STOOOOOP
reeeed
s t o p
s-t-o-p
s.t.o.p.
S_T_O_P
r e d
R.E.D.
st op
**stop**
||red||
~~stop~~
s**to**p
stop 😭😭
🔴
🔴🔴🔴
🔴\ufe0f
🛑
🛑 🔴
🛑!!
🔴 please
stop🔴
ｓｔｏｐ
𝐒𝐓𝐎𝐏
ⓢⓣⓞⓟ
🆂🆃🅾🅿
🇸 🇹 🇴 🇵
ѕтор
s\u200bt\u200bo\u200bp
s\u0336t\u0336o\u0336p\u0336
ŝţöṕ
stop!!1!11
Stopp!
Halt!
halt bitte
Hör auf!
hoer auf
Rot
bitte rot
rot, Herrin
Sicherheitswort
Arrête !
arrêtez s'il vous plaît
arrete ca
Rouge
mot de sécurité
¡Para!
para por favor
basta ya
rojo
Palabra de seguridad
fermati
Rosso!
parola di sicurezza
pare por favor
Vermelho
palavra de segurança
hou op
rood alsjeblieft
stopwoord
Stój!
przestań proszę
czerwony
Стоп!
стоп пожалуйста
с-т-о-п
КРАСНЫЙ
стоп-слово
Червоний
стій
припиніть будь ласка
""".strip().splitlines()
"""Messages that stop anybody, whatever the safeword."""
