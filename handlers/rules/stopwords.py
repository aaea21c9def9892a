"""The words that stop the court for everybody, in every shipped language, and messages made of nothing else.

A message is a plain stop when all its words are stops or courtesies and at least one is a stop: "STOP!!!",
"please stop now", "red red red", "s-t-o-p", "/stop@bot" are; "the red dress", "stop talking" and "I stopped"
are not. Whoever writes no more than "no, stop" is believed, even where it could be a slip.
"""

from collections.abc import Iterable
from functools import cache

from handlers.rules.folding import Reading, readings
from handlers.rules.stretching import StretchedWords

_STOPS = {
    "sign": "🔴, 🛑",
    "en": "stop, stop it, stop this, stop that, stop everything, stop now, stop right now, please stop,"
    "stop please, red, code red, red code, safeword, safe word, safewording",
    "de": "stopp, halt, hör auf, hören sie auf, aufhören, rot, safewort, sicherheitswort, codewort",
    "fr": "arrête, arrêtez, arrête ça, arrêtez ça, arrêter, halte, stoppe, stoppez, rouge, mot de sécurité",
    "es": "para, pare, paren, parad, alto, basta, detente, rojo, palabra de seguridad, palabra segura",
    "it": "ferma, fermo, fermati, fermatevi, smettila, basta, rosso, parola di sicurezza, parola sicura",
    "pt": "para, pare, parem, chega, vermelho, palavra de segurança, palavra segura",
    "nl": "stoppen, hou op, ophouden, rood, stopwoord, veiligheidswoord",
    "pl": "stój, przestań, dość, czerwony, hasło bezpieczeństwa, słowo bezpieczeństwa, bezpieczne słowo",
    "ru": "стоп, стой, хватит, прекрати, прекратите, остановись, красный, стоп слово, безопасное слово",
    "uk": "стоп, стій, досить, припини, припиніть, зупинись, червоний, стоп слово, безпечне слово",
}
_COURTESIES = {
    "en": "please, pls, plz, now, just, immediately, no, wait, hey, oh, ah, ow, ouch, okay, ok, god, omg,"
    "sorry, thanks, thank you, i, said, say, mean, sir, miss, mistress, madam, ma'am, maam, master, domina,"
    "goddess",
    "de": "bitte, jetzt, sofort, mal, nein, nun, danke, ich sage, sagte, herrin, herr, meister",
    "fr": "s'il vous plaît, s'il te plaît, svp, stp, maintenant, merci, pardon,"
    "madame, monsieur, maître, maîtresse",
    "es": "por favor, ahora, ya, gracias, perdón, señora, señor, ama, amo",
    "it": "per favore, prego, adesso, ora, subito, grazie, scusa, padrona, padrone, signora",
    "pt": "por favor, agora, obrigado, obrigada, desculpa, senhora, senhor",
    "nl": "alsjeblieft, alstublieft, nu, meteen, nee, dank u, meesteres, meester, mevrouw",
    "pl": "proszę, teraz, już, natychmiast, nie, dziękuję, pani, pan",
    "ru": "пожалуйста, сейчас, сразу, нет, спасибо, госпожа, господин",
    "uk": "будь ласка, зараз, вже, ні, дякую, пані, пан",
}
"""What may stand beside a stop. The German "ja" is left out: "ja halt" is small talk there."""

_LONGEST_PHRASE = 3
_SLIPPED_EXCLAMATION = {"1"}


def only_stops(reading: Reading) -> bool:
    """Whether these words are stops and courtesies and nothing else, spelled out or drawn out ones too."""
    return _all_stops(reading.words) or reading.solid in _stops()


@cache
def _stops() -> StretchedWords:
    return StretchedWords(reading.solid for phrase in _phrases(_STOPS) for reading in readings(phrase))


@cache
def _courtesies() -> StretchedWords:
    return StretchedWords(
        token for phrase in _phrases(_COURTESIES) for reading in readings(phrase) for token in reading.tokens
    )


def _phrases(table: dict[str, str]) -> Iterable[str]:
    return (phrase for listed in table.values() for phrase in listed.split(","))


def _all_stops(words: tuple[str, ...]) -> bool:
    place, stops = 0, 0
    while place < len(words):
        length = _stop_at(words, place)
        if not length and not _is_courtesy(words[place]):
            return False
        stops += length > 0
        place += length or 1
    return stops > 0


def _stop_at(words: tuple[str, ...], place: int) -> int:
    """How many words from here on make one stop, the longest phrase first; 0 if none does."""
    for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
        if "".join(words[place : place + length]) in _stops():
            return length
    return 0


def _is_courtesy(word: str) -> bool:
    return word in _courtesies() or set(word) == _SLIPPED_EXCLAMATION
