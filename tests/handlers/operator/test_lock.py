"""A minor's lock is an owner's to decide: lifted, destroyed or reported, and nothing goes before that."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from handlers.chat.incoming import Press
from storage import log
from storage.enums import ProofType, Role, Verdict
from storage.tables import AdminLog, Bar, Person, VaultBlob
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

CONFESSION = "I am 15 years old"
PLACE = "the hotline of the police, number 4711"


async def owner(court: ScriptedCourt) -> Chatter:
    """An owner of the court."""
    return await playing.operator(court, role=Role.OWNER)


async def locked(court: ScriptedCourt, *, judged_by: Chatter | None = None) -> Chatter:
    """A member whose account is locked, with one photo in the vault."""
    anna = await playing.member(court)
    await playing.task_of(court, anna, proof_type=ProofType.PHOTO)
    await anna.sends(playing.picture())
    if judged_by is not None:
        await playing.judge(court, judged_by, (await playing.attempts(court, anna))[0], Verdict.APPROVED)
    await anna.says(CONFESSION)
    await anna.presses("under 18")
    return anna


async def report(olga: Chatter, where: str = PLACE, when: str = "") -> None:
    """Note a report about anna."""
    await olga.says("/member anna")
    await olga.presses("Note a report")
    await olga.fills(where=where, when=when)


async def destroy(olga: Chatter) -> None:
    """Destroy anna's account."""
    await olga.says("/member anna")
    await olga.presses("Destroy everything")
    await olga.presses("Destroy it for good")


async def blobs(court: ScriptedCourt) -> list[VaultBlob]:
    """What the vault's index holds."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(VaultBlob)))


async def noted(court: ScriptedCourt, kind: str) -> list[dict[str, str] | None]:
    """What the log can still say about entries of a kind, oldest first."""
    async with court.storage.read() as tx:
        entries = await tx.all(select(AdminLog).where(col(AdminLog.kind) == kind).order_by(col(AdminLog.id)))
        return [await log.detail_of(tx, entry) for entry in entries]


async def test_destroying_is_asked_about_once_more_and_can_be_left(court: ScriptedCourt) -> None:
    olga = await owner(court)
    anna = await locked(court)
    await olga.says("/member anna")
    await olga.presses("Destroy everything")
    assert "for good" in olga.last.text
    await olga.presses("keep it sealed")

    assert "Nothing was destroyed" in olga.last.text
    assert (await anna.person()).minor_locked_at is not None
    assert [blob.closed_at is not None for blob in await blobs(court)] == [True]


async def test_destroyed_is_the_account_with_its_media_and_only_the_barring_hash_stays(
    court: ScriptedCourt, tmp_path: Path
) -> None:
    olga = await owner(court)
    anna = await locked(court)
    anna_id = (await anna.person()).id
    await destroy(olga)

    assert "decided to destroy" in anna.last.text
    assert await blobs(court) == []
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []
    async with court.storage.read() as tx:
        assert await tx.get(Person, anna_id) is None
        assert [bar.kind for bar in await tx.all(select(Bar))] == ["minor"]
    assert ("erase", anna_id) in [entry[:2] for entry in court.journal.entries]
    await anna.says("/start")
    assert "we part" in anna.last.text


async def test_a_report_stands_in_the_log_with_where_and_when(court: ScriptedCourt) -> None:
    olga = await owner(court)
    await locked(court)
    await report(olga, when="3 May, 14:00")
    await olga.says("/member anna")

    assert await noted(court, "minor.report") == [{"where": PLACE, "when": "3 May, 14:00"}]
    assert f"Reported to {PLACE}, 3 May, 14:00." in olga.last.text
    await olga.says("/log minor.report")
    assert "anna" in olga.last.text


async def test_a_report_without_a_time_was_made_now(court: ScriptedCourt) -> None:
    olga = await owner(court)
    await locked(court)
    await report(olga)

    [detail] = await noted(court, "minor.report")
    assert detail is not None
    assert detail["when"] == f"{court.clock.wall():%Y-%m-%d %H:%M} UTC"


@pytest.mark.parametrize(("where", "when"), [("", ""), ("  x ", ""), ("x" * 301, ""), (PLACE, "x" * 61)])
async def test_a_report_needs_a_place_and_no_novel(court: ScriptedCourt, where: str, when: str) -> None:
    olga = await owner(court)
    anna = await locked(court)
    await report(olga, where, when)

    assert "3 to 300" in olga.last.text
    assert (await anna.person()).reported_at is None


async def test_under_report_nothing_is_lifted_or_destroyed_until_the_owner_settles_it(
    court: ScriptedCourt,
) -> None:
    olga = await owner(court)
    anna = await locked(court)
    await olga.says("/member anna")
    lift = olga.button("Lift the lock")
    await olga.presses("Destroy everything")
    sure = olga.button("Destroy it for good")
    await report(olga)

    for button in (lift, sure):
        await olga.does(Press(button.token))
        assert "Settle it first" in olga.last.text
    assert (await anna.person()).minor_locked_at is not None
    await olga.says("/member anna")
    await olga.presses("The report is settled")
    await olga.presses("Lift the lock")
    assert (await anna.person()).minor_locked_at is None


async def test_where_it_was_reported_is_still_known_when_everything_is_destroyed(
    court: ScriptedCourt,
) -> None:
    olga = await owner(court)
    await locked(court)
    await report(olga)
    await olga.presses("The report is settled")
    await destroy(olga)

    assert await noted(court, "minor.report") == [None]
    [kept] = await noted(court, "minor.reported")
    assert kept is not None
    assert PLACE in kept["reports"]


@pytest.mark.slow
async def test_retention_waits_for_the_owner(court: ScriptedCourt) -> None:
    olga = await owner(court)
    await locked(court, judged_by=olga)
    await report(olga)
    await court.pass_time(timedelta(days=40), step=timedelta(days=10))
    assert len(await blobs(court)) == 1
    await olga.presses("The report is settled")
    await court.pass_time(timedelta(days=2), step=timedelta(days=1))
    assert len(await blobs(court)) == 1
    await olga.presses("Lift the lock")
    await court.pass_time(timedelta(days=2), step=timedelta(days=1))
    assert await blobs(court) == []


async def test_an_operator_who_is_no_owner_decides_nothing_about_a_lock(court: ScriptedCourt) -> None:
    olga = await playing.operator(court)
    await locked(court)
    await olga.says("/member anna")

    for label in ("Lift the lock", "Destroy everything", "Note a report"):
        assert not olga.sees_button(label)
    assert "Locked since" not in olga.last.text


async def test_buttons_of_a_lock_that_is_gone_say_so(court: ScriptedCourt) -> None:
    olga = await owner(court)
    anna = await locked(court)
    await olga.says("/member anna")
    note, ask = olga.button("Note a report"), olga.button("Destroy everything")
    await olga.presses("Destroy everything")
    sure = olga.button("Destroy it for good")
    await olga.presses("Lift the lock")

    for button in (note, ask, sure):
        heard = len(olga.bubbles)
        await olga.does(Press(button.token))
        assert "earlier moment" in olga.since(heard)
    assert (await anna.person()).erasing_at is None
