"""What a replay of the safety journal does to one person who is still there.

Nobody is resumed, unlocked or let in by it. What cannot be brought back (a new safeword, free words of a
limit, a torn line) puts the member on a stop that says so."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.fates import Fate
from handlers.chat.outgoing import MEANING, Say, Speaker
from handlers.content.texts import Texts
from handlers.drops import sending as drops
from handlers.member.tokens import closing
from handlers.ports import Blobs
from handlers.rules.joining import taken_along
from handlers.scenes import playing as scenes
from handlers.standing import set_standing, standing_of
from storage.enums import LimitKind, OutboxClass, OutboxStatus, Platform
from storage.queries import joining, moving, people, recovery, safety, sessions, tags
from storage.queries.door import add_bar
from storage.tables import Consent, MemberSettings, Outbox, Person, PersonaStay, User, Work
from storage.unit import Storage, UnitOfWork

SWITCHES = ("auto_punishment", "inspections")
FIGURES = ("max_intensity", "tasks_a_day", "punishments_a_day", "spending_cap")


@dataclass(frozen=True, slots=True)
class Replayer:
    """What a replay needs: the restored court, its vault, and the words and tags of its content."""

    storage: Storage
    blobs: Blobs
    texts: Texts
    tags: Sequence[str]
    personas: Sequence[str]
    now: datetime
    cool_off: timedelta


@dataclass(slots=True)
class Replayed:
    """What a replay did, in figures."""

    members: int = 0
    erased: int = 0
    stopped: int = 0
    changed: int = 0
    everybody: bool = False
    notices: dict[str, int] = field(default_factory=dict)


async def apply_fate(
    replayer: Replayer, tx: UnitOfWork, person_id: uuid.UUID, fate: Fate, done: Replayed, *, everybody: bool
) -> None:
    """Bring one person, who is not erased, to where the journal left her."""
    person = await tx.lock(person_id)
    if person is None:
        return
    user = await tx.get(User, person_id)
    done.members += user is not None
    lost = user is not None and fate.limits is not None and await _restore_limits(replayer, tx, user, fate)
    await _take_back_consents(replayer, tx, person_id, fate)
    if user is not None and fate.persona is not None:
        await _hold_persona(replayer, tx, user, *fate.persona)
    await _hold_locks(replayer, tx, person, fate)
    await _hold_door(replayer, tx, person, fate, member=user is not None)
    notice = _notice(fate, lost=lost, everybody=everybody and user is not None)
    if fate.stopped or fate.excluded_until is not None or notice:
        await _stop(replayer, tx, person, fate)
        done.stopped += 1
    elif fate.was_stopped:
        await _close(replayer, tx, person)
    if notice:
        await _tell(replayer, tx, person, notice)
        done.notices[notice] = done.notices.get(notice, 0) + 1
    await _let_go(replayer, tx, person, fate)
    done.changed += fate != Fate()


async def _let_go(replayer: Replayer, tx: UnitOfWork, person: Person, fate: Fate) -> None:
    """Accounts that were unlinked since are hers no more; what stops play goes on holding for them."""
    for address in sorted(fate.unlinked):
        account = await joining.account_with(tx, person.id, address)
        if account is None:
            continue
        if account.platform is Platform.WEB:
            await joining.drop_web_account(tx, account)
            continue
        alone = await joining.part(tx, account, replayer.now)
        set_standing(alone, taken_along(standing_of(person)))


def _notice(fate: Fate, *, lost: bool, everybody: bool) -> str | None:
    """Which words explain a stop that the member did not ask for; None if there is none."""
    if fate.safeword_changed:
        return "restored.safeword"
    if fate.words_changed or lost:
        return "restored.limits"
    return "restored.stopped" if fate.unknown or everybody else None


async def _stop(replayer: Replayer, tx: UnitOfWork, person: Person, fate: Fate) -> None:
    """The state of a stop: a new epoch, nothing queued, tasks frozen, the cool-off begun."""
    moment = fate.stopped_at or replayer.now
    person.stopped_at = person.stopped_at or moment
    person.cooloff_until = max(person.cooloff_until or moment, moment + replayer.cool_off)
    person.held_at = None
    person.stop_epoch += 1
    await recovery.close_play(tx, person.id, replayer.now)
    await recovery.freeze_tasks(tx, person.id, replayer.now)


async def _close(replayer: Replayer, tx: UnitOfWork, person: Person) -> None:
    """A stop and a resume that the back-up does not know: what was open before it is not revived."""
    person.stop_epoch += 1
    await recovery.close_play(tx, person.id, replayer.now)
    if person.stopped_at is None:
        await recovery.withdraw_tasks(tx, person.id, replayer.now, "restored")
    else:
        await recovery.freeze_tasks(tx, person.id, replayer.now)


async def _hold_locks(replayer: Replayer, tx: UnitOfWork, person: Person, fate: Fate) -> None:
    if fate.excluded_until is not None:
        person.excluded_until = max(fate.excluded_until, person.excluded_until or fate.excluded_until)
    if fate.timeout_until is not None:
        person.timeout_until = max(fate.timeout_until, person.timeout_until or fate.timeout_until)
    if fate.minor_locked:
        person.minor_locked_at = person.minor_locked_at or replayer.now
        await safety.seal_media(tx, person.id, replayer.now)
        await recovery.freeze_tasks(tx, person.id, replayer.now)
    if fate.banned:
        person.banned_at = person.banned_at or replayer.now
        await recovery.withdraw_tasks(tx, person.id, replayer.now, "ban")
    if fate.minor_locked or fate.banned:
        await recovery.close_play(tx, person.id, replayer.now)
    if fate.banned or fate.excluded_until is not None:
        # What was bought and not spent is given back once the court runs.
        tx.add(Work(kind=closing.WORK, person_id=person.id, created_at=replayer.now))


async def _hold_door(replayer: Replayer, tx: UnitOfWork, person: Person, fate: Fate, *, member: bool) -> None:
    """The bars at the door that exclusion makes for members, and a minor's refusal for strangers."""
    for address in sorted(fate.addresses | frozenset(await recovery.address_hashes(tx, person.id))):
        if fate.excluded_until is not None and person.excluded_until is not None:
            await add_bar(tx, address, "exclusion", replayer.now, until=person.excluded_until)
        if fate.minor_locked and not member:
            await add_bar(tx, address, "minor", replayer.now)


