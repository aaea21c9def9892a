"""Between the person's row and the rules: the standing, read and written."""

from handlers.rules.stopping import Standing
from storage.tables import Person


def standing_of(person: Person) -> Standing:
    """The person's standing as the rules read it."""
    return Standing(
        stop_epoch=person.stop_epoch,
        stopped_at=person.stopped_at,
        cooloff_until=person.cooloff_until,
        held_at=person.held_at,
        resumed_at=person.resumed_at,
        yellow_until=person.yellow_until,
        paused_at=person.paused_at,
        timeout_until=person.timeout_until,
        excluded_until=person.excluded_until,
        minor_locked_at=person.minor_locked_at,
        banned_at=person.banned_at,
    )


def set_standing(person: Person, standing: Standing) -> None:
    """Write a standing that a rule decided back to the person."""
    for name in Standing.__dataclass_fields__:
        if hasattr(person, name):
            setattr(person, name, getattr(standing, name))
