"""/operators and /invite: who runs the court, and who may come in."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group
from handlers.member.proofs.content import readable
from handlers.rules.numbers import whole
from handlers.turn import Turn
from storage import log
from storage.enums import Platform, Role
from storage.queries import desk, door, people
from storage.tables import Invitation, Operator

CODE_BYTES = 12
LONGEST_NAME = 32
MOST_USES = 100
INVITATION_LASTS = timedelta(days=7)
ALL = "all"


def operator_name(turn: Turn, operator: Operator) -> str:
    """What colleagues call an operator: the name, or a short id before one is chosen."""
    return operator.name or turn.text("operators.unnamed", id=operator.person_id.hex[:6])


async def operators(turn: Turn, _args: str) -> None:
    """List everybody who runs the court; owners can change roles."""
    rows = await people.operators(turn.tx)
    for row in rows:
        personas = ", ".join(row.personas) or turn.text("operators.all")
        text = turn.text(
            "operators.row",
            name=operator_name(turn, row),
            role=turn.text(f"operators.{row.role.value}"),
            personas=personas,
        )
        choices: tuple[Choice, ...] = ()
        if turn.me.is_owner and row.person_id != turn.me.person.id:
            args = {"who": str(row.person_id)}
            other = "operator" if row.role is Role.OWNER else "owner"
            choices = (
                Choice(turn.text(f"operators.make_{other}"), f"operators.make_{other}", args),
                Choice(turn.text("operators.remove"), "operators.remove", args, Style.DANGER),
            )
        await turn.say(Say(text, by=Speaker.DESK, choices=choices))
    rename = Choice(turn.text("operators.rename"), "operators.rename")
    hears = turn.me.operator is not None and turn.me.operator.alerts
    switch = Choice(
        turn.text("operators.alerts_stop" if hears else "operators.alerts_start"), "alerts.switch"
    )
    await turn.say(Say(turn.text("operators.hint"), by=Speaker.DESK, choices=(rename, switch)))


async def rename(turn: Turn, _args: Mapping[str, str]) -> None:
    """Ask what colleagues call this operator."""
    field = Field("name", turn.text("operators.name"), most=LONGEST_NAME)
    submit = Choice(turn.text("common.save"), "operators.named", style=Style.PRIMARY)
    await turn.say(Form(turn.text("operators.rename"), (field,), submit, by=Speaker.DESK))


async def named(turn: Turn, _args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Keep the name."""
    name = " ".join(readable("".join(values.get("name", ()))).split())[:LONGEST_NAME]
    operator = turn.me.operator
    if operator is None or not name:
        await turn.say(turn.text("operators.name_needed"))
        return
    operator.name = name
    await turn.form_done()
    await turn.say(turn.text("operators.renamed", name=name), by=Speaker.DESK)


async def _change(turn: Turn, args: Mapping[str, str], role: Role | None) -> None:
    person = await turn.tx.lock(uuid.UUID(args["who"]))
    row = None if person is None else await turn.tx.get(Operator, person.id)
    if row is None or row.person_id == turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return
    before = row.role.value
    name = operator_name(turn, row)
    if role is None:
        await _clear_desk(turn, row.person_id)
        await turn.tx.delete(row)
    else:
        row.role = role
    detail = {"before": before, "after": role.value if role else "none"}
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="operator.role",
        subject=row.person_id,
        detail=detail,
    )
    await turn.say(turn.text("operators.changed", name=name), by=Speaker.DESK)


async def _clear_desk(turn: Turn, person_id: uuid.UUID) -> None:
    """Whoever leaves keeps nothing of the desk in her chat."""
    subject = await turn.subject(person_id)
    if subject is None:
        return
    for ref in await desk.desk_messages_of(turn.tx, person_id):
        await turn.remove(ref, of=subject)
        await desk.forget_desk_message(turn.tx, person_id, ref)


async def make_owner(turn: Turn, args: Mapping[str, str]) -> None:
    """Another owner."""
    await _change(turn, args, Role.OWNER)


async def make_operator(turn: Turn, args: Mapping[str, str]) -> None:
    """An owner becomes an operator."""
    await _change(turn, args, Role.OPERATOR)


async def remove(turn: Turn, args: Mapping[str, str]) -> None:
    """Somebody no longer runs the court."""
    await _change(turn, args, None)


# -- invitations -----------------------------------------------------------------------------------


