"""`check` finds what is wrong and says how to mend it."""

import asyncio
import json
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import web

from bot.cli import check_data, check_world
from bot.cli.finding import Finding, Level
from bot.house import open_vault
from bot.places import opened
from bot.recovery import mark_saved
from bot.settings import Settings, load_settings
from storage import log
from tests.bot.cli.conftest import Types
from tests.support.owners import NOW, CourtOnDisk, Owner

TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawQ"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


def about(findings: list[Finding], name: str) -> Finding:
    """What was found about something."""
    return next(finding for finding in findings if finding.about == name)


async def test_a_new_machine_has_nothing_to_mend(owner: Owner, settings: Settings) -> None:
    for check in (check_data.check_keys, check_data.check_database, check_data.check_vault):
        assert all(finding.level is Level.OK for finding in await check(settings))
    assert not settings.data_directory.exists()
    assert not owner.cabinet.exists()


async def test_a_court_in_order_is_in_order(court: CourtOnDisk) -> None:
    await court.member("anna")
    mark_saved(court.unlocked.home, court.unlocked.keys)
    findings = [
        finding
        for check in (check_data.check_keys, check_data.check_database, check_data.check_vault)
        for finding in await check(court.settings)
    ]
    assert [finding for finding in findings if finding.level is not Level.OK] == []
    assert about(findings, "key opens data").found == "a row was opened"
    assert about(findings, "vault").found == "1 blobs, none missing"


async def test_an_unsaved_recovery_key_is_reminded_of(court: CourtOnDisk) -> None:
    finding = about(await check_data.check_keys(court.settings), "recovery key")
    assert finding.level is Level.WARN
    assert "recovery-key --saved" in finding.mend


async def test_a_key_others_can_read_is_noticed(court: CourtOnDisk) -> None:
    key = court.unlocked.home.key_file
    assert key is not None
    key.chmod(0o644)
    finding = about(await check_data.check_keys(court.settings), "key")
    assert finding.level is Level.WARN
    assert finding.mend == f"chmod 600 {key}"


async def test_a_lost_key_fails(court: CourtOnDisk) -> None:
    key = court.unlocked.home.key_file
    assert key is not None
    key.unlink()
    (finding,) = await check_data.check_keys(court.settings)
    assert finding.level is Level.FAIL


async def test_a_journal_with_torn_lines_or_beside_the_data_is_noticed(court: CourtOnDisk) -> None:
    await court.record("stop", await court.member("anna"))
    journal = court.unlocked.home.journal
    journal.write_bytes(journal.read_bytes()[:-20])
    assert "1 of 1 lines" in about(await check_data.check_keys(court.settings), "safety journal").found
    inside = load_settings(None, {"COURT_KEYS__JOURNAL": "court-data/journal"})
    shutil.move(journal, inside.keys.journal or "")
    assert "beside the data" in about(await check_data.check_keys(inside), "safety journal").found


async def test_a_damaged_database_fails(court: CourtOnDisk) -> None:
    file = court.settings.data_directory / "court.sqlite"
    data = bytearray(file.read_bytes())
    data[8192:40960] = b"\xff" * (40960 - 8192)
    file.write_bytes(data)
    findings = await check_data.check_database(court.settings)
    assert findings[0].level is Level.FAIL
    assert "restore" in findings[0].mend


async def test_a_database_that_is_gone_or_unreachable_fails(court: CourtOnDisk) -> None:
    (court.settings.data_directory / "court.sqlite").unlink()
    (gone,) = await check_data.check_database(court.settings)
    assert (gone.level, gone.found) == (Level.FAIL, "is not there, but this is no new court")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql://court:hunter2@127.0.0.1:{free.getsockname()[1]}/court"
        (away,) = await check_data.check_database(load_settings(None, {"COURT_DATABASE__URL": url}))
    assert away.level is Level.FAIL
    assert "hunter2" not in str(away)


async def test_a_changed_log_fails(court: CourtOnDisk) -> None:
    async with opened(court.settings, court.unlocked.keys) as storage:
        for kind in ("look", "ban"):
            async with storage.begin() as tx:
                await log.append(tx, at=NOW, actor=None, kind=kind)
    assert about(await check_data.check_database(court.settings), "log").level is Level.OK
    with closing(sqlite3.connect(court.settings.data_directory / "court.sqlite")) as connection:
        connection.execute("DROP TRIGGER admin_log_no_update")
        connection.execute("UPDATE admin_log SET kind = 'unban' WHERE kind = 'ban'")
        connection.commit()
    assert about(await check_data.check_database(court.settings), "log").level is Level.FAIL


async def test_missing_blobs_are_counted(court: CourtOnDisk) -> None:
    await court.member("anna")
    vault = open_vault(court.settings)
    for blob in await vault.ids():
        await vault.delete(blob)
    (finding,) = await check_data.check_vault(court.settings)
    assert (finding.level, finding.found) == (Level.WARN, "1 of 1 blobs are missing")


async def test_content_with_a_mistake_is_named_with_its_file(owner: Owner) -> None:
    pack = owner.desk / "pack" / "nobody"
    pack.mkdir(parents=True)
    (pack / "tasks.toml").write_text("[[task]]\nkey = 5\n")
    findings = await check_world.check_content(load_settings(None, {"COURT_CONTENT__PACKS": "pack"}))
    assert all(finding.level is Level.FAIL for finding in findings)
    assert "pack/nobody" in findings[0].found


