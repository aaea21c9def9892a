"""A member's own confessions: looked at, removed, and after a stop given to be answered after all."""

import uuid
from collections.abc import Mapping

from handlers import desk_chats, recordings
from handlers.chat.outgoing import Choice, Medium, Say, Style
from handlers.feature import Access
from handlers.member.confessions.answers import comment_of, ref_of, stars
from handlers.member.proofs.submitting import discard
from handlers.permission import refusal
from handlers.recordings import blob_of
from handlers.turn import Turn
from storage.enums import ContentType, Visibility
from storage.queries import chat, outbox
from storage.queries import confessions as queries
from storage.queries.confessions import Found
from storage.tables import Confession

PAGE = 6
LABEL = 40


async def listed(turn: Turn, args: Mapping[str, str]) -> None:
    """A page of what the member confessed and did not remove, the newest first."""
    page = int(args.get("page", "0"))
    found = await queries.kept_of(turn.tx, turn.me.member.id, page * PAGE, PAGE + 1)
    kept = await queries.count_kept(turn.tx, turn.me.member.id)
    text = turn.text("confession.list", count=turn.me.member.confession_count, kept=kept)
    choices = tuple([await _row(turn, each) for each in found[:PAGE]])
    nav: tuple[Choice, ...] = ()
    if len(found) > PAGE:
        nav = (Choice(turn.text("common.next"), "confession.list", {"page": str(page + 1)}),)
    await turn.say(Say(text, choices=choices, nav=nav))


async def _row(turn: Turn, found: Found) -> Choice:
    confession, state = found
    if confession.content_type is ContentType.AUDIO:
        words = turn.text("confession.voice_alt")
    else:
        words = " ".join((await turn.tx.open(confession, "content") or "").split())
    short = words if len(words) <= LABEL else words[: LABEL - 1].rstrip() + "…"
    mark = f" {confession.domme_rating}★" if state.answered_at and confession.domme_rating else ""
    label = f"{confession.submitted_at.astimezone(turn.me.zone):%d %b}{mark} · {short}"
    return Choice(label, "confession.show", {"confession": str(confession.id)})


async def show(turn: Turn, args: Mapping[str, str]) -> None:
    """One confession with its answer, and what can be done with it."""
    found = await _mine(turn, args)
    if found is None:
        return
    confession, state = found
    words, media = await comment_of(turn, turn.me, confession, state)
    content, own = await _content(turn, found)
    persona = turn.house.content.personas.get(confession.domme_persona)
    lines = [
        turn.text("confession.to", persona=persona.name if persona else confession.domme_persona),
        content,
        turn.text(f"confession.state.{_state(turn, found)}", stars=stars(confession.domme_rating)),
        words,
    ]
    choices = [Choice(turn.text("confession.remove"), "confession.remove", dict(args), Style.DANGER)]
    if _state(turn, found) == "held_back":
        choices.insert(0, Choice(turn.text("confession.release"), "confession.release", dict(args)))
    text = "\n\n".join(filter(None, lines))
    if await outbox.account_told(turn.tx, turn.me.person.id, _shown(confession)) is not None:
        await turn.remove(_shown(confession))  # so that removing it leaves nothing further up
    await turn.say(Say(text, media=(*own, *media), choices=tuple(choices)), ref=_shown(confession))


def _state(turn: Turn, found: Found) -> str:
    """Answered, waiting, or held back by a stop or a change of persona until the member says so."""
    confession, state = found
    if state.answered_at is not None:
        return "cared_for" if state.flagged else "answered"
    if state.flagged:
        return "for_a_person"
    waits = state.frozen_at is None and confession.domme_persona == turn.me.member.domme_assigned
    return "waiting" if waits else "held_back"


async def _content(turn: Turn, found: Found) -> tuple[str, tuple[Medium, ...]]:
    confession, state = found
    content = await turn.tx.open(confession, "content") or ""
    if confession.content_type is ContentType.TEXT:
        return content, ()
    medium = await recordings.played(turn, content, turn.text("confession.voice_alt"))
    return await turn.tx.open(state, "caption") or "", (medium,) if medium else ()


async def release(turn: Turn, args: Mapping[str, str]) -> None:
    """What was held back may be answered after all, by the persona the member has now."""
    found = await _mine(turn, args)
    if found is None:
        return
    refused = refusal(turn, Access.PLAYER)
    if refused is not None:
        await turn.say(refused)
        return
    confession, state = found
    if _state(turn, found) == "held_back":
        state.frozen_at, confession.domme_persona = None, turn.me.member.domme_assigned
    await turn.say(turn.text("confession.released"))


async def ask_to_remove(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what removing means, and ask."""
    if await _mine(turn, args) is None:
        return
    sure = Choice(turn.text("confession.remove_sure"), "confession.removed", dict(args), Style.DANGER)
    no = Choice(turn.text("confession.remove_no"), "confession.stay", style=Style.PRIMARY)
    await turn.say(Say(turn.text("confession.remove_ask"), choices=(no, sure)))


async def stay(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("confession.stays"))


async def remove(turn: Turn, args: Mapping[str, str]) -> None:
    """Content and answer are deleted, on the desk and in the chat too; only that there was one stays."""
    found = await _mine(turn, args)
    if found is None:
        return
    confession, state = found
    await discard(turn, await _blobs(turn, found))
    confession.visibility_status = Visibility.REMOVED
    confession.content = confession.domme_comment = state.caption = None
    await desk_chats.leaves(turn, confession.id)
    await chat.cancel_named(turn.tx, turn.me.person.id, ref_of(confession))
    await turn.remove(ref_of(confession))
    await turn.remove(_shown(confession))
    await turn.say(turn.text("confession.gone"))


async def _blobs(turn: Turn, found: Found) -> tuple[uuid.UUID, ...]:
    """The recordings of a confession and of its answer; words may look like one, and are none."""
    confession, state = found
    named = []
    if confession.content_type is ContentType.AUDIO:
        named.append(await turn.tx.open(confession, "content"))
    if state.comment_type is ContentType.AUDIO:
        named.append(await turn.tx.open(confession, "domme_comment"))
    return tuple(blob for url in named if (blob := blob_of(url or "")) is not None)


async def _mine(turn: Turn, args: Mapping[str, str]) -> Found | None:
    """The member's own confession; None after saying that it is gone."""
    found = await queries.now(turn.tx, uuid.UUID(args["confession"]))
    gone = found is None or found[0].visibility_status is Visibility.REMOVED
    if found is None or gone or found[0].user_id != turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return None
    return found


def _shown(confession: Confession) -> str:
    return f"confession.shown:{confession.id}"
