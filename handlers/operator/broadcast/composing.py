"""A new broadcast: to whom, what, and what it touches; then it waits, shown and counted, for a yes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from handlers import conversation
from handlers.chat.outgoing import MEANING, Ask, Medium, MediumKind, Message, Say, Speaker
from handlers.content.content import Content
from handlers.drops import shelf
from handlers.flows import Again, Answer, Draft, Flow, Next, Stay, Step, Taken, Talk, pick
from handlers.member.proofs.content import MOST_CAPTION, medium_from_json, medium_to_json, readable
from handlers.member.proofs.submitting import discard
from handlers.member.tag_steps import tag_step
from handlers.operator.audience import Audience, asking
from handlers.operator.broadcast import preview
from handlers.operator.drops.listing import in_sight, label_of
from handlers.ports import StoredMedium
from handlers.turn import Turn
from storage.queries import campaigns
from storage.queries import proofs as blobs
from storage.tables import Campaign

FLOW = "broadcast"
TEXT, PHOTO, DROP = "text", "photo", "drop"
LONGEST = 2000
WAITS = timedelta(days=2)
PAGE, LABEL = 8, 60
TURN_TO = "page:"


async def begin(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask to whom first."""
    await shelf.stock(turn)
    await conversation.start(turn, FLOW, asking.begun(turn))


async def begin_with(turn: Turn, args: Mapping[str, str]) -> None:
    """The same for a voice drop that was chosen already."""
    drop = await in_sight(turn, args.get("drop", ""))
    if drop is not None:
        chosen = {"what": DROP, "drop": str(drop.id), "given": "yes"}
        await conversation.start(turn, FLOW, {**asking.begun(turn, drop.persona), **chosen})


# -- what ---------------------------------------------------------------------------------------------


def _ask_what(talk: Talk) -> Message:
    choices = (pick(DROP, talk.text("broadcast.a_drop")),)
    hint = talk.text("proof.send_hint")
    return Ask(talk.text("broadcast.ask_what"), by=Speaker.DESK, choices=choices, hint=hint)


def _take_what(talk: Talk, answer: Answer) -> Taken:
    words = readable(answer.typed or "")
    if answer.picked == DROP:
        return Next({**talk.draft, "what": DROP}, talk.text("broadcast.a_drop"))
    if answer.files:
        photos = [each for each in answer.files if isinstance(each, StoredMedium) and each.kind == "photo"]
        if len(photos) != 1 or len(answer.files) != 1:
            return Again(talk.text("broadcast.one_photo"))
        kept = json.dumps(medium_to_json(photos[0]))
        return Next({**talk.draft, "what": PHOTO, "photo": kept, "words": words[:MOST_CAPTION]})
    if not words:
        return Again(talk.text("broadcast.what_problem"))
    if len(words) > LONGEST:
        return Again(talk.text("common.too_long", most=LONGEST))
    return Next({**talk.draft, "what": TEXT, "words": words})


async def _for_a_while(turn: Turn, draft: Draft) -> str | None:
    """A photo waits for the yes, but not for ever."""
    if draft.get("what") == PHOTO:
        await blobs.keep_blobs_until(turn.tx, [_photo(draft).blob], turn.wall + WAITS)
    return None


def _photo(draft: Draft) -> StoredMedium:
    return medium_from_json(json.loads(str(draft["photo"])))


def _ask_drop(talk: Talk) -> Message:
    rows, page = _drops(talk), int(talk.one("_drop_page", "0"))
    choices = tuple(pick(key, label) for key, label in rows[page * PAGE : (page + 1) * PAGE])
    nav = []
    if page:
        nav.append(pick(f"{TURN_TO}{page - 1}", talk.text("common.previous")))
    if len(rows) > (page + 1) * PAGE:
        nav.append(pick(f"{TURN_TO}{page + 1}", talk.text("common.next")))
    text = talk.text("broadcast.ask_drop" if rows else "broadcast.no_drop")
    return Ask(text, by=Speaker.DESK, choices=choices, nav=tuple(nav))


