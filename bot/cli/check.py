"""`check`: what is wrong, and how to mend it, before anybody else notices."""

import asyncio
import json
from typing import Annotated

import typer

from bot.cli.common import Config, config_path, settings_of
from bot.cli.exits import HELP, Exit, sentence_of
from bot.cli.finding import Check, Finding, Level, fail, ok
from bot.settings import Settings, SettingsError

AsJson = Annotated[bool, typer.Option("--json", help="A list of findings for programs.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=HELP)(check)


def check(config: Config = None, *, as_json: AsJson = False) -> None:
    """Look at configuration, key, database, log, vault, disk, content, ffmpeg, port and tokens."""
    try:
        settings = settings_of(config)
    except SettingsError as error:
        _show(
            [
                fail("configuration", problem, "config.example.toml explains each setting.")
                for problem in error.problems
            ],
            as_json=as_json,
        )
        raise typer.Exit(Exit.USAGE) from None
    path = config_path(config)
    first = ok("configuration", str(path) if path else "the defaults: there is no config.toml here")
    findings = [first, *asyncio.run(_findings(settings))]
    _show(findings, as_json=as_json)
    failed = any(finding.level is Level.FAIL for finding in findings)
    raise typer.Exit(Exit.FAILED if failed else Exit.OK)


async def _findings(settings: Settings) -> list[Finding]:
    from bot.cli import check_data, check_money, check_world  # noqa: PLC0415 - they load nearly everything

    checks: tuple[Check, ...] = (
        check_data.check_keys,
        check_data.check_database,
        check_data.check_owners,
        check_data.check_vault,
        check_data.check_disk,
        check_world.check_content,
        check_world.check_zones,
        check_world.check_ffmpeg,
        check_world.check_web,
        check_world.check_platforms,
        check_money.check_payments,
    )
    return [finding for each in checks for finding in await _tried(each, settings)]


async def _tried(each: Check, settings: Settings) -> list[Finding]:
    """One check; what it did not expect is a finding, too, and keeps no other from running."""
    try:
        return await each(settings)
    except Exception as error:  # noqa: BLE001 - a check that fails has found something
        about = each.__name__.removeprefix("check_")
        return [fail(about, sentence_of(error), "run `python -m bot check --debug` for more.")]


def _show(findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([finding.as_json() for finding in findings], indent=1))
        return
    for finding in findings:
        print(f"{finding.level:<4}  {finding.about}: {finding.found}")
        if finding.mend:
            print(f"      -> {finding.mend}")
