"""Checks of what the court stands on: content, ffmpeg, time zones, the port, the platforms' tokens."""

import io
import math
import re
import socket
import struct
import wave
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr

from bot.cli.finding import Finding, fail, ok, warn
from bot.lockfile import is_held
from bot.settings import Settings
from handlers.content.errors import ContentError
from handlers.content.loader import load_content
from handlers.content.texts import load_texts

_TELEGRAM = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
_DISCORD = re.compile(r"[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}")
_ANSWER_SECONDS = 8
_RATE = 16_000
_UNAUTHORIZED = (401, 403, 404)
_OK = 200


async def check_content(settings: Settings) -> list[Finding]:
    """The packs and texts can be loaded, and every language has its local help."""
    try:
        content = load_content(settings.content.packs, shipped=settings.content.shipped_packs)
        load_texts(settings.content.texts)
    except ContentError as error:
        return [fail("content", str(problem), "mend the file.") for problem in error.problems]
    found = [ok("content", f"{len(content.personas)} personas, {len(content.templates)} task templates")]
    without = [each for each in settings.court.languages if each not in settings.court.helplines]
    if without:
        mend = "write whom a member in distress can call in [court.helplines]."
        found.append(warn("local help", f"none is configured for: {', '.join(without)}", mend))
    return found


async def check_zones(_settings: Settings) -> list[Finding]:
    """Time zones are known, and the present ones."""
    try:
        offset = ZoneInfo("Europe/Kyiv").utcoffset(datetime(2026, 7, 1, tzinfo=UTC))
    except ZoneInfoNotFoundError:
        mend = "install the package tzdata, or the system's time zone data."
        return [fail("time zones", "the data is missing or old", mend)]
    return [ok("time zones", "known")] if offset else [warn("time zones", "look wrong", "update tzdata.")]


async def check_ffmpeg(settings: Settings) -> list[Finding]:
    """A second of sound goes through the very sandbox that members' recordings go through."""
    from bot.house import cleaner_of  # noqa: PLC0415 - loads the media room
    from media.kinds import MediaRefused, MediaUnavailable  # noqa: PLC0415

    cleaner = cleaner_of(settings)
    try:
        confined = await cleaner.warm()
        cleaned = await cleaner.clean(_a_tone(), declared="audio/wav")
    except (MediaRefused, MediaUnavailable, OSError) as error:
        mend = "run `make run` once so that the pinned packages are installed; ffmpeg comes with them."
        return [fail("ffmpeg", f"did not encode a second of sound ({type(error).__name__})", mend)]
    finally:
        await cleaner.close()
    said = f"encoded a second of sound to {cleaned.mime}"
    if not confined:
        mend = "nothing to do on this system; a newer Linux kernel would shut the decoder in."
        return [warn("ffmpeg", f"{said}, but not shut in by the kernel", mend)]
    return [ok("ffmpeg", said)]


async def check_web(settings: Settings) -> list[Finding]:
    """The web chat's port is free, and from outside it is reached through TLS."""
    web = settings.web
    if not web.enabled:
        return [ok("web chat", "off")]
    found = [_port(settings)]
    if web.exposed and not web.address.startswith("https://"):
        mend = "put a proxy with TLS before it and name its address in [web] public_url."
        found.append(warn("web chat", f"{web.address} is reachable without encryption", mend))
    return found


def _port(settings: Settings) -> Finding:
    web = settings.web
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((web.host, web.port))
        except OSError as error:
            if is_held(settings.data_directory):
                return ok("web chat", f"this court is running on {web.address}")
            mend = "end what is using it, or choose another [web] port."
            return fail("web chat", f"{web.host}:{web.port}: {error.strerror}", mend)
    return ok("web chat", f"{web.host}:{web.port} is free")


async def check_platforms(settings: Settings) -> list[Finding]:
    """The tokens look right, and the platforms know them."""
    found: list[Finding] = []
    for name, token in (("telegram", settings.telegram.token), ("discord", settings.discord.token)):
        if token is None:
            found.append(ok(name, "off: no token is configured"))
            continue
        shape = _TELEGRAM if name == "telegram" else _DISCORD
        if not shape.fullmatch(token.get_secret_value()):
            mend = f"copy it again; COURT_{name.upper()}__TOKEN or [{name}] token holds nothing else."
            found.append(fail(name, "the token does not look like one", mend))
        else:
            found.append(await _asked(settings, name, token))
    return found


async def _asked(settings: Settings, name: str, token: SecretStr) -> Finding:
    """Ask the platform who the token is. The URL may hold it, so no error is repeated."""
    import aiohttp  # noqa: PLC0415 - only with a token

    secret = token.get_secret_value()
    if name == "telegram":
        url, headers = f"{settings.telegram.api_base_url}{secret}/getMe", {}
    else:
        url, headers = f"{settings.discord.api_base_url}/users/@me", {"Authorization": f"Bot {secret}"}
    try:
        limit = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(url, headers=headers) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        mend = "is this machine online? The court keeps trying when it runs."
        return warn(
            name, f"the token looks right; the platform did not answer ({type(error).__name__})", mend
        )
    if status == _OK:
        return ok(name, "the platform knows the token")
    if status in _UNAUTHORIZED:
        return fail(name, "the platform refuses the token", "make a new one and configure it.")
    return warn(name, f"the platform answered {status}", "try again later.")


def _a_tone() -> bytes:
    """A second of 440 Hz as WAV."""
    samples = (int(12_000 * math.sin(2 * math.pi * 440 * n / _RATE)) for n in range(_RATE))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()
