"""The gateway: sessions, shards, intents, events that are kept until they were resumed."""

import secrets
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord import wire
from tests.fakes.discord.errors import Json
from tests.fakes.discord.payloads import guild_json, member_json, user_json
from tests.fakes.discord.sessions import (
    GUILDS,
    KNOWN,
    MESSAGE_CONTENT,
    PRIVILEGED,
    RECOVERY_SECONDS,
    Identify,
    Session,
)
from tests.fakes.discord.wire import Closed, Wire

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


class Gateway:
    """All connections and sessions, with what can go wrong."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server
        self.sessions: dict[str, Session] = {}
        self.wires: set[Wire] = set()
        self.identifies: list[Identify] = []
        self.resumes: list[str] = []
        self.heartbeat = 41.25
        self.refuse = False
        """answer 503 to whoever connects"""
        self.max_concurrency = 1
        self.identify_seconds = 0.0
        """the window of max_concurrency; 5 on the real one, 0 lets tests restart at once"""
        self.starts_total = self.starts_left = 1000
        self.shards = 1
        self.sharding_required = False
        self.privileged = 0
        """privileged intents switched on in the portal"""

    def limits(self) -> Json:
        """The session_start_limit of GET /gateway/bot."""
        left: Json = {"total": self.starts_total, "remaining": self.starts_left}
        return left | {"reset_after": 14_400_000, "max_concurrency": self.max_concurrency}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket's route."""
        if self.refuse:
            return web.Response(status=503)
        one = Wire(request, self.heartbeat)
        self.wires.add(one)
        try:
            await one.serve(self.received)
        finally:
            self.wires.discard(one)
            self.left(one)
        return one.ws

    def left(self, one: Wire) -> None:
        """A connection ended; the session waits to be resumed, unless the bot said goodbye."""
        session = self.session_of(one)
        if session is None:
            return
        session.wire, session.left_at = None, self.server.clock.elapsed()
        if one.close_code in (1000, 1001):
            del self.sessions[session.id]

    def session_of(self, one: Wire) -> Session | None:
        """The session that lives on a connection."""
        return next((session for session in self.sessions.values() if session.wire is one), None)

    def received(self, one: Wire, op: int, data: Any) -> None:
        """Anything but a heartbeat."""
        if op == wire.IDENTIFY:
            self.identify(one, data)
        elif op == wire.RESUME:
            self.resume(one, data)
        elif op not in (wire.PRESENCE, wire.VOICE, wire.MEMBERS):
            raise Closed(wire.UNKNOWN_OP, "Unknown opcode.")
        elif self.session_of(one) is None:
            raise Closed(wire.NOT_AUTHENTICATED, "Not authenticated.")
        elif op == wire.MEMBERS:
            self.members(one, data)

    def identify(self, one: Wire, data: Any) -> None:
        """A new session, if all is right with the request."""
        if self.session_of(one) is not None:
            raise Closed(wire.TWICE, "Already authenticated.")
        if not isinstance(data, dict) or "token" not in data or "properties" not in data:
            raise Closed(wire.DECODE_ERROR, "Error while decoding payload.")
        if str(data["token"]).removeprefix("Bot ") != self.server.token:
            raise Closed(wire.BAD_TOKEN, "Authentication failed.")
        shard, shards = self.checked_shard(data.get("shard") or [0, 1])
        intents = self.checked_intents(data.get("intents"))
        if not self.may_start(shard, shards, intents):
            one.send({"op": wire.INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        session = Session(secrets.token_hex(16), shard, shards, intents, one)
        self.sessions[session.id] = session
        self.welcome(session)

    def checked_shard(self, shard: Any) -> tuple[int, int]:
        """Which part of the guilds this session wants."""
        if not isinstance(shard, list) or len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            raise Closed(wire.BAD_SHARD, "Invalid shard.")
        if self.sharding_required and shard[1] < self.shards:
            raise Closed(wire.SHARDS_NEEDED, "Sharding required.")
        return shard[0], shard[1]

    def checked_intents(self, intents: Any) -> int:
        """Which events it wants, and may have."""
        if not isinstance(intents, int) or intents & ~KNOWN:
            raise Closed(wire.BAD_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self.privileged:
            raise Closed(wire.FORBIDDEN_INTENTS, "Disallowed intent(s).")
        return intents

    def may_start(self, shard: int, shards: int, intents: int) -> bool:
        """Counts a start against max_concurrency and the day; too many of a day cost the token."""
        now, key = self.server.clock.elapsed(), shard % self.max_concurrency
        recent = [one for one in self.identifies if one.accepted and now - one.at < self.identify_seconds]
        accepted = all(one.shard % self.max_concurrency != key for one in recent)
        self.identifies.append(Identify(now, shard, shards, intents, accepted))
        self.starts_left -= accepted
        if self.starts_left < 0:
            self.server.revoke_token()
            raise Closed(wire.BAD_TOKEN, "Authentication failed.")
        return accepted

    def welcome(self, session: Session) -> None:
        """READY, then the guilds of the shard."""
        world = self.server.world
        guilds = [one for one in world.guilds.values() if one.bot_in and self.in_shard(session, one.id)]
        application: Json = {"id": str(world.app_id), "flags": 1 << 19}
        session.emit(
            "READY",
            {
                "v": 10,
                "user": user_json(world.bot)
                | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0},
                "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
                "session_id": session.id,
                "session_type": "normal",
                "resume_gateway_url": self.server.resume_url,
                "shard": [session.shard, session.shards],
                "application": application,
                "private_channels": [],
                "relationships": [],
                "presences": [],
                "guild_join_requests": [],
                "geo_ordered_rtc_regions": [],
                "auth": {},
                "_trace": [],
            },
        )
        if session.intents & GUILDS:
            for guild in guilds:
                session.emit("GUILD_CREATE", guild_json(guild, world.bot))

    def resume(self, one: Wire, data: Any) -> None:
        """Goes on with an old session and tells what was missed."""
        if str(data.get("token")).removeprefix("Bot ") != self.server.token:
            raise Closed(wire.BAD_TOKEN, "Authentication failed.")
        session, seq = self.sessions.get(str(data.get("session_id"))), data.get("seq")
        if session is not None and (not isinstance(seq, int) or not 0 <= seq <= session.seq):
            raise Closed(wire.BAD_SEQ, "Invalid seq.")
        missed = None if session is None or self.expired(session) else session.since(seq)
        if session is None or missed is None:
            one.send({"op": wire.INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        if session.wire is not None:
            session.wire.close(4000, "Resumed elsewhere.")
        session.wire, session.left_at = one, None
        self.resumes.append(session.id)
        for payload in missed:
            one.send(payload)
        session.emit("RESUMED", {"_trace": []})

    def expired(self, session: Session) -> bool:
        """Whether a session waited too long."""
        left = session.left_at
        return left is not None and self.server.clock.elapsed() - left > RECOVERY_SECONDS

    def members(self, one: Wire, data: Any) -> None:
        """Members of a guild that were asked for; here only the bot itself is told."""
        session, guild = self.session_of(one), self.server.world.guilds.get(int(data.get("guild_id") or 0))
        if session is None or guild is None:
            return
        chunk: Json = {"guild_id": str(guild.id), "members": [member_json(guild, self.server.world.bot)]}
        session.emit(
            "GUILD_MEMBERS_CHUNK", chunk | {"chunk_index": 0, "chunk_count": 1, "nonce": data.get("nonce")}
        )

    def in_shard(self, session: Session, guild_id: int | None) -> bool:
        """Whether a guild (or direct messages) belongs to a session's shard."""
        return (0 if guild_id is None else (guild_id >> 22) % session.shards) == session.shard

    def dispatch(self, event: str, data: Json, *, guild_id: int | None = None, intent: int = 0) -> None:
        """Tells every session that this concerns and that asked for it."""
        for _ in range(self.server.faults.times_delivered(event)):
            for session in list(self.sessions.values()):
                if self.in_shard(session, guild_id) and (not intent or session.intents & intent):
                    session.emit(event, self.visible(session, event, data, guild_id))

    def visible(self, session: Session, event: str, data: Json, guild_id: int | None) -> Json:
        """In guilds, other people's words need an intent, unless they speak to the bot."""
        if guild_id is None or event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            return data
        bot = str(self.server.world.bot.id)
        own = data["author"]["id"] == bot or any(one["id"] == bot for one in data["mentions"])
        if own or session.intents & MESSAGE_CONTENT:
            return data
        return data | {"content": "", "embeds": [], "attachments": [], "components": []}

    # What can go wrong.

    def cut(self) -> None:
        """Breaks every connection without a word; sessions can be resumed."""
        for one in list(self.wires):
            one.abort()

    def close(self, code: int = 4000) -> None:
        """Closes every connection with a code."""
        for one in list(self.wires):
            one.close(code)

    def ask_to_reconnect(self) -> None:
        """Op 7, as before every maintenance."""
        for one in list(self.wires):
            one.send({"op": wire.RECONNECT, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9; unless resumable the sessions are gone with all they kept."""
        if not resumable:
            self.forget()
        for one in list(self.wires):
            one.send({"op": wire.INVALID_SESSION, "d": resumable, "s": None, "t": None})

    def go_deaf(self) -> None:
        """Takes heartbeats without answering: a connection that is dead and does not know it."""
        for one in self.wires:
            one.deaf = True

    def forget(self) -> None:
        """Loses all sessions: a resume will be refused, what happens now is only in the history."""
        self.sessions.clear()

    def garbage(self, event: str = "MESSAGE_CREATE", data: Any = None) -> None:
        """An event whose content makes a client's parser stumble."""
        for session in list(self.sessions.values()):
            session.emit(event, data)
