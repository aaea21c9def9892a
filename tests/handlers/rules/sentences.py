"""What the safeword gate says: twenty fixed safewords, and two hundred sentences that must mean nothing."""

from pathlib import Path

SAFEWORDS = [
    "pineapple",
    "marmalade",
    "Zeppelin",
    "periwinkle",
    "quicksilver",
    "tortuga",
    "fjord",
    "mango",
    "oxide",
    "ivy",
    "kraken",
    "blue lantern",
    "winter garden gate",
    "apollo13",
    "Grünfink",
    "été indien",
    "żółty wagon",
    "красный фонарь",
    "φάρος",
    "灯台守",
]
"""Short and long, one word and several, with digits and accents, in five scripts."""

INNOCENT = (
    (Path(__file__).parents[2] / "data" / "innocent_sentences.txt").read_text(encoding="utf-8").splitlines()
)
"""Ordinary sentences in the shipped languages: with stop and red in them, words that hold a safeword or come
near one, and talk about age and dying that means neither."""
