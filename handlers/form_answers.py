"""What sending in a form does, whether it came whole or was asked one question at a time."""

from collections.abc import Mapping

from handlers import conversation, flows, form_steps
from handlers.feature import Access, ActionSpec, Feature
from handlers.flows import Answer
from handlers.form_steps import Filled
from handlers.permission import refusal
from handlers.turn import Turn
from storage.tables import Prompt

Values = Mapping[str, tuple[str, ...]]


async def send_in(turn: Turn, prompt: Prompt, action: str, args: Mapping[str, str], values: Values) -> None:
    """Hand a form's values to whoever asked for them, unless it is too late or not allowed."""
    is_open = prompt.closed_at is None
    if action == flows.SEND and is_open:
        await answered(turn, Answer(values=values))
        return
    spec = turn.registry.forms.get(action)
    if spec is None or not (is_open or spec.late):
        await turn.say(turn.text("common.stale_button"))
        return
    refused = refusal(turn, spec.access)
    if refused is not None:
        await turn.say(refused)
        return
    turn.pressed, turn.late = prompt, not is_open
    await spec.handler(turn, args, values)


async def answered(turn: Turn, given: Answer) -> None:
    """An answer to the conversation's current question."""
    row = await conversation.current(turn)
    if row is None:
        await turn.say(turn.text("common.stale_button"))
        return
    await conversation.answer(turn, row, given)


async def typed(turn: Turn, text: str) -> bool:
    """Whether the words answer a form's question that is open in this chat; they are taken if so."""
    sheet = await form_steps.opened(turn)
    if sheet is None:
        return False
    await _on(turn, await form_steps.typed(turn, sheet, text))
    return True


async def _picked(turn: Turn, args: Mapping[str, str]) -> None:
    sheet = await form_steps.opened(turn)
    if sheet is not None:
        await _on(turn, await form_steps.picked(turn, sheet, args["v"]))


async def _toggled(turn: Turn, args: Mapping[str, str]) -> None:
    sheet = await form_steps.opened(turn)
    if sheet is not None:
        await form_steps.toggled(turn, sheet, args["v"])


async def _done(turn: Turn, _args: Mapping[str, str]) -> None:
    sheet = await form_steps.opened(turn)
    if sheet is not None:
        await _on(turn, await form_steps.passed(turn, sheet))


async def _cancelled(turn: Turn, _args: Mapping[str, str]) -> None:
    sheet = await form_steps.opened(turn)
    if sheet is not None:
        await form_steps.cancelled(turn, sheet)
        await turn.say(turn.text("form.cancelled"))


async def _on(turn: Turn, filled: Filled | None) -> None:
    """After the last question: send the form in, and ask it again if it was not accepted."""
    if filled is None:
        return
    turn.answered = filled.shown
    await send_in(turn, filled.prompt, filled.submit.action, filled.submit.args, filled.values)
    await form_steps.again(turn, filled)


FEATURE = Feature(
    actions=(
        # These close their message themselves, once it is known that the answer is taken.
        ActionSpec(form_steps.PICK, Access.ANYBODY, _picked, once=False),
        ActionSpec(form_steps.TOGGLE, Access.ANYBODY, _toggled, once=False),
        ActionSpec(form_steps.DONE, Access.ANYBODY, _done, once=False),
        ActionSpec(form_steps.CANCEL, Access.ANYBODY, _cancelled, once=False),
    ),
)
