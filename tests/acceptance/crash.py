"""Gate "crash": the running bot is killed at random moments under load and started again.

Members hand in proofs over HTTP as a browser would, trying again with the same id until it is confirmed.
Every confirmed proof must be there once, every award once, and every balance equal the fold of its ledger."""

import asyncio
import itertools
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlmodel import select

from bot import keys as key_files
from bot.clocks import world_now
from bot.keys import Unlocked
from bot.places import opened
from bot.platforms.web.passwords import Passwords
from bot.settings import Settings, load_settings
from storage.enums import Platform
from storage.migrate import upgrade
from storage.queries import people, web
from storage.queries.facts import claim_database
from storage.sealing import Keyring
from storage.tables import PointEntry, ProofAttempt, User, WebLogin, WebMessage
from storage.unit import Storage
from tests.acceptance.result import GateResult
from tests.bot.platforms.web.browser import Browser
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt

NAME = "crash"
KILLS = {False: 3, True: 50}
MEMBERS = 4
ALONE = 2
TASKS = {False: 6, True: 60}
PASSWORD = "correct horse battery"
READY_SECONDS = 60.0
ROOT = Path(__file__).parent.parent.parent


@dataclass(slots=True)
class Load:
    """What the members sent, and what was confirmed to them."""

    confirmed: list[str] = field(default_factory=list)
    done: bool = False


async def run(*, full: bool, seed: int, database: str | None) -> GateResult:
    """About five minutes in full size (N=50), half a minute in small."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environ = _environ(Path(folder), database)
        settings = load_settings(None, environ)
        settings.data_directory.mkdir(parents=True)
        unlocked = await key_files.unlock(settings, create=True)
        names = await _prepared(settings, unlocked, TASKS[full])
        load = Load()
        kills = await _under_load(environ, names, load, random.Random(seed), KILLS[full])
        problems = await _checked(settings, unlocked, load)
    figure = f"{kills} kills, {len(load.confirmed)} confirmed proofs, {len(problems)} problems"
    return GateResult(NAME, not problems and len(load.confirmed) > 0, figure, tuple(problems[:20]))


def _environ(folder: Path, database: str | None) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        "COURT_COURT__DATA_DIRECTORY": str(folder / "data"),
        "COURT_KEYS__FILE": str(folder / "keys" / "key.json"),
        "COURT_WEB__PORT": str(port),
        "COURT_RULES__NEWCOMER_PROOFS": "0",
        "COURT_RULES__REVIEW_SHARE": "0",
        "COURT_LOGS__LEVEL": "error",
    }
    return {**environ, "COURT_DATABASE__URL": database} if database else environ


async def _prepared(settings: Settings, unlocked: Unlocked, tasks: int) -> list[str]:
    """Members with passwords and many open tasks."""
    await upgrade(settings.database_url)
    storage = Storage(settings.database_url, Keyring(unlocked.keys))
    await claim_database(storage)
    court = ScriptedCourt(storage, FakeClock(world_now()), settings.data_directory)
    hashed = await Passwords().hashed(PASSWORD)
    names = [f"member{number}" for number in range(MEMBERS)]
    for name in names:
        anna = await playing.member(court, name, tasks_a_day=10_000)
        for _ in range(tasks):
            await playing.task_of(court, anna, minutes=60 * 24 * 365 * 20)
        async with storage.begin() as tx:
            account = await web.web_account_of(tx, (await anna.person()).id)
            user = await tx.get(User, (await anna.person()).id)
            assert account is not None
            assert user is not None
            # The web chat knows its accounts by their own id.
            account.address_hash = people.address_hash(tx, Platform.WEB, str(account.id))
            await tx.seal(account, address=str(account.id), chat=str(account.id))
            user.password_hashed = hashed
            email = web.email_hash(storage.keyring, f"{name}@example.org")
            tx.add(WebLogin(account_id=account.id, email_hash=email))
    await court.close()
    await storage.close()
    return names


async def _under_load(
    environ: dict[str, str], names: list[str], load: Load, rng: random.Random, kills: int
) -> int:
    address = f"http://127.0.0.1:{environ['COURT_WEB__PORT']}"
    process = await _started(environ, address)
    members = [asyncio.create_task(_member(address, name, load, number)) for number, name in enumerate(names)]
    killed = 0
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0.05, 2.0))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        killed += 1
        process = await _started(environ, address)
    await asyncio.sleep(2)
    load.done = True
    await asyncio.gather(*members)
    await asyncio.sleep(1)
    process.terminate()
    await asyncio.wait_for(process.wait(), 15)
    return killed


async def _started(environ: dict[str, str], address: str) -> asyncio.subprocess.Process:
    """A running bot that answers."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env={**os.environ, **environ},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + READY_SECONDS
    async with httpx.AsyncClient() as http:
        while time.monotonic() < until:
            try:
                if (await http.get(f"{address}/healthz")).status_code == 200:
                    return process
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
    raise TimeoutError("The bot did not come up.")


