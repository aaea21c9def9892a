"""Working the platform from another process, over HTTP on a port of its own:

POST /people {name, id?, language?, met?}       somebody new → {id}
POST /people/ID/VERB {…}                        she says, command, presses, edits, blocks, pays… → {result}
POST /burst {first, people, each, text, met?}   many new people write at once → {updates}
GET  /chats/ID?after=N                          what stands in a chat
GET  /calls?method=M&after=N                    what the bot called, with times and answers
GET  /figures                                   counts of all that happened
POST /faults {code | slow | cut, retry_after?, methods?, times?, share?, chat_id?}      trouble
POST /faults/clear {}                           no more of it
POST /limits {on, pace?}                        the real limits
POST /away {}, POST /back {}                    the platform goes and comes back on its port
POST /advance {seconds}                         time passes there"""

import base64
from collections import Counter
from dataclasses import asdict
from itertools import islice
from typing import Any

from aiohttp import web

from tests.fakes.telegram.errors import Json, Refusal, broken, too_many
from tests.fakes.telegram.faults import Trouble
from tests.fakes.telegram.people import Payment, Person
from tests.fakes.telegram.queries import Answered
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import TelegramServer

SERVER = web.AppKey("server", TelegramServer)
VERBS = frozenset(
    {
        "says", "command", "starts", "edits", "replies", "reacts", "presses", "sends_photo", "sends_voice",
        "sends_audio", "sends_document", "sends_sticker", "blocks", "unblocks", "deletes_account", "pays",
    }
)  # fmt: skip


async def new_person(request: web.Request) -> web.Response:
    """Somebody new."""
    given: Json = await request.json()
    return web.json_response({"id": request.app[SERVER].person(**given).id})


async def act(request: web.Request) -> web.Response:
    """She does something; bytes come as base64, messages as their ids."""
    server, verb = request.app[SERVER], request.match_info["verb"]
    person = server.chats.get(int(request.match_info["id"]))
    if not isinstance(person, Person) or verb not in VERBS:
        raise web.HTTPNotFound(text="No such person or verb.")
    given: Json = await request.json() if request.can_read_body else {}
    words = [str(word) for word in given.pop("words", [])]
    if "content" in given:
        given["content"] = base64.b64decode(given["content"])
    for name in ("message", "to", "on"):
        if name in given:
            given[name] = person.find(int(given[name]))
    try:
        return web.json_response({"result": _told(await getattr(person, verb)(*words, **given))})
    except (AssertionError, TypeError) as problem:
        raise web.HTTPConflict(text=str(problem)) from None


def _told(result: object) -> Any:
    if isinstance(result, Message):
        return seen(result)
    if isinstance(result, Payment):
        return {"paid": result.paid, "charge_id": result.charge_id, "refused": result.refused}
    return asdict(result) if isinstance(result, Answered) else None


def seen(message: Message) -> Json:
    """A message as a person sees it."""
    return {
        "id": message.message_id, "by_bot": message.by_bot, "at": message.date, "kind": message.kind,
        "words": message.words, "keyboard": message.keyboard, "edited": message.edited,
        "deleted": message.deleted, "protected": message.protected, "spoiler": message.spoiler,
        "silent": message.silent, "reply_to": message.reply_to and message.reply_to.message_id,
    }  # fmt: skip


async def burst(request: web.Request) -> web.Response:
    """``people`` new ones with ids from ``first`` on each write ``each`` messages, taking turns; with ``met``
    they have written before."""
    server, given = request.app[SERVER], await request.json()
    first, people = int(given["first"]), int(given["people"])
    crowd, met = [], bool(given.get("met"))
    for person_id in range(first, first + people):
        known = server.chats.get(person_id)
        crowd.append(
            known if isinstance(known, Person) else server.person(f"P{person_id}", id=person_id, met=met)
        )
    for number in range(int(given.get("each", 1))):
        for person in crowd:
            person.put({"text": f"{given.get('text', 'hi')} {number}"})
    return web.json_response({"updates": people * int(given.get("each", 1))})


async def chat(request: web.Request) -> web.Response:
    """What stands in a chat, from a message on."""
    found = request.app[SERVER].chats.get(int(request.match_info["id"]))
    if found is None:
        raise web.HTTPNotFound(text="No such chat.")
    after = int(request.query.get("after", 0))
    messages = [seen(message) for message in found.messages if message.message_id > after]
    return web.json_response({"messages": messages, "actions": found.actions})


async def calls(request: web.Request) -> web.Response:
    """What the bot called, from the Nth call on."""
    server = request.app[SERVER]
    method, after = request.query.get("method", "").lower(), int(request.query.get("after", 0))
    told = [
        {"at": call.at, "method": call.method, "chat_id": call.chat_id, "code": call.code}
        for call in islice(server.calls, after, None)
        if method in ("", call.method)
    ]
    return web.json_response({"calls": told, "next": len(server.calls)})


async def figures(request: web.Request) -> web.Response:
    """Counts."""
    server = request.app[SERVER]
    counted = Counter(f"{call.method} {call.code}" for call in server.calls)
    sent = [call.at for call in server.calls if call.method.startswith("send") and call.code == 200]
    return web.json_response(
        {
            "calls": counted,
            "first_sent": sent[0] if sent else None,
            "last_sent": sent[-1] if sent else None,
            "pending_updates": len(server.updates.pending),
            "pushed": server.webhook.delivered,
            "refused_by_limits": server.limits.refused,
            "accidents": server.accidents,
        }
    )


async def trouble(request: web.Request) -> web.Response:
    """Faults for calls to come."""
    given: Json = await request.json()
    times = given.get("times", 1)
    request.app[SERVER].faults.inject(
        _trouble(given), *given.get("methods", []), times=times, share=given.get("share", 1.0),
        chat_id=given.get("chat_id"),
    )  # fmt: skip
    return web.json_response({})


def _trouble(given: Json) -> Trouble:
    if "slow" in given:
        return float(given["slow"])
    if cut := given.get("cut"):
        return "cut after" if cut == "after" else "cut within" if cut == "within" else "cut before"
    code = int(given["code"])
    if code == 429:
        return too_many(int(given.get("retry_after", 1)))
    return broken(code) if code >= 500 else Refusal(code, str(given["description"]))


async def turn(request: web.Request) -> web.Response:
    """The server's own switches."""
    server, what = request.app[SERVER], request.match_info["what"]
    given: Json = await request.json() if request.can_read_body else {}
    match what:
        case "clear":
            server.faults.clear()
        case "limits":
            server.limits.on = bool(given["on"])
            server.limits.pace = float(given.get("pace", server.limits.pace))
        case "advance":
            server.advance(float(given["seconds"]))
        case "away":
            await server.goes_away()
        case "back":
            await server.comes_back()
    return web.json_response({})


def control(server: TelegramServer) -> web.Application:
    """The control door of a server."""
    app = web.Application(client_max_size=1 << 30)
    app[SERVER] = server
    app.router.add_post("/people", new_person)
    app.router.add_post(r"/people/{id:\d+}/{verb:\w+}", act)
    app.router.add_post("/burst", burst)
    app.router.add_get(r"/chats/{id:-?\d+}", chat)
    app.router.add_get("/calls", calls)
    app.router.add_get("/figures", figures)
    app.router.add_post("/faults", trouble)
    app.router.add_post("/faults/{what:clear}", turn)
    app.router.add_post("/{what:limits|advance|away|back}", turn)
    return app
