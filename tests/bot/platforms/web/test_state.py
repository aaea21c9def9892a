"""Reading back, and what the page is told about who is there and how things stand."""

from datetime import timedelta

import pytest

from storage.enums import Role
from storage.tables import MemberSettings, Operator, Person
from tests.bot.platforms.web.court import WebCourt
from tests.support.people import make_user


async def test_older_messages_come_page_by_page(court: WebCourt) -> None:
    anna = await court.member()
    for number in range(7):
        await court.tells(anna, str(number))
    newest = (await anna.get("/api/messages", params={"before": 2**53 - 1, "limit": 3})).json()
    assert [m["text"] for m in newest["messages"]] == ["4", "5", "6"]
    assert (newest["more"], newest["rev"]) == (True, 7)
    oldest = (
        await anna.get("/api/messages", params={"before": newest["messages"][0]["seq"], "limit": 9})
    ).json()
    assert [m["text"] for m in oldest["messages"]] == ["0", "1", "2", "3"]
    assert oldest["more"] is False


async def test_strange_numbers_are_read_as_the_usual_ones(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, "hello")
    for query in ("after=-1", "after=x", "after=", "limit=0", f"limit={10**30}", "before=²", "before=-5"):
        answer = await anna.get(f"/api/messages?{query}")
        assert answer.status_code == 200, query
        assert len(answer.json()["messages"]) == 1, query


# -- state and commands --------------------------------------------------------------------------------


async def test_the_page_is_told_who_how_and_what_can_be_done(court: WebCourt) -> None:
    anna = await court.member()
    newcomer = (await anna.get("/api/state")).json()
    assert newcomer == {
        "name": "", "operator": False, "persona": None, "stopped": False, "mood": "open", "language": "en",
    }  # fmt: skip
    assert [c["name"] for c in (await anna.get("/api/commands")).json()] == ["help"]
    _, person = await court.person_of(anna)
    async with court.storage.begin() as tx:
        row = await tx.get(Person, person.id)
        assert row is not None
        user = await make_user(tx, row, username="Anna", persona="octavia")
        tx.add(MemberSettings(user_id=user.id, username_folded="anna"))
        tx.add(Operator(person_id=row.id, name="Ash", role=Role.OPERATOR, created_at=row.created_at))
    state = (await anna.get("/api/state")).json()
    assert (state["name"], state["operator"]) == ("Anna", True)
    assert state["persona"]["portrait"] == "/art/octavia.svg"
    commands = (await anna.get("/api/commands")).json()
    assert [c["name"] for c in commands] == ["help", "tasks", "desk"], "not the owner's, not hidden ones"
    assert commands[2]["group"] == "operator"


@pytest.mark.parametrize(
    ("column", "hours", "mood"),
    [
        ("stopped_at", 0, "stopped"),
        ("held_at", 0, "held"),
        ("paused_at", 0, "paused"),
        ("timeout_until", 1, "paused"),
        ("excluded_until", 1, "paused"),
        ("yellow_until", 1, "yellow"),
        ("yellow_until", -1, "open"),
        ("timeout_until", -1, "open"),
    ],
)
async def test_the_mood_is_what_the_person_chose(court: WebCourt, column: str, hours: int, mood: str) -> None:
    anna = await court.member()
    _, person = await court.person_of(anna)
    async with court.storage.begin() as tx:
        row = await tx.get(Person, person.id)
        setattr(row, column, court.clock.court() + timedelta(hours=hours))
    assert (await anna.get("/api/state")).json()["mood"] == mood
