"""Words written into the chat that may be the proof of a task."""

from handlers.member.proofs.content import MOST_LETTERS, of_text
from handlers.member.proofs.fitting import all_open, open_now
from handlers.member.proofs.submitting import submit
from handlers.member.proofs.which import ask_which
from handlers.rules.fit import NotStarted, One, Several, TooEarly, fits_text
from handlers.turn import Turn


async def text_proof(turn: Turn, text: str) -> bool:
    """Take a text as proof where it can be one. False: it is only talk."""
    found = await open_now(turn)
    fit = fits_text(text, await all_open(turn, found), turn.now)
    if not isinstance(fit, One | Several | TooEarly | NotStarted):
        return False
    proof = of_text(text)
    if len(proof.text) > MOST_LETTERS:
        await turn.say(turn.text("common.too_long", most=MOST_LETTERS))
    elif isinstance(fit, Several):
        await ask_which(turn, [task for task, _ in found if task.id in fit.ids], proof)
    else:
        await submit(turn, fit.id, proof)
    return True
