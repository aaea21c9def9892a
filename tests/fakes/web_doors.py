"""The routes of a fake court: the real templates and static files under the real content security policy."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import jinja2
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.fakes.web_court import FakeCourt, Json, Upload, push

Handler = Callable[[Request], Awaitable[Response]]

ROOT = Path(__file__).parents[2]
WEB = ROOT / "bot/platforms/web"
PACKS = ROOT / "handlers/content/packs"
POLICY = (
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
CSRF = "token-of-the-test"


class Doors:
    """The routes of a fake court."""

    def __init__(self, court: FakeCourt) -> None:
        self.court = court
        loader = jinja2.FileSystemLoader(WEB / "templates")
        self.templates = jinja2.Environment(loader=loader, autoescape=True)
        self.pages: dict[str, Json] = {}
        """name of a page → the context it is drawn with"""

    def app(self) -> Starlette:
        """The whole application."""
        get, post = ["GET"], ["POST"]
        routes: list[BaseRoute] = [
            Route("/", self.chat),
            Route("/page/{name}", self.page, methods=["GET", "POST"]),
            Route("/login", self.page_named("login")),
            Route("/stop", self.page_named("stop")),
            Route("/unlock", self.unlock, methods=["GET", "POST"]),
            Route("/logout", self.page_named("login"), methods=post),
            Route("/api/messages", self.messages, methods=get),
            Route("/api/send", self.guarded(self.send), methods=post),
            Route("/api/upload", self.guarded(self.upload), methods=post),
            Route("/api/stop", self.stop, methods=post),
            Route("/api/commands", self.commands),
            Route("/api/state", self.state),
            Route("/api/seen", self.guarded(self.seen), methods=post),
            Route("/api/lock", self.lock, methods=post),
            Route("/media/{path:path}", self.medium),
            Route("/art/{key}.svg", self.portrait),
            WebSocketRoute("/ws", self.line),
            Mount("/static", StaticFiles(directory=WEB / "static")),
        ]
        return Starlette(routes=routes)

    def draw(self, name: str, context: Json) -> HTMLResponse:
        """A template, under the policy the real pages have."""
        page = self.templates.get_template(f"{name}.html").render({"csrf": CSRF} | context)
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})

    async def chat(self, _: Request) -> Response:
        court = self.court
        if not court.logged_in or court.locked:
            return RedirectResponse("/unlock" if court.locked else "/login", 303)
        context: Json = {"name": "rosalind", "operator": court.operator, "persona": court.persona}
        return self.draw("chat", context | {"idle_minutes": court.idle_minutes, "account": "a1"})

    async def page(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        return self.draw(name.partition("-")[0], self.pages.get(name, {}))

    def page_named(self, name: str) -> Handler:
        async def show(_: Request) -> Response:
            return self.draw(name, self.pages.get(name, {"register_open": True}))

        return show

    async def unlock(self, request: Request) -> Response:
        if request.method == "POST":
            self.court.locked = False
            return RedirectResponse("/", 303)
        return self.draw("unlock", {})

    def shut(self) -> Response | None:
        """The answer for a session that is gone or locked."""
        if not self.court.logged_in:
            return JSONResponse({"error": "Log in first."}, 401)
        return JSONResponse({"error": "Locked."}, 423) if self.court.locked else None

    def guarded(self, handler: Handler) -> Handler:
        """Checks session and CSRF, and lets the next fault happen instead."""

        async def answer(request: Request) -> Response:
            if shut := self.shut():
                return shut
            if request.headers.get("x-csrf") != CSRF:
                return JSONResponse({"error": "This page is too old."}, 403)
            if not self.court.faults or request.url.path == "/api/seen":
                return await handler(request)
            fault = self.court.faults.popleft()
            if isinstance(fault, Response):
                return fault
            await asyncio.sleep(fault)
            return await handler(request)

        return answer

    async def messages(self, request: Request) -> Response:
        if shut := self.shut():
            return shut
        query = request.query_params
        if "before" in query:
            older = [one for one in self.court.missed(0) if int(str(one["seq"])) < int(query["before"])]
            limit = int(query["limit"])
            return JSONResponse(
                {"messages": older[-limit:], "rev": self.court.rev, "more": len(older) > limit}
            )
        after = int(query["after"])
        gone = [one for one in self.court.removed if int(str(one["rev"])) > after]
        return JSONResponse(
            {"messages": self.court.missed(after), "removed": gone, "rev": self.court.rev, "more": False}
        )

    async def send(self, request: Request) -> Response:
        body: Json = await request.json()
        known = any(one["id"] == body["id"] for one in self.court.sent)
        self.court.sent.append(body)
        if not known and self.court.echo and body["kind"] in {"text", "command"}:
            self.court.say(str(body["text"]), source="me", client=body["id"])
        if not known and self.court.on_send:
            self.court.on_send(body)
        return JSONResponse({"ok": True}, 202)

    async def upload(self, request: Request) -> Response:
        async with request.form() as form:
            files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
            names = [part.filename or "" for part in files]
            upload = Upload(
                str(form["id"]),
                str(form["caption"]),
                form.get("voice") == "1",
                names,
                [part.size or 0 for part in files],
            )
            media = [await self.keep(upload.id, number, part) for number, part in enumerate(files)]
        known = any(one.id == upload.id for one in self.court.uploads)
        self.court.uploads.append(upload)
        if not known:
            self.court.say(upload.caption, source="me", client=upload.id, media=media)
        return JSONResponse({"ok": True}, 202)

    async def keep(self, upload_id: str, number: int, part: UploadFile) -> Json:
        """Stores an uploaded file as a medium of a message."""
        mime = (part.content_type or "").split(";")[0]
        self.court.media[f"{upload_id}/{number}"] = (await part.read(), mime)
        kind = (
            "photo"
            if mime.startswith("image/")
            else "voice"
            if mime.split("/")[0] in {"audio", "video"}
            else "file"
        )
        head: Json = {
            "kind": kind,
            "url": f"/media/{upload_id}/{number}",
            "alt": "",
            "name": part.filename,
            "mime": mime,
        }
        return head | {
            "size": part.size,
            "seconds": 3,
            "peaks": [],
            "spoiler": kind == "photo",
            "protected": False,
        }

    async def stop(self, request: Request) -> Response:
        if self.court.faults:
            fault = self.court.faults.popleft()
            if isinstance(fault, Response):
                return fault
        body: Json = await request.json()
        if body["id"] not in self.court.stops:
            self.court.stops.append(str(body["id"]))
            self.court.tell({"type": "state"} | self.court.state())
            self.court.say("Everything has stopped.\n\nNothing more is asked of you.", source="safety")
        return JSONResponse({"ok": True}, 202)

    async def commands(self, _: Request) -> Response:
        return self.shut() or JSONResponse(self.court.commands)

    async def state(self, _: Request) -> Response:
        return self.shut() or JSONResponse(self.court.state())

    async def seen(self, _: Request) -> Response:
        self.court.seen += 1
        return JSONResponse({"ok": True})

    async def lock(self, _: Request) -> Response:
        self.court.locked = True
        self.court.tell({"type": "locked"})
        return JSONResponse({"ok": True})

    async def medium(self, request: Request) -> Response:
        content, mime = self.court.media[str(request.path_params["path"])]
        return _ranged(content, mime, request.headers.get("range"))

    async def portrait(self, request: Request) -> Response:
        drawing = PACKS / str(request.path_params["key"]) / "portrait.svg"
        return Response(
            drawing.read_bytes(), media_type="image/svg+xml", headers={"Cache-Control": "no-cache"}
        )

    async def line(self, socket: WebSocket) -> None:
        if self.court.line_closed or self.shut():
            await socket.close(1008)
            return
        await socket.accept()
        for message in self.court.missed(int(socket.query_params["after"])):
            await push(socket, {"type": "message", "message": message})
        self.court.sockets.add(socket)
        try:
            while True:
                await socket.receive_text()
                await push(socket, {"type": "pong"})
        except WebSocketDisconnect:
            return
        finally:
            self.court.sockets.discard(socket)


def _ranged(content: bytes, mime: str, wanted: str | None) -> Response:
    """Content in whole or in the part asked for: browsers seek in audio by ranges."""
    headers = {"Cache-Control": "no-store", "Accept-Ranges": "bytes"}
    if not wanted:
        return Response(content, media_type=mime, headers=headers)
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
    headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return Response(content[start : end + 1], 206, media_type=mime, headers=headers)
