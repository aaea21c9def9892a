"""/paysupport: who helps with payments, and a message that reaches them. Open in every state."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Style
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import money as queries
from storage.tables import PayQuestion

SHORTEST, LONGEST = 3, 1000
MOST_OPEN = 3


async def paysupport(turn: Turn, args: str) -> None:
    """Say who helps; words after the command are the message."""
    if args:
        await _asked(turn, args)
        return
    who = turn.house.policy.paysupport or turn.text("paysupport.operators")
    write = Choice(turn.text("paysupport.write"), "paysupport.write", style=Style.PRIMARY)
    words = turn.text("paysupport.text", who=who)
    await turn.say(Say(words, choices=(write,)), klass=OutboxClass.ACCOUNT)


async def write(turn: Turn, _args: Mapping[str, str]) -> None:
    """The form for the message."""
    field = Field("text", turn.text("paysupport.label"), FieldKind.LONG, least=SHORTEST, most=LONGEST)
    submit = Choice(turn.text("paysupport.send"), "paysupport.sent", style=Style.PRIMARY)
    await turn.say(Form(turn.text("paysupport.title"), (field,), submit), klass=OutboxClass.ACCOUNT)


async def sent(turn: Turn, _args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """The message goes to the desk."""
    if await _asked(turn, "".join(values.get("text", ()))):
        await turn.form_done()


async def _asked(turn: Turn, text: str) -> bool:
    words = text.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        problem = turn.text("paysupport.problem", least=SHORTEST, most=LONGEST)
        await turn.say(problem, klass=OutboxClass.ACCOUNT)
        return False
    if await queries.open_questions(turn.tx, turn.me.person.id) >= MOST_OPEN:
        await turn.say(turn.text("paysupport.enough"), klass=OutboxClass.ACCOUNT)
        return False
    row = PayQuestion(person_id=turn.me.person.id, asked_at=turn.wall)
    turn.tx.add(await turn.tx.seal(row, text=words))
    await turn.say(turn.text("paysupport.sent"), klass=OutboxClass.ACCOUNT)
    return True