async def invite(turn: Turn, _args: str) -> None:
    """The form for an invitation."""
    kinds = [("member", turn.text("invite.member"))]
    if turn.me.is_owner:
        kinds += [("operator", turn.text("invite.operator")), ("owner", turn.text("invite.owner"))]
    personas = [
        (key, persona.name) for key, persona in turn.house.content.personas.items() if turn.me.may_run(key)
    ]
    if turn.me.operator is not None and not turn.me.operator.personas:
        personas.insert(0, (ALL, turn.text("operators.all")))
    fields = (
        Field("kind", turn.text("invite.kind"), FieldKind.CHOICE, tuple(kinds), value=("member",)),
        Field(
            "persona", turn.text("invite.persona"), FieldKind.CHOICE, tuple(personas), value=(personas[0][0],)
        ),
        Field("uses", turn.text("invite.uses"), FieldKind.NUMBER, value=("1",), least=1, most=MOST_USES),
    )
    submit = Choice(turn.text("invite.make"), "invite.make", style=Style.PRIMARY)
    await turn.say(
        Form(turn.text("invite.title"), fields, submit, text=turn.text("invite.text"), by=Speaker.DESK)
    )


async def made(turn: Turn, _args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Make the invitation and show its link once; only its hash is kept."""
    kind = "".join(values.get("kind", ("member",)))
    persona = "".join(values.get("persona", (ALL,)))
    uses = whole("".join(values.get("uses", ("1",))))
    allowed = ("member", "operator", "owner") if turn.me.is_owner else ("member",)
    if kind not in allowed or uses is None or not 1 <= uses <= MOST_USES:
        await turn.say(turn.text("invite.problem"), by=Speaker.DESK)
        return
    if not await _may_invite_for(turn, persona, kind):
        return
    await turn.form_done()
    code = secrets.token_urlsafe(CODE_BYTES)
    row = Invitation(
        code_hash=door.code_hash(turn.tx, code),
        persona=None if persona == ALL else persona,
        role=None if kind == "member" else Role(kind),
        made_by=turn.me.person.id,
        created_at=turn.wall,
        expires_at=turn.wall + INVITATION_LASTS,
        uses_left=uses if kind == "member" else 1,
    )
    turn.tx.add(row)
    await turn.tx.flush()
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="invite",
        object_id=str(row.id),
        detail={"kind": kind},
    )
    link = "\n".join(_doors(turn, code))
    whom = turn.text("invite.one" if row.uses_left == 1 else "invite.several", count=row.uses_left)
    words = turn.text("invite.made", link=link, code=code, days=INVITATION_LASTS.days, whom=whom)
    revoke = Choice(turn.text("invite.revoke"), "invite.revoke", {"invitation": str(row.id)}, Style.DANGER)
    await turn.say(Say(words, by=Speaker.DESK, choices=(revoke,)))


def _doors(turn: Turn, code: str) -> list[str]:
    """The links by which an invitation leads into the court, wherever it can be met."""
    policy, bot = turn.house.policy, turn.house.bot_names.get(Platform.TELEGRAM)
    doors = [f"{policy.public_url}/join/{code}"] if Platform.WEB in policy.platforms else []
    return [*doors, f"https://t.me/{bot}?start={code}"] if bot else doors


async def _may_invite_for(turn: Turn, persona: str, kind: str) -> bool:
    """Whether somebody can be invited to a persona; if not, it is said why."""
    known = turn.house.content.personas.get(persona)
    all_of_them = turn.me.operator is not None and not turn.me.operator.personas
    if not (all_of_them if persona == ALL else known is not None and turn.me.may_run(persona)):
        await turn.say(turn.text("invite.problem"), by=Speaker.DESK)
        return False
    if kind == "member" and known is not None and not known.takes_members:
        await turn.say(turn.text("invite.closed", persona=known.name), by=Speaker.DESK)
        return False
    return True


async def revoked(turn: Turn, args: Mapping[str, str]) -> None:
    """The invitation lets nobody in any more."""
    row = await turn.tx.get(Invitation, uuid.UUID(args["invitation"]))
    if row is None or row.revoked_at is not None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    row.revoked_at = turn.wall
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind="invite.revoke", object_id=str(row.id)
    )
    await turn.say(turn.text("invite.revoked"), by=Speaker.DESK)


FEATURE = Feature(
    commands=(
        CommandSpec("operators", Group.OPERATOR, Access.OPERATOR, operators),
        CommandSpec("invite", Group.OPERATOR, Access.OPERATOR, invite, opens_form=True),
    ),
    actions=(
        ActionSpec("operators.rename", Access.OPERATOR, rename, once=False),
        ActionSpec("operators.make_owner", Access.OWNER, make_owner),
        ActionSpec("operators.make_operator", Access.OWNER, make_operator),
        ActionSpec("operators.remove", Access.OWNER, remove),
        ActionSpec("invite.revoke", Access.OPERATOR, revoked),
    ),
    forms=(
        FormSpec("operators.named", Access.OPERATOR, named),
        FormSpec("invite.make", Access.OPERATOR, made),
    ),
)
