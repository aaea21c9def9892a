"""Linking accounts in a scripted court, as somebody with two phones does it."""

import re

from tests.support.court import Chatter

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")
LINK = re.compile(r"https?://\S+/web/(\S+)")


async def code_of(anna: Chatter) -> str:
    """A fresh code from somebody's /link."""
    await anna.says("/link")
    found = CODE.findall(anna.last.text)
    assert found, anna.last.text
    return str(found[-1])


async def link(first: Chatter, second: Chatter) -> None:
    """Link two accounts: the second gives the first one's code, and both say yes."""
    code = await code_of(first)
    await second.says(f"/link {code}")
    await second.presses("Yes, link them")
    await first.presses("Yes, link them")
    assert await are_one(first, second), first.heard + second.heard


async def are_one(first: Chatter, second: Chatter) -> bool:
    """Whether two chats are one person's."""
    return (await first.person()).id == (await second.person()).id
