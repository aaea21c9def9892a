"""A statement of being a minor, anywhere: play freezes and it is asked plainly; no clear answer locks."""

from collections.abc import Mapping

from handlers.alerts import alert
from handlers.chat.incoming import Body, Text, Upload, words_of
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.proofs.submitting import discard
from handlers.member.safety.closing import close_what_is_open
from handlers.member.safety.stop import stop_everything
from handlers.ports import StoredMedium
from handlers.rules import stopping
from handlers.rules.minors import minor_statement
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import safety as queries
from storage.queries.door import add_bar, addresses_of


async def noticed(turn: Turn, body: Body) -> bool:
    """Deal with a locked account, and with words that say their writer is a minor. True if dealt with."""
    person = turn.me.person
    if person.minor_locked_at is not None:
        await turn.say(_safety(turn.text("minor.locked")), klass=OutboxClass.SAFETY)
        return True
    if not any(minor_statement(text, today=turn.wall.date()) for text in words_of(body)):
        if person.minor_asked_at is None or not isinstance(body, Text | Upload):
            return False
        await _discard_uploads(turn)
        await _question(turn)
        return True
    await _discard_uploads(turn)
    if person.minor_asked_at is not None:
        await _lock(turn)
        return True
    await _ask(turn)
    return True


async def adult_after_all(turn: Turn, _args: Mapping[str, str]) -> None:
    """The plain question was answered: an adult. The stop stays; resuming is the member's own act."""
    if turn.me.person.minor_asked_at is None:
        await turn.say(turn.text("common.stale_button"))
        return
    turn.me.person.minor_asked_at = None
    await turn.say(_safety(turn.text("minor.adult")), klass=OutboxClass.SAFETY)


async def minor_indeed(turn: Turn, _args: Mapping[str, str]) -> None:
    """Confirmed: the account locks and its media is sealed from operators."""
    await _lock(turn)


async def unanswered(turn: Turn, _arg: str) -> None:
    """A day without a clear answer counts as unclear: the account locks."""
    if turn.me.person.minor_asked_at is not None and turn.me.person.minor_locked_at is None:
        await _lock(turn)


async def _ask(turn: Turn) -> None:
    await stop_everything(turn, turn.me)
    turn.me.person.minor_asked_at = turn.now
    turn.me.person.check_in_due_at = None
    await _question(turn)


async def _question(turn: Turn) -> None:
    adult = Choice(turn.text("minor.i_am_adult"), "minor.adult", style=Style.PRIMARY)
    minor = Choice(turn.text("minor.i_am_minor"), "minor.confirm")
    message = Say(turn.text("minor.ask"), by=Speaker.SAFETY, choices=(adult, minor))
    await turn.say(message, klass=OutboxClass.SAFETY)


async def _lock(turn: Turn) -> None:
    if not turn.me.is_member:
        # Local import: the door itself begins with the age.
        from handlers.member.admission import refuse_minor  # noqa: PLC0415

        await refuse_minor(turn)
        return
    if turn.me.person.stopped_at is None:
        await stop_everything(turn, turn.me)
    else:
        await close_what_is_open(turn, turn.me)
    set_standing(turn.me.person, stopping.lock_as_minor(standing_of(turn.me.person), turn.now))
    turn.me.person.check_in_due_at = None
    for known_by in await addresses_of(turn.tx, turn.me.person.id):
        await add_bar(turn.tx, known_by, "minor", turn.wall)
    await queries.seal_media(turn.tx, turn.me.person.id, turn.wall)
    await turn.journal("minor_lock")
    await alert(turn, "minor", turn.me)
    await turn.say(_safety(turn.text("minor.locked")), klass=OutboxClass.SAFETY)


async def _discard_uploads(turn: Turn) -> None:
    """What came with such words is not kept."""
    await discard(turn, tuple(each.blob for each in turn.uploads if isinstance(each, StoredMedium)))


def _safety(text: str) -> Say:
    return Say(text, by=Speaker.SAFETY)
