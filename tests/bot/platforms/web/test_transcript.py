"""The transcript: deliveries once each, rewrites in place, removals that leave nothing."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.platforms.port import Parcel, Unreachable
from handlers.chat.outgoing import (
    Amend,
    Ask,
    Choice,
    Field,
    FieldKind,
    Form,
    Medium,
    MediumKind,
    Meter,
    Remove,
    Say,
    Speaker,
    Style,
)
from storage.enums import OutboxClass, Platform
from storage.tables import WebMessage
from tests.bot.platforms.web.court import WebCourt

YES = Choice("Yes", token="1.a.0", style=Style.PRIMARY)
NO = Choice("No", token="1.a.1")
BACK = Choice("Back", token="1.a.2")


async def test_a_repeated_delivery_is_one_message_with_one_receipt(court: WebCourt) -> None:
    anna = await court.member()
    first = await court.tells(anna, "once", outbox_id=7)
    again = await court.tells(anna, "once", outbox_id=7)
    assert first == again
    (message,) = await anna.newest()
    assert first.ids == (message["id"],)


async def test_a_message_to_a_vanished_account_is_unreachable(court: WebCourt) -> None:
    parcel = Parcel(
        outbox_id=1, person_id=uuid.uuid4(), account_id=uuid.uuid4(), platform=Platform.WEB,
        address="x", chat="x", meaning=Say("hello"), ref=None, klass=OutboxClass.GAME,
    )  # fmt: skip
    with pytest.raises(Unreachable):
        await court.web.send(parcel)


async def test_numbers_follow_one_another_in_each_chat(court: WebCourt) -> None:
    anna, ben = await court.member("anna@example.org"), await court.member("ben@example.org")
    for browser in (anna, ben, anna):
        await court.tells(browser, "hello")
    assert [(m["seq"], m["rev"]) for m in await anna.newest()] == [(1, 1), (2, 2)]
    assert [(m["seq"], m["rev"]) for m in await ben.newest()] == [(1, 1)]


async def test_a_message_brings_everything_the_page_draws(court: WebCourt) -> None:
    anna = await court.member()
    due = court.clock.court() + timedelta(hours=2)
    said = Say(
        "First.\n\nSecond.",
        by=Speaker.PERSONA,
        choices=(YES, Choice("Tag", token="1.a.3", selected=True)),
        nav=(BACK,),
        meters=(Meter("Left", 1.7, "two hours", due),),
        media=(Medium(MediumKind.VOICE, asset="x/y.ogg", seconds=3.5, peaks=(1, 100), transcript="Hm."),),
    )
    await court.tells(anna, said)
    (message,) = await anna.newest()
    identity = message.pop("id")
    assert message == {
        "seq": 1,
        "rev": 1,
        "at": "2026-03-02T12:00:00Z",
        "from": "persona",
        "persona": "octavia",
        "name": "Lady Octavia",
        "client": None,
        "text": "First.\n\nSecond.",
        "meters": [{"label": "Left", "share": 1.0, "note": "two hours", "until": "2026-03-02T14:00:00Z"}],
        "media": [
            {
                "kind": "voice", "url": f"/media/{identity}/0", "alt": "", "name": "", "mime": "",
                "size": None, "seconds": 3.5, "peaks": [1, 100], "spoiler": False, "protected": False,
                "width": None, "height": None, "transcript": "Hm.",
            }
        ],
        "buttons": [
            {"label": "Yes", "token": "1.a.0", "style": "primary", "selected": None},
            {"label": "Tag", "token": "1.a.3", "style": "plain", "selected": True},
        ],
        "nav": [{"label": "Back", "token": "1.a.2", "style": "plain", "selected": None}],
        "form": None,
        "input": None,
        "closed": False,
    }  # fmt: skip


async def test_in_a_rehearsal_bars_count_down_in_the_readers_time(court: WebCourt) -> None:
    anna = await court.member()
    court.clock.advance_court(timedelta(days=3))
    due = court.clock.court() + timedelta(hours=1)
    await court.tells(anna, Say("Soon.", meters=(Meter("Time left", 0.5, until=due),)))
    assert (await anna.newest())[0]["meters"][0]["until"] == "2026-03-02T13:00:00Z"


async def test_questions_and_forms_say_what_they_ask_for(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, Ask("Which word?", hint="three letters or more", secret=True))
    await court.tells(anna, Ask("Which one?", choices=(YES, NO)))
    fields = (
        Field("note", "A note", FieldKind.LONG, required=False, value=("old",), most=500),
        Field("tags", "Tags", FieldKind.MULTI, options=(("a", "A"), ("b", "B")), value=("a", "b")),
    )
    await court.tells(
        anna, Form("Edit", fields, Choice("Save", token="1.b.0"), text="All of it.", nav=(BACK,))
    )
    word, one, form = await anna.newest()
    assert word["input"] == {"placeholder": "three letters or more", "secret": True}
    assert one["input"] is None
    assert form["form"]["title"] == "Edit"
    assert form["form"]["submit"]["token"] == "1.b.0"
    assert [field["value"] for field in form["form"]["fields"]] == ["old", ["a", "b"]]
    assert form["form"]["fields"][1]["options"] == [
        {"value": "a", "label": "A"},
        {"value": "b", "label": "B"},
    ]
    assert (form["form"]["fields"][0]["max"], form["form"]["fields"][0]["required"]) == (500, False)
    assert form["nav"][0]["label"] == "Back"


@pytest.mark.parametrize(
    ("speaker", "name"),
    [(Speaker.COURT, "The Court"), (Speaker.SAFETY, "Safety"), (Speaker.DESK, "The Desk")],
)
async def test_everybody_speaks_under_a_name(court: WebCourt, speaker: Speaker, name: str) -> None:
    anna = await court.member()
    await court.tells(anna, Say("Hello.", by=speaker))
    (message,) = await anna.newest()
    assert (message["from"], message["name"], message["persona"]) == (speaker.value, name, None)


# -- rewriting -----------------------------------------------------------------------------------------


async def test_a_rewritten_message_stays_in_its_place(court: WebCourt) -> None:
    anna = await court.member()
    receipt = await court.tells(anna, Ask("Which?", choices=(YES, NO)), ref="q")
    await court.tells(anna, "later")
    again = await court.tells(anna, Amend("q", Say("It was yes.")))
    assert again == receipt
    first, later = await anna.newest()
    assert (first["text"], first["buttons"], first["seq"], first["rev"]) == ("It was yes.", [], 1, 3)
    assert later["text"] == "later"


async def test_an_answered_question_keeps_its_buttons_quiet_and_the_pressed_one_marked(
    court: WebCourt,
) -> None:
    anna = await court.member()
    await court.tells(anna, Ask("Which?", choices=(YES, NO), nav=(BACK,)), ref="q")
    await court.tells(anna, Amend("q", note="No"))
    (message,) = await anna.newest()
    assert message["closed"] is True
    assert message["text"] == "Which?"
    assert [button["selected"] for button in message["buttons"]] == [None, True]


async def test_an_answer_that_was_no_button_stands_below_the_question(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, Ask("Your name?", hint=""), ref="q")
    await court.tells(anna, Amend("q", note="Anna"))
    (message,) = await anna.newest()
    assert (message["closed"], message["text"]) == (True, "Your name?\n\n› Anna")


async def test_closing_twice_changes_nothing_more(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, Ask("Which?", choices=(YES, NO)), ref="q")
    await court.tells(anna, Amend("q"))
    (once,) = await anna.newest()
    await court.tells(anna, Amend("q"))
    (twice,) = await anna.newest()
    assert {**twice, "rev": once["rev"]} == once


async def test_the_newest_message_of_a_name_is_meant(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, "first", ref="task")
    await court.tells(anna, "second", ref="task")
    await court.tells(anna, Amend("task", Say("changed")))
    assert await anna.texts() == ["first", "changed"]


async def test_nobody_rewrites_another_chat(court: WebCourt) -> None:
    anna, ben = await court.member("anna@example.org"), await court.member("ben@example.org")
    await court.tells(anna, "mine", ref="same")
    receipt = await court.tells(ben, Amend("same", Say("changed")))
    assert receipt.ids == ()
    assert (await anna.texts(), await ben.texts()) == (["mine"], [])


# -- removing ------------------------------------------------------------------------------------------


async def test_a_removed_message_leaves_nothing_behind(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, "private", ref="p")
    await court.tells(anna, "other")
    await court.tells(anna, Remove("p"))
    assert await anna.texts() == ["other"]
    async with court.storage.read() as tx:
        row = (await tx.all(select(WebMessage).order_by(col(WebMessage.seq))))[0]
    assert row.body is None
    assert row.removed_at == court.clock.wall()


async def test_everything_can_be_hidden_own_words_too_and_the_chat_goes_on(court: WebCourt) -> None:
    anna = await court.member()
    for number in range(5):
        await court.tells(anna, f"private {number}")
        await anna.say(f"own {number}")
    await court.tells(anna, Remove("*"))
    await court.tells(anna, "Hidden.")
    assert await anna.texts() == ["Hidden."]
    answer = (await anna.get("/api/messages", params={"after": 10})).json()
    assert len(answer["removed"]) == 10
    assert len({removal["rev"] for removal in answer["removed"]}) == 10
    await court.tells(anna, Remove("*"))
    await court.tells(anna, Remove("*"))
    assert await anna.texts() == []


async def test_what_was_removed_is_not_rewritten_into_being(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, "private", ref="p")
    await court.tells(anna, Remove("p"))
    await court.tells(anna, Amend("p", Say("back again")))
    assert await anna.newest() == []
