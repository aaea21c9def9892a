"""The platform's doors: methods, files, and an end for everything else."""

import asyncio
import json
import traceback
from typing import Any

from aiohttp import web

from tests.fakes.telegram import arguments as reading
from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, Refusal, broken
from tests.fakes.telegram.faults import Trouble
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.methods.registry import Told
from tests.fakes.telegram.world import Call, World

WORLD = web.AppKey("world", World)


async def perform(world: World, method: str, arguments: Arguments, at: float) -> tuple[int, Json]:
    """Do what a call asks. Returns the status and the body of the answer."""
    try:
        result: Any = await METHODS.get(method, _unknown)(world, arguments)
    except Refusal as refusal:
        status, body = refusal.code, refusal.body()
    except Exception:
        world.calls.append(Call(at, method, arguments.values, 500))
        raise
    else:
        told = {"description": result.description} if isinstance(result, Told) else {}
        status, body = (
            200,
            {"ok": True, "result": result.result if isinstance(result, Told) else result} | told,
        )
    world.calls.append(Call(at, method, arguments.values, status))
    return status, body


async def _unknown(world: World, arguments: Arguments) -> None:
    raise Refusal(404, "Not Found: method not found")


async def call(request: web.Request) -> web.StreamResponse:
    """One call of the bot."""
    world, at = request.app[WORLD], request.app[WORLD].now()
    method = request.match_info["method"].lower()
    arguments = Arguments()
    try:
        world.check_token(request.match_info["token"])
        arguments = await reading.read(request)
    except Refusal as refusal:
        return _answer(refusal.code, refusal.body())
    troubles = world.faults.meet(method, arguments.chat_id)
    if (met := await _meet(troubles)) is not None:
        world.calls.append(Call(at, method, arguments.values, met.code))
        return _refused(request, met)
    status, body = await perform(world, method, arguments, at)
    if "cut after" in troubles:
        return _cut(request)
    if "cut within" in troubles:
        return await _cut_within(request, body)
    return _answer(status, body)


HUNG_UP = Refusal(0, "")
"""no answer at all"""
GARBAGE = Refusal(200, "<html>not the API at all</html>")
"""an answer as of something else that stands at this address"""


async def _meet(troubles: list[Trouble]) -> Refusal | None:
    """Wait where that is asked; then the refusal to answer with, if any."""
    for trouble in troubles:
        if isinstance(trouble, Refusal):
            return trouble
        if trouble == "cut before":
            return HUNG_UP
        if trouble == "garbage":
            return GARBAGE
        if isinstance(trouble, int | float):
            await asyncio.sleep(trouble)
    return None


def _refused(request: web.Request, refusal: Refusal) -> web.Response:
    if refusal is GARBAGE:
        return web.Response(text=refusal.description, content_type="text/html")
    return _cut(request) if refusal is HUNG_UP else _answer(refusal.code, refusal.body())


def _answer(status: int, body: Json) -> web.Response:
    headers = {}
    if retry_after := body.get("parameters", {}).get("retry_after"):
        headers["Retry-After"] = str(retry_after)
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json", headers=headers
    )


def _cut(request: web.Request) -> web.Response:
    """Hang up without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _cut_within(request: web.Request, body: Json) -> web.StreamResponse:
    """Promise an answer, send half of it, hang up."""
    payload = json.dumps(body).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(payload)
    await response.prepare(request)
    await response.write(payload[: len(payload) // 2])
    _cut(request)
    return response


async def download(request: web.Request) -> web.StreamResponse:
    """A file's bytes."""
    world = request.app[WORLD]
    try:
        world.check_token(request.match_info["token"])
        file = world.files.at(request.match_info["path"])
    except Refusal as refusal:
        return _answer(refusal.code, refusal.body())
    troubles = world.faults.meet("file", None)
    if (met := await _meet(troubles)) is not None:
        return _refused(request, met)
    world.calls.append(Call(world.now(), "file", {"path": file.path}, 200))
    if "cut within" in troubles:
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
        response.content_length = len(file.content)
        await response.prepare(request)
        await response.write(file.content[: len(file.content) // 2])
        _cut(request)
        return response
    return web.Response(body=file.content, content_type="application/octet-stream")


async def nowhere(request: web.Request) -> web.StreamResponse:
    """Every other address."""
    return _answer(404, Refusal(404, "Not Found").body())


@web.middleware
async def never_html(request: web.Request, handler: Any) -> web.StreamResponse:
    """Even an accident is told in JSON."""
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except (web.HTTPException, ConnectionError):
        raise
    except Exception:  # noqa: BLE001 - told to the caller and kept for the test
        request.app[WORLD].accidents.append(request.path.rpartition("/")[2])
        traceback.print_exc()
        return _answer(500, broken().body())


def application(world: World) -> web.Application:
    """The doors of a world."""
    app = web.Application(client_max_size=1 << 30, middlewares=[never_html])
    app[WORLD] = world
    app.router.add_route("*", "/bot{token:[^/]+}/{method:[A-Za-z]+}", call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", download)
    app.router.add_route("*", "/{anything:.*}", nowhere)
    return app
