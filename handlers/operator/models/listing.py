"""/models: the models of one's personas, each as members see it; hidden ones behind them."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.sessions.overview import card
from handlers.turn import Turn
from storage import log
from storage.queries import sessions as queries
from storage.tables import CamModel

PAGE = 8


async def models(turn: Turn, _args: str) -> None:
    """/models."""
    await _page(turn, 0)


async def page(turn: Turn, args: Mapping[str, str]) -> None:
    """Further models."""
    await _page(turn, int(args["page"]))


async def _page(turn: Turn, number: int) -> None:
    every = [each for each in await queries.models(turn.tx, retired=True) if in_reach(turn, each)]
    shown = every[number * PAGE : (number + 1) * PAGE]
    choices = tuple(Choice(_label(turn, each), "models.view", {"model": str(each.id)}) for each in shown)
    nav = [
        Choice(turn.text("models.new"), "models.new", style=Style.PRIMARY),
        Choice(turn.text("models.open"), "sessions.open", {"page": "0"}),
    ]
    if len(every) > (number + 1) * PAGE:
        nav.append(Choice(turn.text("common.next"), "models.page", {"page": str(number + 1)}))
    text = turn.text("models.title" if every else "models.none")
    await turn.say(Say(text, by=Speaker.DESK, choices=choices, nav=tuple(nav)))


def _label(turn: Turn, model: CamModel) -> str:
    return model.name if model.retired_at is None else turn.text("models.hidden", name=model.name)


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One model, as members see it."""
    model = await found(turn, args)
    if model is not None:
        await turn.say(preview(turn, model))


def preview(turn: Turn, model: CamModel) -> Say:
    """A model as members see it, whose members those are, and what can be done."""
    names = turn.house.content.personas
    whose = ", ".join(names[key].name if key in names else key for key in model.personas)
    lines = [card(turn, model), turn.text("models.whose", personas=whose or turn.text("models.everybody"))]
    args = {"model": str(model.id)}
    choices: tuple[Choice, ...] = ()
    if model.retired_at is not None:
        lines.append(turn.text("models.is_hidden"))
    if not may_change(turn, model):
        lines.append(turn.text("models.not_yours"))
    elif model.retired_at is not None:
        choices = (Choice(turn.text("models.show"), "models.show", args, Style.PRIMARY),)
    else:
        choices = (
            Choice(turn.text("models.change"), "models.change", args, Style.PRIMARY),
            Choice(turn.text("models.hide"), "models.hide", args),
        )
    return Say("\n\n".join(lines), by=Speaker.DESK, choices=choices)


def in_reach(turn: Turn, model: CamModel) -> bool:
    """Whether the operator sees the model: hers, or the whole court's."""
    return not model.personas or any(turn.me.may_run(persona) for persona in model.personas)


def may_change(turn: Turn, model: CamModel) -> bool:
    """Whether the operator may change the model: every persona it belongs to has to be hers."""
    personas = model.personas or list(turn.house.content.personas)
    whole = not model.personas and bool(turn.me.operator and turn.me.operator.personas)
    return not whole and all(turn.me.may_run(persona) for persona in personas)


async def found(turn: Turn, args: Mapping[str, str], *, to_change: bool = False) -> CamModel | None:
    """A model in reach, or one that may be changed; None after saying that there is none."""
    model = await turn.tx.get(CamModel, uuid.UUID(args["model"]))
    allowed = may_change if to_change else in_reach
    if model is None or not allowed(turn, model):
        await turn.say(turn.text("models.gone"), by=Speaker.DESK)
        return None
    return model


async def ask_to_hide(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what hiding means, and ask."""
    model = await found(turn, args, to_change=True)
    if model is None:
        return
    count = await queries.count_open_for(turn.tx, model.id)
    sure = Choice(turn.text("models.hide"), "models.hidden", dict(args), Style.DANGER)
    no = Choice(turn.text("models.keep"), "models.kept", style=Style.PRIMARY)
    text = turn.text("models.hide_ask", name=model.name, count=count)
    await turn.say(Say(text, by=Speaker.DESK, choices=(no, sure)))


async def hide(turn: Turn, args: Mapping[str, str]) -> None:
    """Nobody can ask for the model any more; what is open goes on."""
    model = await found(turn, args, to_change=True)
    if model is not None and model.retired_at is None:
        model.retired_at = turn.now
        await note(turn, "model.hidden", model)
        await turn.say(turn.text("models.done_hidden", name=model.name), by=Speaker.DESK)


async def show(turn: Turn, args: Mapping[str, str]) -> None:
    """The model can be asked for again."""
    model = await found(turn, args, to_change=True)
    if model is None or model.retired_at is None:
        return
    if await name_taken(turn, model.name, model.id):
        await turn.say(turn.text("models.name_taken", name=model.name), by=Speaker.DESK)
        return
    model.retired_at = None
    await note(turn, "model.shown", model)
    await turn.say(preview(turn, model))


async def kept(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def name_taken(turn: Turn, name: str, but: uuid.UUID | None = None) -> bool:
    """Whether another model that can be asked for has this name."""
    others = [each for each in await queries.models(turn.tx, retired=False) if each.id != but]
    return any(each.name.casefold() == name.casefold() for each in others)


async def note(turn: Turn, kind: str, model: CamModel) -> None:
    """What was done with a model stands in the log."""
    await log.append(turn.tx, at=turn.wall, actor=turn.me.person.id, kind=kind, object_id=str(model.id))
