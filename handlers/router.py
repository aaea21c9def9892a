"""Where an update goes: conversation, command, button, form, upload or small talk. Safety came before."""

from collections.abc import Mapping

from handlers import conversation, form_answers, prompts
from handlers.chat.incoming import (
    FACTS,
    Body,
    Command,
    Edited,
    FormAnswer,
    Paid,
    PaidBack,
    Press,
    Reachability,
    StopRequest,
    Text,
    Unsupported,
    Upload,
)
from handlers.feature import Access
from handlers.flows import Answer
from handlers.member import admission, presence, reality, small_talk, uploads
from handlers.member.accounts import asking
from handlers.member.privacy import terms
from handlers.member.safety import distress, minors
from handlers.member.tokens import paid
from handlers.operator import owners
from handlers.permission import refusal
from handlers.turn import Turn


async def handle(turn: Turn) -> None:
    """Handle the update of this turn: first what it may say about age or distress, then what it asks for."""
    if turn.inbound is None:
        raise LookupError("There is no update to handle.")
    body = turn.inbound.body
    await owners.recognised(turn)
    await presence.noted(turn)
    if isinstance(body, FACTS):
        await _fact(turn, body)
        return
    if await minors.noticed(turn, body):
        return
    if await admission.turned_away(turn):
        return
    if await distress.noticed(turn, body):
        return
    await route(turn, body)
    await terms.ask_if_new(turn)
    await reality.check(turn)


async def route(turn: Turn, body: Body) -> None:
    """Handle one update of somebody whom the safety lane let through."""
    match body:
        case Command(name=name, args=args):
            await _command(turn, name, args)
        case Press(token=token):
            await _press(turn, token)
        case FormAnswer(token=token, values=values):
            await _form(turn, token, values)
        case Upload(caption=caption):
            await _uploaded(turn, caption)
        case Text(text=text):
            await _text(turn, text)
        case Unsupported(what=what):
            await small_talk.unsupported(turn, what)
        case Edited() | Reachability() | StopRequest() | Paid() | PaidBack():
            return


async def _fact(turn: Turn, body: Paid | PaidBack) -> None:
    """What has happened already is written down, whoever the person is and whatever holds for her."""
    match body:
        case Paid():
            await paid.paid(turn, body)
        case PaidBack():
            await paid.paid_back(turn, body)


async def _command(turn: Turn, name: str, args: str) -> None:
    spec = turn.registry.commands.get(name.casefold())
    if spec is None or (spec.access in (Access.OPERATOR, Access.OWNER) and turn.me.operator is None):
        await turn.say(turn.text("common.unknown_command"))
        return
    refused = refusal(turn, spec.access, spec.offer)
    if refused is not None:
        await turn.say(refused)
        return
    await spec.handler(turn, args.strip())


async def _press(turn: Turn, token: str) -> None:
    pressed = await prompts.find(turn.tx, token, turn.me.person, closed_too=True)
    spec = turn.registry.actions.get(pressed.option.action) if pressed else None
    if pressed is None or spec is None or (pressed.prompt.closed_at is not None and not spec.late):
        await turn.say(turn.text("common.stale_button"))
        return
    refused = refusal(turn, spec.access, spec.offer)
    if refused is not None:
        await turn.say(refused)
        return
    turn.pressed, turn.late = pressed.prompt, pressed.prompt.closed_at is not None
    if spec.once and pressed.prompt.ref:
        await turn.amend(pressed.prompt.ref, note=pressed.option.label)
    await spec.handler(turn, pressed.option.args)


async def _form(turn: Turn, token: str, values: Mapping[str, tuple[str, ...]]) -> None:
    pressed = await prompts.find(turn.tx, token, turn.me.person, closed_too=True)
    if pressed is None:
        await turn.say(turn.text("common.stale_button"))
        return
    await form_answers.send_in(turn, pressed.prompt, pressed.option.action, pressed.option.args, values)


async def _uploaded(turn: Turn, caption: str) -> None:
    await uploads.received(turn, caption, await conversation.current(turn))


async def _text(turn: Turn, text: str) -> None:
    if await asking.typed(turn, text) or await form_answers.typed(turn, text):
        return
    row = await conversation.current(turn)
    if row is not None and await conversation.is_elsewhere(turn, row):
        # Nobody answers a question that stands in another chat: it is asked here.
        await conversation.resume(turn)
    elif row is not None:
        await form_answers.answered(turn, Answer(typed=text))
    elif not turn.me.is_member and turn.me.operator is None:
        await admission.knock(turn, text)
    else:
        await small_talk.said(turn, text)