async def test_every_language_wants_its_local_help(settings: Settings) -> None:
    assert about(await check_world.check_content(settings), "local help").level is Level.WARN
    helped = load_settings(None, {"COURT_COURT__HELPLINES__EN": "112"})
    assert [f.about for f in await check_world.check_content(helped) if f.level is not Level.OK] == []


async def test_sound_really_goes_through_ffmpeg(settings: Settings) -> None:
    (finding,) = await check_world.check_ffmpeg(settings)
    assert finding.level is not Level.FAIL
    assert "audio/ogg" in finding.found


async def test_an_ffmpeg_that_does_not_work_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, owner: Owner
) -> None:
    broken = owner.home / "ffmpeg"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(broken))
    (finding,) = await check_world.check_ffmpeg(settings)
    assert finding.level is Level.FAIL


async def test_a_port_in_use_fails_unless_this_court_uses_it(owner: Owner) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = load_settings(None, {"COURT_WEB__PORT": str(other.getsockname()[1])})
        (finding,) = await check_world.check_web(settings)
    assert finding.level is Level.FAIL
    (free,) = await check_world.check_web(settings)
    assert free.level is Level.OK


async def test_a_page_for_everybody_without_encryption_is_warned_of(owner: Owner) -> None:
    plain = {"COURT_WEB__PUBLIC_URL": "http://court.example.org", "COURT_WEB__PORT": "0"}
    assert [f.level for f in await check_world.check_web(load_settings(None, plain))] == [
        Level.OK,
        Level.WARN,
    ]
    safe = {**plain, "COURT_WEB__PUBLIC_URL": "https://court.example.org"}
    assert [f.level for f in await check_world.check_web(load_settings(None, safe))] == [Level.OK]


@asynccontextmanager
async def platform(status: int) -> AsyncIterator[str]:
    """A platform that answers everything with this status."""

    async def answer(request: web.Request) -> web.Response:
        known = TELEGRAM in request.path or request.headers.get("Authorization") == f"Bot {DISCORD}"
        return web.Response(status=status if known else 418)

    application = web.Application()
    application.router.add_get("/{anything:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "level"), [(200, Level.OK), (401, Level.FAIL), (404, Level.FAIL), (502, Level.WARN)]
)
async def test_platforms_are_asked_about_their_tokens(owner: Owner, status: int, level: Level) -> None:
    async with platform(status) as address:
        settings = load_settings(
            None,
            {
                "COURT_TELEGRAM__TOKEN": TELEGRAM,
                "COURT_TELEGRAM__API_BASE_URL": f"{address}/bot",
                "COURT_DISCORD__TOKEN": DISCORD,
                "COURT_DISCORD__API_BASE_URL": address,
            },
        )
        findings = await check_world.check_platforms(settings)
    assert [finding.level for finding in findings] == [level, level]
    assert TELEGRAM not in str(findings)
    assert DISCORD not in str(findings)


async def test_a_platform_that_does_not_answer_is_a_warning_and_a_garbled_token_a_failure(
    owner: Owner,
) -> None:
    silent = {"COURT_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9/bot", "COURT_TELEGRAM__TOKEN": TELEGRAM}
    garbled = {"COURT_DISCORD__TOKEN": f"Bot {DISCORD}"}
    first, second = await check_world.check_platforms(load_settings(None, {**silent, **garbled}))
    assert (first.level, second.level) == (Level.WARN, Level.FAIL)
    assert TELEGRAM not in str(first)


async def test_zones_and_disk_are_looked_at(settings: Settings) -> None:
    assert (await check_world.check_zones(settings))[0].level is Level.OK
    disks = await check_data.check_disk(settings)
    assert {finding.about for finding in disks} == {
        f"disk of {settings.data_directory}",
        f"disk of {settings.vault_directory}",
    }


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check that starts ffmpeg."""

    async def nothing(_settings: Settings) -> list[Finding]:
        return []

    monkeypatch.setattr(check_world, "check_ffmpeg", nothing)


@pytest.mark.usefixtures("quick")
def test_the_exit_code_says_whether_something_failed(
    types: Types, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path
) -> None:
    monkeypatch.setenv("COURT_WEB__PORT", "0")
    assert types("check").code == 0
    monkeypatch.setenv("COURT_TELEGRAM__TOKEN", "garbled")
    done = types("check")
    assert done.code == 1
    assert "fail  telegram: the token does not look like one\n      -> copy it again" in done.out
    found = json.loads(types("check", "--json").out)
    assert [each["level"] for each in found if each["about"] == "telegram"] == ["fail"]


@pytest.mark.usefixtures("quick")
def test_a_wrong_configuration_is_a_finding(types: Types, owner: Owner) -> None:
    (owner.desk / "config.toml").write_text("[web]\nprot = 1\n")
    done = types("check", "--json")
    assert done.code == 2
    (finding,) = json.loads(done.out)
    assert finding["level"] == "fail"
    assert "did you mean" in finding["found"]


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check_broken(_settings: Settings) -> list[Finding]:
        raise ZeroDivisionError

    monkeypatch.setattr(check_world, "check_ffmpeg", check_broken)
    monkeypatch.setenv("COURT_WEB__PORT", "0")
    done = types("check")
    assert done.code == 1
    assert "fail  broken: " in done.out
    assert "web chat" in done.out
    assert asyncio.run(check_data.check_disk(load_settings(None, {})))
