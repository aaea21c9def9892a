"""What is handed out, erased, hidden and agreed to."""

import io
import json
import uuid
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.platforms.port import Refused as Undeliverable
from handlers import ledger
from handlers.ports import Policy
from handlers.rules.limits import Refused
from storage import log
from storage.enums import ProofType, Role
from storage.tables import AdminLog, Consent, DataKey, Operator, Person, PointEntry, Task, VaultBlob
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt, media_of

LONG_PROOF = "I did all of it, slowly, and I am glad that I did."


async def exported(court: ScriptedCourt, anna: Chatter) -> zipfile.ZipFile:
    """The archive a member gets."""
    await anna.says("/export")
    [medium] = media_of(anna.last)
    return zipfile.ZipFile(io.BytesIO(await court.house.blobs.read(uuid.UUID(medium.blob))))


async def test_an_export_holds_every_table_opened_and_the_media(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture())
    archive = await exported(court, anna)

    [task] = json.loads(archive.read("tables/tasks.json"))
    assert task["description"] == "Polish the brass until it answers."
    [user] = json.loads(archive.read("tables/users.json"))
    assert user["safeword"] == "marmalade sky"
    assert any(name.endswith(".jpg") for name in archive.namelist())


async def test_one_lost_file_does_not_cost_the_export(court: ScriptedCourt, tmp_path: Path) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture())
    async with court.storage.read() as tx:
        [blob] = [row.id for row in await tx.all(select(VaultBlob))]
    for file in (tmp_path / "vault").rglob("*"):
        if file.is_file():
            file.unlink()
    archive = await exported(court, anna)

    assert str(blob) in archive.read("media/MISSING.txt").decode()
    assert "tables/tasks.json" in archive.namelist()


async def test_an_export_holds_what_the_log_says_of_the_member_and_not_of_others(
    court: ScriptedCourt,
) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await olga.says("/member anna")
    await olga.presses("Write")
    await olga.fills(text="Well done today.")
    own = json.loads((await exported(court, anna)).read("tables/admin_log.json"))
    assert "Well done today." in [json.loads(row["detail"] or "{}").get("text") for row in own]

    await olga.says("/invite")
    await olga.fills(kind="member", persona="all", uses="1")
    hers = json.loads((await exported(court, olga)).read("tables/admin_log.json"))
    assert [row["kind"] for row in hers] == ["invite"]


async def test_export_works_while_stopped_and_banned(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("red")
    await playing.change(court, anna, banned_at=court.clock.court())

    assert "tables/users.json" in (await exported(court, anna)).namelist()


async def test_to_be_forgotten_is_asked_first(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/forget")
    await anna.presses("No, keep it")

    assert (await anna.person()).erasing_at is None


async def test_forgotten_everything_goes_but_nameless_ledgers_and_the_log(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await anna.says(LONG_PROOF)
    await olga.says("/desk")
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await ledger.give_points(turn, turn.me, "task:x:bonus", 5)
    await anna.says("/forget")
    await anna.presses("Erase everything")

    [farewell] = anna.bubbles
    assert "the last you hear" in farewell.text
    assert LONG_PROOF not in olga.heard
    async with court.storage.read() as tx:
        assert [row.id for row in await tx.all(select(Person))] == [(await olga.person()).id]
        assert await tx.all(select(Task)) == []
        assert len(await tx.all(select(DataKey))) <= 1
        assert [(row.user_id, row.taken) for row in await tx.all(select(PointEntry))] == [(None, 5)]
        assert await tx.all(select(AdminLog)) != []
        assert await log.verify(tx) == []
    assert [kind for kind, _, _ in court.journal.entries][-1] == "erase"


async def test_what_was_erased_leaves_the_databases_files(court: ScriptedCourt, tmp_path: Path) -> None:
    anna = await playing.member(court, "unmistakable-name")
    await anna.says("/forget")
    await anna.presses("Erase everything")

    walls = [path for path in tmp_path.rglob("*-wal") if path.stat().st_size]
    assert walls == [] or all(b"unmistakable-name" not in path.read_bytes() for path in walls)


async def test_a_farewell_that_cannot_be_sent_keeps_nobody_from_being_erased(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/forget")
    court.platform.troubles = [Undeliverable("gone")] * 4
    await anna.presses("Erase everything")
    await court.pass_time(timedelta(minutes=11))

    async with court.storage.read() as tx:
        assert await tx.all(select(Person)) == []


async def test_the_last_owner_cannot_vanish_not_even_with_an_old_button(court: ScriptedCourt) -> None:
    olga, ella = await playing.operator(court), await playing.operator(court, "ella")
    async with court.storage.begin() as tx:
        for row in await tx.all(select(Operator)):
            row.role = Role.OWNER
    await olga.says("/forget")
    await ella.says("/forget")
    await olga.presses("Erase everything")
    await ella.presses("Erase everything")

    assert "only owner" in ella.last.text
    async with court.storage.read() as tx:
        assert [row.person_id for row in await tx.all(select(Operator))] == [(await ella.person()).id]


async def test_bars_outlive_an_erasure(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("Yes, exclude me")
    await anna.says("/forget")
    await anna.presses("Erase everything")
    await anna.says("/start")

    assert "excluded yourself" in anna.last.text


async def test_hide_clears_the_chat(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await playing.task_of(court, anna)
    await anna.says("/hide")

    assert "brass" not in anna.heard
    assert "cleared" in anna.last.text


# -- terms ---------------------------------------------------------------------------------------------


@pytest.fixture
async def renewed(sqlite_storage: Storage, clock: FakeClock, tmp_path: Path) -> AsyncIterator[ScriptedCourt]:
    """A court whose terms have a second version."""
    policy = Policy(admission="open", terms_version="2")
    court = ScriptedCourt(sqlite_storage, clock, tmp_path, policy=policy)
    yield court
    await court.close()


async def test_new_terms_are_asked_about_once_and_pause_new_tasks_only(renewed: ScriptedCourt) -> None:
    anna = await playing.member(renewed, terms_version="2")
    await playing.task_of(renewed, anna)
    await playing.change(renewed, anna, terms_version="1")
    await anna.says("/tasks")
    assert "terms are new" in anna.last.text
    await anna.says("hello")
    assert anna.heard.count("terms are new") == 1

    assert isinstance(await playing.given(renewed, anna), Refused)
    await anna.says(LONG_PROOF)
    assert len(await playing.attempts(renewed, anna)) == 1, "play goes on"

    await anna.says("/terms")
    await anna.presses("I accept")
    assert not isinstance(await playing.given(renewed, anna), Refused)
    async with renewed.storage.read() as tx:
        kinds = [(row.kind, row.version) for row in await tx.all(select(Consent)) if row.given]
    assert kinds == [("terms", "2")]


async def test_whoever_is_stopped_is_not_asked_about_terms(renewed: ScriptedCourt) -> None:
    anna = await playing.member(renewed, terms_version="1")
    await anna.says("red")
    await anna.says("/help")

    assert "terms are new" not in anna.heard
