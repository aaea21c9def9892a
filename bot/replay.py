"""The safety journal replayed over a restored back-up: what was safe when it was written stays safe.

The erased stay erased, the stopped stopped; exclusions, locks, bans and limits hold. Every step can be done
twice, so that a replay that was interrupted is simply done again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from bot.fates import Fate, Fates, fold
from bot.journal import person_hash
from bot.journal_file import Journal
from bot.replay_person import Replayed, Replayer, apply_fate
from storage.queries import recovery
from storage.queries.door import add_bar
from storage.tables import Person
from storage.unit import UnitOfWork

__all__ = ["JournalMark", "Replayed", "Replayer", "fates_since", "replay"]
BATCH = 200


@dataclass(frozen=True, slots=True)
class JournalMark:
    """Where the journal stood when a back-up was made: which journal, and its newest entry."""

    name: str | None = None
    last: str | None = None


def fates_since(journal: Journal | None, mark: JournalMark) -> Fates:
    """What the journal says happened after ``mark``. Without this very journal, everybody starts stopped."""
    if journal is None:
        return Fates({}, everybody=True)
    lines = journal.after(mark.last) if journal.name == mark.name or mark.name is None else None
    if lines is None:
        return Fates(fold(journal.lines).people, everybody=True)
    return fold(lines)


async def replay(replayer: Replayer, fates: Fates) -> Replayed:
    """Apply the fates to everybody in the restored court. Raises storage's errors; can be started again."""
    done = Replayed(everybody=fates.everybody)
    async with replayer.storage.read() as tx:
        everybody = await recovery.person_ids(tx)
    await _bar_strangers(replayer, fates, everybody)
    doomed: list[uuid.UUID] = []
    for start in range(0, len(everybody), BATCH):
        async with replayer.storage.begin() as tx:
            for person_id in everybody[start : start + BATCH]:
                fate = fates.people.get(person_hash(tx.keyring, person_id), Fate())
                if fate.erased:
                    doomed.append(person_id)
                else:
                    await apply_fate(replayer, tx, person_id, fate, done, everybody=fates.everybody)
    for person_id in doomed:
        await _erase(replayer, person_id, fates)
        done.erased += 1
    return done


async def _erase(replayer: Replayer, person_id: uuid.UUID, fates: Fates) -> None:
    """Delete the person again; the bars that were to outlive her do."""
    async with replayer.storage.begin() as tx:
        fate = fates.people[person_hash(tx.keyring, person_id)]
        person = await tx.get(Person, person_id)
        addresses = frozenset(await recovery.address_hashes(tx, person_id)) | fate.addresses
        await _bar(replayer, tx, addresses, fate, person)
        blobs = await recovery.blobs_of(tx, person_id)
    await replayer.blobs.destroy(blobs)
    async with replayer.storage.begin() as tx:
        await recovery.erase_person(tx, person_id)


async def _bar_strangers(replayer: Replayer, fates: Fates, everybody: Sequence[uuid.UUID]) -> None:
    """Bars of people whom the back-up does not know any more, or not yet."""
    known = {person_hash(replayer.storage.keyring, person_id) for person_id in everybody}
    async with replayer.storage.begin() as tx:
        for person in sorted(fates.people.keys() - known):
            await _bar(replayer, tx, fates.people[person].addresses, fates.people[person], None)


async def _bar(
    replayer: Replayer, tx: UnitOfWork, addresses: frozenset[str], fate: Fate, person: Person | None
) -> None:
    minor = fate.minor_locked or (person is not None and person.minor_locked_at is not None)
    banned = fate.banned if fate.banned is not None else person is not None and person.banned_at is not None
    ends = [end for end in (fate.excluded_until, person.excluded_until if person else None) if end]
    for address in sorted(addresses):
        if minor:
            await add_bar(tx, address, "minor", replayer.now)
        if banned:
            await add_bar(tx, address, "ban", replayer.now)
        if ends and max(ends) > replayer.now:
            await add_bar(tx, address, "exclusion", replayer.now, until=max(ends))