def _take_drop(talk: Talk, answer: Answer) -> Taken:
    given, labels = answer.picked or "", dict(_drops(talk))
    draft = {name: value for name, value in talk.draft.items() if name != "_drop_page"}
    if given.startswith(TURN_TO):
        return Stay({**draft, "_drop_page": given.removeprefix(TURN_TO)})
    if given not in labels:
        return Again(talk.text("onboarding.by_buttons"))
    return Next({**draft, "drop": given}, labels[given])


def _drops(talk: Talk) -> list[tuple[str, str]]:
    return [(key, label) for key, label in json.loads(talk.facts.get("drops", "[]"))]


async def _facts(turn: Turn, draft: Draft) -> Mapping[str, str]:
    facts = dict(asking.facts(turn))
    if draft.get("what") == DROP and not draft.get("given"):
        personas = Audience.chosen(draft).personas
        found = await shelf.page(turn, list(personas), 0, shelf.MOST)
        facts["drops"] = json.dumps([[str(drop.id), label_of(turn, drop)[:LABEL]] for drop in found])
    return facts


# -- at the end ---------------------------------------------------------------------------------------


async def _finish(turn: Turn, draft: Draft) -> None:
    """It stands there as a draft; nothing is sent before the yes."""
    campaign = await _drafted(turn, draft)
    if campaign is not None:
        await preview.show(turn, campaign)


async def _drafted(turn: Turn, draft: Draft) -> Campaign | None:
    for old in await campaigns.drafts(turn.tx, turn.me.person.id):
        await turn.tx.delete(old)
    tags = draft.get("broadcast_tags", [])
    audience = Audience.chosen(draft, touches=frozenset(tags if isinstance(tags, list) else [tags]))
    what, drop_id = str(draft["what"]), None
    if what == DROP:
        drop = await in_sight(turn, str(draft.get("drop", "")))
        if drop is None:
            return None
        drop_id = drop.id
        audience = replace(audience, personas=(drop.persona,), touches=audience.touches | drop.tags)
    if not audience.is_open_to(turn):
        await turn.say(turn.text("broadcast.not_yours"), by=Speaker.DESK)
        return None
    campaign = Campaign(
        kind=what,
        persona=audience.personas[0] if len(audience.personas) == 1 else None,
        audience=audience.kept(),
        voice_drop_id=drop_id,
        created_by=turn.me.person.id,
        created_at=turn.wall,
    )
    said = None if what == DROP else MEANING.dump_json(_said(draft)).decode()
    turn.tx.add(await turn.tx.seal(campaign, owner=turn.me.person.id, message=said))
    await turn.tx.flush()
    return campaign


def _said(draft: Draft) -> Say:
    """What members will read and see."""
    words = str(draft.get("words", ""))
    if draft["what"] == TEXT:
        return Say(words, by=Speaker.PERSONA)
    photo = _photo(draft)
    medium = Medium(
        MediumKind.PHOTO,
        blob=str(photo.blob),
        mime=photo.mime,
        width=photo.width,
        height=photo.height,
        size=photo.size,
        protected=True,
    )
    return Say(words, by=Speaker.PERSONA, media=(medium,))


async def _cancelled(turn: Turn, draft: Draft) -> None:
    if draft.get("photo"):
        await discard(turn, (_photo(draft).blob,))
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


def flow(content: Content) -> Flow:
    """The conversation in which a broadcast is made."""
    return Flow(
        FLOW,
        (
            *asking.steps(content),
            Step(
                "what",
                _ask_what,
                _take_what,
                check=_for_a_while,
                files=True,
                needed=lambda draft: not draft.get("given"),
            ),
            Step(
                "drop",
                _ask_drop,
                _take_drop,
                needed=lambda draft: draft.get("what") == DROP and not draft.get("given"),
            ),
            tag_step("broadcast_tags", content.tags),
        ),
        _finish,
        cancelled=_cancelled,
        facts=_facts,
        operators=True,
    )
