"""Trouble on demand: refusals, storms of 429, cut connections, slow answers, and the real limits."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.fakes.telegram.errors import Refusal, too_many

Trouble = Refusal | float | Literal["cut before", "cut after", "cut within", "garbage"]
"""A refusal; seconds of waiting first; a connection cut before the work, after it, or within the answer; an
answer that is none of the API's."""


@dataclass
class Fault:
    """Trouble for some calls to come."""

    trouble: Trouble
    times: int | None = 1
    """how often; None until it is cleared"""
    share: float = 1.0
    """of the calls it could meet"""
    methods: frozenset[str] = frozenset()
    """lower case; empty for all"""
    chat_id: int | None = None
    met: int = 0

    def suits(self, method: str, chat_id: int | None) -> bool:
        """Whether it can meet this call."""
        if self.times is not None and self.met >= self.times:
            return False
        return (not self.methods or method in self.methods) and self.chat_id in (None, chat_id)


class Faults:
    """The troubles in force."""

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)
        self._faults: list[Fault] = []

    def inject(
        self,
        trouble: Trouble,
        *methods: str,
        times: int | None = 1,
        share: float = 1.0,
        chat_id: int | None = None,
    ) -> Fault:
        """Trouble for the next ``times`` calls (of these methods, in this chat), or for a share of them."""
        named = frozenset(method.lower() for method in methods)
        fault = Fault(trouble, times=times, share=share, methods=named, chat_id=chat_id)
        self._faults.append(fault)
        return fault

    def storm(self, share: float = 0.5, retry_after: int = 1, *methods: str) -> Fault:
        """A share of all calls is answered 429, until cleared."""
        return self.inject(too_many(retry_after), *methods, times=None, share=share)

    def clear(self) -> None:
        """No more trouble."""
        self._faults.clear()

    def meet(self, method: str, chat_id: int | None) -> list[Trouble]:
        """What this call meets."""
        met = []
        for fault in self._faults:
            if fault.suits(method, chat_id) and (fault.share >= 1 or self._random.random() < fault.share):
                fault.met += 1
                met.append(fault.trouble)
        return met


@dataclass
class Limits:
    """The real pace: 30 messages a second for the bot, 1 a second in a chat, 20 a minute in a group."""

    now: Callable[[], float]
    on: bool = False
    pace: float = 1.0
    """how many times faster the windows pass"""
    per_second: int = 30
    per_chat: int = 1
    per_group_minute: int = 20
    refused: int = 0
    """calls answered 429"""
    _bot: deque[float] = field(default_factory=deque)
    _chats: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat_id: int, messages: int = 1) -> None:
        """Count what is sent to a chat now, or refuse it with the seconds to wait."""
        if not self.on:
            return
        in_group = chat_id < 0
        bounds = [
            (self._bot, self.per_second, 1.0),
            (self._chats[chat_id], *((self.per_group_minute, 60.0) if in_group else (self.per_chat, 1.0))),
        ]
        now = self.now()
        waits = [self._wait(sent, most, window / self.pace, now) for sent, most, window in bounds]
        if wait := max(waits):
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        for sent, _, _ in bounds:
            sent.extend([now] * messages)

    @staticmethod
    def _wait(sent: deque[float], most: int, window: float, now: float) -> float:
        """Seconds until one more fits into the window."""
        while sent and sent[0] <= now - window:
            sent.popleft()
        return sent[len(sent) - most] + window - now if len(sent) >= most else 0.0
