"""A broadcast to 100,000 members at Telegram's limit, compressed ten times, against the limit itself.

The whole court runs as in the program - unfolding, outbox, claims, the library, receipts - and the Bot API
server in a process of its own; it counts what arrived, and when. ``COURT_BROADCAST_MEMBERS`` names another
size. Nothing may be lost or doubled, and memory may not grow with the audience."""

import asyncio
import os
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.cards import draw_card
from bot.platforms.telegram.config import TelegramConfig
from bot.platforms.telegram.runner import TelegramPlatform
from handlers.chat.outgoing import MEANING, Say, Speaker
from handlers.operator.audience import Audience
from handlers.operator.broadcast import progress
from storage.enums import Platform
from storage.tables import Campaign
from tests.acceptance.stage import stage
from tests.benchmarks import crowd
from tests.benchmarks.measure import Figure, Goal
from tests.fakes.telegram.process import RemoteServer, telegram_process
from tests.support import playing
from tests.support.clocks import FastClock
from tests.support.court import ScriptedCourt

NAME = "broadcast"
THRESHOLD = 0.97
SIZE = 100_000
PACE = 10.0
"""Time passes so many times faster: 30 messages a second are 300, the ticks' 5 seconds half of one."""
PER_SECOND, TICK_SECONDS = 30.0, 5.0
FLAT = 1.15
"""So much more memory than after the first tenth is no growth."""
PATIENCE = 20.0
"""How many times longer than at the limit it may take before it is given up."""
WORDS = "The house is quiet tonight. Think of me at nine."


@dataclass(slots=True)
class Memory:
    """Resident memory of this process in bytes, as it was seen."""

    seen: list[int] = field(default_factory=list)

    async def watch(self) -> None:
        """Look twice a second."""
        while True:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.seen.append(pages * os.sysconf("SC_PAGE_SIZE"))
            await asyncio.sleep(0.5)

    @property
    def growth(self) -> float:
        """The most of the last tenth in times of the most of the second."""
        tenth = max(1, len(self.seen) // 10)
        return max(self.seen[-tenth:]) / max(self.seen[tenth : 2 * tenth + 1])


async def run() -> Figure:
    """The full size, about six minutes and a minute of preparing."""
    return await measured(int(os.environ.get("COURT_BROADCAST_MEMBERS", SIZE)))


async def measured(size: int) -> Figure:
    """The rate of arrival in times of the limit; 0 if anything is lost, doubled, or memory grows."""
    limit = PER_SECOND * PACE
    async with telegram_process("--keep", "1", "--pace", str(PACE)) as server:
        async with stage(None, seed=1, clock=FastClock(PACE)) as court, _open(court, server) as bot:
            olga = (await (await playing.operator(court)).person()).id
            await crowd.seed(court.storage, size, bot=bot)
            await server.post("burst", first=crowd.FIRST_ID, people=size, each=0, met=True)
            memory = Memory()
            watching = asyncio.create_task(memory.watch())
            begun, worked = time.monotonic(), time.process_time()
            await _begin(court, olga, size)
            told = await _ended(court, size / limit * PATIENCE)
            took, worked = time.monotonic() - begun, time.process_time() - worked
            watching.cancel()
        calls = (await server.get("calls?method=sendmessage"))["calls"]
    times = f"{took:.1f} s in all, {1000 * worked / size:.2f} ms of processor time a message"
    return _figure(size, limit, calls, (told, times), memory)


def _figure(
    size: int, limit: float, calls: list[dict[str, float]], told: tuple[str, ...], memory: Memory
) -> Figure:
    got = Counter(int(call["chat_id"]) for call in calls if call["code"] == 200)
    lost = sum(got[chat] == 0 for chat in crowd.chats(size))
    doubled = sum(many - 1 for many in got.values())
    first, last = min(call["at"] for call in calls), max(call["at"] for call in calls)
    burst = limit / 6
    rate = max(0.0, len(calls) - burst) / max(last - first, 1e-9)
    sound = not lost and not doubled and memory.growth <= FLAT
    details = (
        f"{size} members, {lost} lost, {doubled} doubled",
        f"{rate:.0f} a second from the first to the last, the first burst not counted",
        f"memory at the end {memory.growth:.2f} times the second tenth's, {memory.seen[-1] / 1e6:.0f} MB",
        *told,
    )
    return Figure(NAME, rate / limit if sound else 0.0, THRESHOLD, Goal.AT_LEAST, details=details)


async def _begin(court: ScriptedCourt, operator: uuid.UUID, size: int) -> None:
    """The operator's yes."""
    async with court.engine.turns.about(operator) as turn:
        campaign = Campaign(
            kind="text",
            audience=Audience(personas=("octavia",), touches=frozenset({"brass"})).kept(),
            created_by=turn.me.person.id,
            created_at=turn.wall,
            started_at=turn.wall,
            next_at=turn.wall,
            told_at=turn.wall,
            total=size,
        )
        said = MEANING.dump_json(Say(WORDS, by=Speaker.PERSONA)).decode()
        turn.tx.add(await turn.tx.seal(campaign, owner=turn.me.person.id, message=said))
        await turn.tx.flush()
        await progress.begin(turn, campaign)


async def _ended(court: ScriptedCourt, seconds: float) -> str:
    """Wait for the summary; returns it, or how far it came."""
    deadline = time.monotonic() + seconds + 30
    while time.monotonic() < deadline:
        chat = court.platform.chat("chat-olga")
        if any("Broadcast done" in bubble.text for bubble in chat):
            break
        await asyncio.sleep(0.2)
    return court.platform.chat("chat-olga")[-1].text.replace("\n", ", ")


@asynccontextmanager
async def _open(court: ScriptedCourt, server: RemoteServer) -> AsyncIterator[str]:
    """The court on Telegram, delivering, its ticks ticking; yields the bot's id."""
    with tempfile.TemporaryDirectory() as spool:
        config = TelegramConfig(
            token=server.token,
            api_base_url=server.base_url,
            file_base_url=server.base_file_url,
            spool=Path(spool),
            per_second=PER_SECOND * PACE,
            chat_seconds=1.0 / PACE,
        )
        house, engine = court.house, court.engine
        platform = TelegramPlatform(house, engine.registry, config, engine.intake, draw_card=draw_card)
        engine.platforms[Platform.TELEGRAM] = platform
        await platform.start()
        tasks = [asyncio.create_task(engine.courier.run()), asyncio.create_task(_ticks(court))]
        try:
            yield config.bot
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await platform.stop()


async def _ticks(court: ScriptedCourt) -> None:
    """As the program's scheduler; delivery, which sleeps in seconds of the world, is woken."""
    while True:
        await court.engine.jobs.sweep()
        court.engine.courier.wake()
        await asyncio.sleep(TICK_SECONDS / PACE)
