"""Gate "restore": an older back-up comes back, and who stopped, excluded herself, was erased or added a hard
limit meanwhile stays stopped, excluded, erased and limited. Without the journal everybody starts stopped."""

import json
import tempfile
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot import keys as key_files
from bot.archive import backup
from bot.clocks import world_now
from bot.journal import SafetyJournal
from bot.keys import Unlocked
from bot.places import opened
from bot.restore import Restorer, restore
from bot.settings import Settings, load_settings
from storage.migrate import upgrade
from storage.queries.facts import claim_database
from storage.sealing import Keyring
from storage.tables import Person, User
from storage.unit import Storage, UnitOfWork
from tests.acceptance.result import GateResult
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt, shipped_content, shipped_texts

NAME = "restore"
OTHERS = {False: 2, True: 40}
FATES = ("stops", "excludes", "forgets", "limits")


@dataclass(slots=True)
class Before:
    """Who was there when the back-up was made, and what became of them afterwards."""

    archive: Path
    people: dict[str, uuid.UUID] = field(default_factory=dict)


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """About five seconds in full size."""
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), database)
        unlocked = await key_files.unlock(settings, create=True)
        before = await _lived(settings, unlocked, seed, OTHERS[full])
        restorer = Restorer(
            settings, shipped_texts(), [tag.key for tag in shipped_content().tags], world_now(), None
        )
        await restore(restorer, before.archive, replace=True)
        problems += await _held(settings, unlocked, before)
        unlocked.home.journal.unlink()
        await restore(restorer, before.archive, replace=True)
        problems += await _everybody_stopped(settings, unlocked, before)
    people = len(before.people)
    figure = f"{people} members, {len(FATES)} fates after the back-up, {len(problems)} not held"
    return GateResult(NAME, not problems, figure, tuple(problems))


def _settings(folder: Path, database: str | None) -> Settings:
    environ = {
        "COURT_COURT__DATA_DIRECTORY": str(folder / "data"),
        "COURT_KEYS__FILE": str(folder / "keys" / "key.json"),
    }
    if database:
        environ["COURT_DATABASE__URL"] = database
    settings = load_settings(None, environ)
    settings.data_directory.mkdir(parents=True)
    return settings


async def _lived(settings: Settings, unlocked: Unlocked, seed: int, others: int) -> Before:
    """Members play, a back-up is made, then four of them act for their safety."""
    await upgrade(settings.database_url)
    keyring = Keyring(unlocked.keys)
    storage = Storage(settings.database_url, keyring)
    await claim_database(storage)
    journal = SafetyJournal(unlocked.home.journal, keyring)
    clock = FakeClock(world_now())
    court = ScriptedCourt(storage, clock, settings.data_directory, journal=journal, seed=seed)
    names = [*FATES, *(f"other{number}" for number in range(others))]
    chats = {name: await playing.member(court, name) for name in names}
    for anna in chats.values():
        await playing.task_of(court, anna)
    people = {name: (await anna.person()).id for name, anna in chats.items()}
    made = await backup(settings, unlocked, now=world_now(), target=settings.data_directory / "gate.zip")
    clock.advance(timedelta(seconds=2))
    await _act(chats)
    await court.engine.settle()
    await court.close()
    await storage.close()
    journal.close()
    return Before(made.path, people)


async def _act(chats: dict[str, Chatter]) -> None:
    await chats["stops"].says("oh, marmalade sky")
    await chats["excludes"].says("/exclude")
    await chats["excludes"].presses("6 months")
    await chats["excludes"].presses("Yes, exclude me")
    await chats["forgets"].says("/forget")
    await chats["forgets"].presses("Erase everything")
    await chats["limits"].says("/limits")
    await chats["limits"].presses("Kneeling")
    await chats["limits"].presses("Done")
    await chats["limits"].presses("Done")
    await chats["limits"].presses("Skip")


async def _held(settings: Settings, unlocked: Unlocked, before: Before) -> list[str]:
    problems = []
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        rows = {name: await tx.get(Person, person_id) for name, person_id in before.people.items()}
        if rows["forgets"] is not None:
            problems.append("the erased is back")
        stopped = rows["stops"]
        if stopped is None or stopped.stopped_at is None:
            problems.append("the stopped is not stopped")
        excluded = rows["excludes"]
        if excluded is None or excluded.excluded_until is None or excluded.stopped_at is None:
            problems.append("the excluded is not excluded")
        if "kneeling" not in await _hard(tx, before.people["limits"]):
            problems.append("the new hard limit is gone")
        for name, row in rows.items():
            if name not in FATES and (row is None or row.stopped_at is not None):
                problems.append(f"{name} is not as in the back-up")
    return problems


async def _everybody_stopped(settings: Settings, unlocked: Unlocked, before: Before) -> list[str]:
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        rows = {name: await tx.get(Person, person_id) for name, person_id in before.people.items()}
    return [f"{name} plays without a journal" for name, row in rows.items() if row and not row.stopped_at]


async def _hard(tx: UnitOfWork, person_id: uuid.UUID) -> list[str]:
    user = await tx.get(User, person_id)
    text = await tx.open(user, "limits") if user else None
    found: list[str] = json.loads(text)["hard"] if text else []
    return found