async def _member(address: str, name: str, load: Load, number: int) -> None:
    """Hand in proof after proof, pressing the button of the task it is for."""
    browser = Browser(address)
    try:
        await _until(lambda: _logged_in(browser, name), 200)
        for count in itertools.count():
            if load.done:
                return
            text = f"Proof {count} of {name}, done with care and without haste."
            await _until(lambda: browser.say(text, client=f"text-{number}-{count:06}"), 202)  # noqa: B023
            token = await _asked(browser, load, f"text-{number}-{count:06}")
            if token is None:
                return
            press = {"id": f"press-{number}-{count:06}", "kind": "press", "token": token}
            await _until(lambda: browser.post("/api/send", press), 202)  # noqa: B023
            load.confirmed.append(text)
    finally:
        await browser.close()


async def _logged_in(browser: Browser, name: str) -> httpx.Response:
    """The open chat; whoever was logged in before the crash still is."""
    page = await browser.open()
    if page.status_code != httpx.codes.OK:
        await browser.login(f"{name}@example.org", PASSWORD)
        page = await browser.open()
    return page


async def _until(send: Callable[[], Awaitable[httpx.Response]], wanted: int) -> None:
    """Try again, with the same id, until it is confirmed."""
    while True:
        try:
            answer = await send()
            if answer.status_code == wanted:
                return
            if answer.status_code == 429:
                await asyncio.sleep(1)
        except (httpx.HTTPError, AssertionError):
            pass
        await asyncio.sleep(0.1)


async def _asked(browser: Browser, load: Load, client: str) -> str | None:
    """The first button of the question which task these words are for; None at the end."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            shown = await browser.newest(30)
            said = next((each["seq"] for each in shown if each["client"] == client), None)
            for message in shown:
                if said is not None and message["seq"] > said and is_question(message):
                    return str(message["buttons"][0]["token"])
        except (httpx.HTTPError, KeyError, AssertionError, ValueError):
            pass
        await asyncio.sleep(0.1)
        if load.done:
            return None
    return None


def is_question(message: dict[str, object]) -> bool:
    """Whether a message is the open question which task a proof is for: a button a task and one for none."""
    buttons = message["buttons"]
    return isinstance(buttons, list) and len(buttons) > ALONE and not message["closed"]


async def _checked(settings: Settings, unlocked: Unlocked, load: Load) -> list[str]:
    problems: list[str] = []
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        attempts = await tx.all(select(ProofAttempt))
        texts = Counter([await tx.open(attempt, "content") for attempt in attempts])
        entries = await tx.all(select(PointEntry))
        users = await tx.all(select(User))
        shown = Counter(
            (row.outbox_id, row.part) for row in await tx.all(select(WebMessage)) if row.outbox_id
        )
    problems += [f"lost: {text}" for text in load.confirmed if texts[text] == 0]
    problems += [f"{count} times: {text}" for text, count in texts.items() if count > 1]
    booked = Counter(entry.task_id for entry in entries)
    problems += [f"task booked {count} times" for count in booked.values() if count > 1]
    for user in users:
        if user.obedience_points != sum(entry.taken for entry in entries if entry.user_id == user.id):
            problems.append(f"{user.username}: the balance is not the fold of the ledger")
    problems += [f"a message stands {count} times in a chat" for count in shown.values() if count > 1]
    return problems