async def _restore_limits(replayer: Replayer, tx: UnitOfWork, user: User, fate: Fate) -> bool:
    """Write the journal's limits; True when one of them is of a tag that the packs no longer have."""
    if fate.limits is None:
        return False
    known = {tx.keyring.keyed_hash("tag", tag): tag for tag in replayer.tags}
    hard, soft = ([known[each] for each in sorted(side) if each in known] for side in fate.limits)
    kept = json.loads(await tx.open(user, "limits") or "{}")
    wishes = [tag for tag in json.loads(await tx.open(user, "fantasy_tags") or "[]") if tag not in hard]
    limits = {"hard": sorted(hard), "soft": sorted(soft), "words": kept.get("words", "")}
    await tx.seal(user, limits=json.dumps(limits), fantasy_tags=json.dumps(wishes))
    hashes: Mapping[str, LimitKind] = {
        **dict.fromkeys(fate.limits[1], LimitKind.SOFT),
        **dict.fromkeys(fate.limits[0], LimitKind.HARD),
    }
    await tags.replace_member_tags(tx, user.id, hashes)
    settings = await tx.get(MemberSettings, user.id)
    if settings is not None:
        settings.own_words = None  # The wishes are mirrored anew once the court runs.
    await recovery.withdraw_touching(tx, user.id, fate.limits[0], replayer.now)
    await recovery.close_offers(tx, user.id, replayer.now)
    # What voices on their way touch is not looked at: none of them arrives, and a scene is paid back.
    await recovery.silence(tx, user.id, drops.RECEIPT, OutboxStatus.CANCELLED)
    await recovery.silence(tx, user.id, scenes.RECEIPT, OutboxStatus.DEAD)
    # What a model was shown holds the limits as they were.
    await sessions.cancel_open(tx, user.id, "limits", replayer.now)
    return not known.keys() >= fate.limits[0] | fate.limits[1]


async def _take_back_consents(replayer: Replayer, tx: UnitOfWork, person_id: uuid.UUID, fate: Fate) -> None:
    """Take back what was taken back; what was given after the back-up must be given again."""
    settings = await tx.get(MemberSettings, person_id)
    for name in sorted(name for name, given in fate.consents.items() if not given):
        tx.add(Consent(person_id=person_id, kind=name, version="", given=False, at=replayer.now))
        if settings is not None and name in SWITCHES:
            setattr(settings, name, False)
        elif settings is not None and name == "terms":
            settings.terms_version = ""
    for name in FIGURES:
        if settings is not None and name in fate.figures:
            setattr(settings, name, min(fate.figures[name], getattr(settings, name)))


async def _hold_persona(replayer: Replayer, tx: UnitOfWork, user: User, hashed: str, since: datetime) -> None:
    """She is with the persona she went to, whose people see of the time before only what she shares anew."""
    known = {tx.keyring.keyed_hash("persona", each): each for each in replayer.personas}
    persona, stay = known.get(hashed), await moving.latest_stay(tx, user.id)
    if persona is None:
        return
    if stay is None:
        tx.add(PersonaStay(user_id=user.id, persona=user.domme_assigned, since=user.created_at))
    if stay is not None and stay.since == since:
        stay.shared = []
    else:
        tx.add(PersonaStay(user_id=user.id, persona=persona, since=since))
    if user.domme_assigned != persona:
        user.domme_assigned = persona
        await recovery.silence(tx, user.id, drops.RECEIPT, OutboxStatus.CANCELLED)


async def _tell(replayer: Replayer, tx: UnitOfWork, person: Person, notice: str) -> None:
    """Queue the reason, out of character, for where the person spoke last; nowhere else if that is closed."""
    accounts = await people.accounts_of(tx, person.id)
    spoke = [each for each in accounts if each.id == person.spoke_account_id]
    account = next(iter(spoke or accounts), None)
    if account is None or account.unreachable_at is not None:
        return
    row = Outbox(
        account_id=account.id,
        person_id=person.id,
        klass=OutboxClass.SAFETY,
        stop_epoch=person.stop_epoch,
        ref=f"restored:{person.stop_epoch}",
        created_at=replayer.now,
    )
    said = Say(replayer.texts.get(notice, person.language), by=Speaker.SAFETY)
    tx.add(await tx.seal(row, payload=MEANING.dump_json(said).decode()))
