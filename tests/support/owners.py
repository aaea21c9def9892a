"""An owner at a machine: where she keeps keys and data, what she types, and a court with a few members."""

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import keys as key_files
from bot.blobs import IndexedVault
from bot.house import open_vault
from bot.journal import SafetyJournal
from bot.keys import Unlocked
from bot.places import opened
from bot.settings import Settings
from storage import migrate
from storage.enums import OutboxClass, ProofType, TaskStatus, TaskType
from storage.sealing import Keyring
from storage.tables import Outbox, Task, TaskPlan, User
from storage.unit import Storage, UnitOfWork
from tests.support.clocks import FakeClock
from tests.support.people import make_member

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command ended with, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who runs a court: ``desk`` is her working directory, ``cabinet`` where keys are kept."""

    home: Path

    @property
    def desk(self) -> Path:
        """The working directory."""
        return self.home / "desk"

    @property
    def cabinet(self) -> Path:
        """The configuration directory of the court's program."""
        return self.home / "config" / "her-court"

    @property
    def environment(self) -> dict[str, str]:
        """What makes programs find the owner's folders."""
        return {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config")}

    def types(self, *arguments: str, text: str = "", **environment: str) -> Done:
        """Run ``python -m bot`` with these arguments, in a process of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COURT_")}
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.desk,
            env={**kept, **self.environment, "PYTHONPATH": str(ROOT), **environment},
            input=text,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)


@dataclass(slots=True)
class CourtOnDisk:
    """A court with its keys, database, vault and journal, opened anew for every question."""

    settings: Settings
    unlocked: Unlocked

    @classmethod
    async def made(cls, settings: Settings, template: Path | None = None) -> "CourtOnDisk":
        """A new, empty court; ``template`` is a migrated SQLite file to begin with."""
        unlocked = await key_files.unlock(settings, create=True)
        if template is not None:
            shutil.copyfile(template, settings.data_directory / "court.sqlite")
        await migrate.upgrade(settings.database_url)
        async with opened(settings, unlocked.keys) as storage:
            await key_files.claim(storage)
        return cls(settings, unlocked)

    @property
    def journal(self) -> SafetyJournal:
        """The court's safety journal, to write to."""
        return SafetyJournal(self.unlocked.home.journal, Keyring(self.unlocked.keys))

    async def record(self, kind: str, person_id: uuid.UUID, **facts: str) -> None:
        """Write one entry into the journal."""
        journal = self.journal
        await journal.record(kind, person_id, **facts)
        journal.close()

    def tag_hash(self, tag: str) -> str:
        """How the journal calls a tag."""
        return Keyring(self.unlocked.keys).keyed_hash("tag", tag)

    async def member(self, name: str, **columns: object) -> uuid.UUID:
        """A member with an open task, something queued, and a photo in the vault."""
        async with opened(self.settings, self.unlocked.keys) as storage:
            async with storage.begin() as tx:
                user = await make_member(tx, username=name, **columns)
                await give_task(tx, user)
                await queue_message(tx, user)
            await self.blobs(storage).write(
                user.id, b"a photo of " + name.encode(), kind="photo", mime="image/jpeg"
            )
        return user.id

    def blobs(self, storage: Storage) -> IndexedVault:
        """The court's vault."""
        return IndexedVault(storage, open_vault(self.settings), FakeClock(NOW))


async def give_task(tx: UnitOfWork, user: User, kind: TaskType = TaskType.DAILY) -> Task:
    """An open task for the member."""
    task = Task(
        user_id=user.id,
        type=kind,
        domme_persona=user.domme_assigned,
        proof_type_required=ProofType.TEXT,
        status=TaskStatus.ASSIGNED,
        assigned_at=NOW,
        due_at=NOW + timedelta(hours=5),
    )
    tx.add(await tx.seal(task, description="Write me a letter."))
    await tx.flush()
    tx.add(TaskPlan(task_id=task.id, user_id=user.id, delivered_at=NOW))
    await tx.flush()
    return task


async def queue_message(tx: UnitOfWork, user: User, klass: OutboxClass = OutboxClass.GAME) -> Outbox:
    """A message waiting to be sent to the member."""
    from storage.queries import people

    account = (await people.accounts_of(tx, user.id))[0]
    row = Outbox(account_id=account.id, person_id=user.id, klass=klass, created_at=NOW)
    tx.add(await tx.seal(row, payload="{}"))
    await tx.flush()
    return row
