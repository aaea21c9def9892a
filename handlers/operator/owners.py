"""Owners by the configuration: whoever writes from an account it names owns the court."""

from handlers.turn import Turn
from storage import log
from storage.enums import Role
from storage.queries import people
from storage.queries.facts import set_fact
from storage.tables import Admission, Operator


async def recognised(turn: Turn) -> None:
    """Make the person an owner if the configuration names the account that speaks; nobody is ever demoted."""
    if not turn.house.policy.owners or turn.me.is_owner or turn.inbound is None or turn.account is None:
        return
    origin = turn.inbound.origin
    if f"{origin.platform.value}:{origin.address}" not in turn.house.policy.owners:
        return
    person = turn.me.person
    operator = turn.me.operator
    before = "none" if operator is None else operator.role.value
    if operator is None:
        operator = turn.tx.add(Operator(person_id=person.id, name="", role=Role.OWNER, created_at=turn.wall))
        turn.me.operator = operator
    operator.role, operator.personas = Role.OWNER, []
    admission = await turn.tx.get(Admission, person.id)
    if admission is None:
        admission = turn.tx.add(Admission(person_id=person.id, asked_at=turn.wall))
    admission.admitted, admission.decided_at = True, turn.wall
    await set_fact(turn.tx, people.owner_fact(turn.account.address_hash), "configured")
    await turn.tx.flush()
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=None,
        kind="owner.configured",
        subject=person.id,
        detail={"before": before, "after": Role.OWNER.value},
    )
