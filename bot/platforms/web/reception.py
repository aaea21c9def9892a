"""Takes what a person sends: limits it, hands it to the court, and shows it in her chat."""

from bot.platforms.web.answers import Refusal
from bot.platforms.web.arrivals import Arrivals
from bot.platforms.web.inbound import Accepted, inbound_of
from bot.platforms.web.sessions import Caller, Visit
from bot.platforms.web.site import Site
from bot.platforms.web.transcript import Own
from handlers.chat.incoming import Body, Command, StopRequest, Text, words_of

WELCOME = "welcome"


class Reception:
    """Between the routes and the intake."""

    def __init__(self, site: Site, arrivals: Arrivals) -> None:
        self._site = site
        self._arrivals = arrivals

    def pace(self, visit: Visit, body: Body) -> None:
        """Refuse what comes faster than anybody can act, with the seconds to wait."""
        limits = self._site.limits
        words = any(words_of(body))
        limit = limits.words if words else limits.acts
        seconds = limit.wait(str(visit.account_id), self._site.now)
        if seconds:
            raise Refusal(429, "too_fast", retry_after=seconds)

    async def take(self, visit: Visit, caller: Caller, client: str, body: Body, *, shown: str) -> Accepted:
        """Hand an update over; returns when it is on disk and, if ``shown`` is not blank, in the chat.

        The same ``client`` again is the same update: whatever part of this failed before is made up for."""
        inbound = inbound_of(body, client, visit, caller, self._site.house.clock)
        with self._arrivals.taking(visit.account_id):
            accepted = await self._site.intake.accept(inbound)
            if shown:
                own = Own(
                    account_id=visit.account_id,
                    person_id=visit.person_id,
                    language=visit.language,
                    client=client,
                    text=shown,
                    # What came with the safeword is discarded; dots take the place of the page's own copy.
                    private=accepted.private or accepted.red,
                    typed=isinstance(body, Text),
                )
                await self._site.transcript.note_own(own, new=accepted.new)
        self._site.hub.wake(visit.account_id)
        await self._site.sessions.note(visit, caller)
        return accepted

    async def stop(self, visit: Visit, caller: Caller, client: str) -> None:
        """The red button: no limit, no lock, and nothing else before it."""
        inbound = inbound_of(StopRequest(), client, visit, caller, self._site.house.clock)
        await self._site.intake.accept(inbound)
        self._site.hub.wake(visit.account_id)

    async def welcome(self, visit: Visit, caller: Caller) -> None:
        """Whoever opens an empty chat is received, as if she had sent /start."""
        inbound = inbound_of(Command("start"), WELCOME, visit, caller, self._site.house.clock)
        await self._site.intake.accept(inbound)
