"""Answers: pages from templates, sentences from the catalogue, and refusals that know their status."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from handlers.content.texts import Texts

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
SEE_OTHER = 303


class Refusal(Exception):
    """A request is answered with a status and one sentence, the text ``web.<key>``."""

    def __init__(
        self, status: int, key: str, *, retry_after: int | None = None, title: str = "", **values: object
    ) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.retry_after = retry_after
        self.title = title
        self.values = values


class Answers:
    """Renders pages and refusals in the language the browser asks for."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.version = _version_of(STATIC)
        self._templates = _templates()

    def language(self, headers: Mapping[str, str]) -> str:
        """The first language the browser accepts that the court speaks."""
        for part in headers.get("accept-language", "").split(","):
            tag = part.split(";")[0].strip().lower()
            for known in self.texts.languages:
                if tag == known.lower() or tag.split("-")[0] == known.lower():
                    return known
        return self.texts.languages[0]

    def text(self, headers: Mapping[str, str], key: str, /, **values: object) -> str:
        """The text ``web.<key>`` in the browser's language."""
        return self.texts.get(f"web.{key}", self.language(headers), **values)

    def page(
        self, request: HTTPConnection, template: str, *, status: int = 200, **context: object
    ) -> HTMLResponse:
        """A page of the web chat."""
        return self._page(request.headers, template, status, context)

    def refused(self, scope: Scope, refusal: Refusal) -> Response:
        """The answer to a request that is not carried out: JSON for the page's own calls, else a page."""
        headers = Headers(scope=scope)
        sentence = self.text(headers, refusal.key, **refusal.values)
        response: Response
        if scope["path"].startswith("/api/"):
            response = JSONResponse({"error": sentence}, status_code=refusal.status)
        else:
            title = self.text(headers, refusal.title or "error_title")
            context = {"status": refusal.status, "sentence": sentence, "title": title}
            response = self._page(headers, "error.html", refusal.status, context)
        if refusal.retry_after is not None:
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    def _page(
        self, headers: Mapping[str, str], template: str, status: int, context: Mapping[str, object]
    ) -> HTMLResponse:
        common = {"version": self.version, "language": self.language(headers)}
        html = self._templates.get_template(template).render({**common, **context})
        return HTMLResponse(html, status_code=status)


def see(path: str) -> RedirectResponse:
    """Send the browser on with a GET."""
    return RedirectResponse(path, status_code=SEE_OTHER)


def too_many(seconds: int) -> Refusal:
    """Too many tries: come back later."""
    minutes = -(-seconds // 60)
    if minutes <= 1:
        return Refusal(429, "too_many_tries_one", retry_after=seconds)
    return Refusal(429, "too_many_tries", retry_after=seconds, minutes=minutes)


@cache
def _templates() -> Environment:
    """Compiled once in a process: they do not change while it runs."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, auto_reload=False)


def _version_of(folder: Path) -> str:
    """A mark that changes when a static file does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(folder)}|{status.st_size}|{status.st_mtime_ns}".encode())
    return digest.hexdigest()[:10]
