"""How things stand for a person, and what she can do: for the page's header and its command list."""

from bot.platforms.web.sessions import Visit
from handlers.feature import Access, CommandSpec, Registry
from handlers.offers import offered
from handlers.ports import House
from storage.enums import Platform, Role
from storage.tables import Operator, Person, User
from storage.unit import UnitOfWork


async def state_of(tx: UnitOfWork, house: House, visit: Visit) -> dict[str, object]:
    """The page's header: name, persona, mood."""
    person = await tx.get(Person, visit.person_id)
    user = await tx.get(User, visit.person_id)
    operator = await tx.get(Operator, visit.person_id)
    persona = house.content.personas.get(user.domme_assigned) if user else None
    shown = persona and {
        "key": persona.key,
        "name": persona.name,
        "portrait": f"/art/{persona.key}.svg",
    }
    return {
        "name": user.username if user else operator.name if operator else "",
        "operator": operator is not None,
        "persona": shown,
        "stopped": person is not None and person.stopped_at is not None,
        "mood": mood_of(person, house) if person else "open",
        "language": visit.language,
    }


def mood_of(person: Person, house: House) -> str:
    """One word for what the court may ask of the person now."""
    now = house.clock.court()
    if person.stopped_at is not None:
        return "stopped"
    if person.held_at is not None:
        return "held"
    rests = (person.timeout_until, person.excluded_until)
    if person.paused_at is not None or any(until is not None and until > now for until in rests):
        return "paused"
    return "yellow" if person.yellow_until is not None and person.yellow_until > now else "open"


async def commands_for(
    tx: UnitOfWork, house: House, registry: Registry, visit: Visit
) -> list[dict[str, str]]:
    """The commands this person can use, in the order of /help."""
    allowed = {Access.ANYBODY}
    if await tx.get(User, visit.person_id) is not None:
        allowed |= {Access.MEMBER, Access.PLAYER}
    operator = await tx.get(Operator, visit.person_id)
    if operator is not None:
        allowed |= {Access.OPERATOR} | ({Access.OWNER} if operator.role is Role.OWNER else set())
    return [
        {"name": spec.name, "description": _described(house, spec, visit.language), "group": spec.group.value}
        for spec in registry.commands.values()
        if spec.access in allowed and not spec.hidden and offered(house.policy, spec.offer, Platform.WEB)
    ]


def _described(house: House, spec: CommandSpec, language: str) -> str:
    key = f"command.{spec.name}"
    return house.texts.get(key, language) if house.texts.has(key) else ""
