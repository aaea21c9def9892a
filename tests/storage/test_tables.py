"""The eleven tables are exactly those of the specification, and the databases enforce what they say."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from storage import enums
from storage.sealing import Keyring
from storage.tables import metadata
from storage.tables.base import Row
from storage.unit import Storage
from tests.support.clocks import MONDAY_NOON
from tests.support.people import make_member
from tests.support.schema import execute

COLUMNS = {
    "users": "id email username password_hashed safeword safeword_audio_url orientation relationship_status "
    "domme_assigned fantasy_tags limits tier_status obedience_points token_balance confession_count "
    "created_at last_login_at last_login_ip last_login_device",
    "tasks": "id user_id type domme_persona description proof_type_required status proof_submission "
    "assigned_at due_at submitted_at points_awarded auto_punishment_flag",
    "voice_drops": "id name domme_persona audio_url description created_at",
    "user_voice_drops": "id user_id voice_drop_id sent_at opened_at",
    "tokens": "id user_id amount payment_status purchased_at",
    "scenes": "id name domme_persona token_cost audio_url type created_at",
    "user_scenes": "id user_id scene_id unlocked_at completed_at",
    "confessions": "id user_id domme_persona content_type content domme_comment domme_rating submitted_at "
    "visibility_status",
    "appeals": "id user_id task_id appeal_text appeal_audio_url result submitted_at",
    "tribute_forgiveness": "id user_id task_id tokens_spent processed_at",
    "cam_model_sessions": "id user_id cam_model_name fantasy_tags status requested_at completed_at",
}
VALUES = {
    ("tasks", "proof_type_required"): {"Text", "Photo", "Audio"},
    ("tasks", "status"): {"Assigned", "Submitted", "Completed", "Failed"},
    ("tokens", "payment_status"): {"Pending", "Confirmed", "Failed"},
    ("scenes", "type"): {"Standard", "CamGirl", "Queen Exclusive"},
    ("confessions", "content_type"): {"Text", "Audio"},
    ("confessions", "visibility_status"): {"Private", "Removed"},
    ("appeals", "result"): {"Pending", "Approved", "Denied"},
    ("cam_model_sessions", "status"): {"Requested", "Completed", "Canceled"},
}
PRIVATE = {
    "users": "safeword limits fantasy_tags orientation relationship_status email last_login_ip "
    "last_login_device safeword_audio_url",
    "tasks": "description proof_submission",
    "confessions": "content domme_comment",
    "appeals": "appeal_text appeal_audio_url",
    "cam_model_sessions": "fantasy_tags",
    "conversations": "draft",
    "prompts": "options",
    "outbox": "payload",
    "inbox": "payload",
    "admin_log": "detail",
}
TASK = uuid.uuid4()
ROWS: dict[str, Callable[[uuid.UUID], dict[str, Any]]] = {
    "tasks": lambda user: {
        "user_id": user, "type": "Daily", "domme_persona": "vesper", "description": "", "status": "Assigned",
        "proof_type_required": "Text", "assigned_at": MONDAY_NOON, "due_at": MONDAY_NOON, "points_awarded": 0,
        "auto_punishment_flag": False,
    },
    "tokens": lambda user: {
        "user_id": user, "amount": 5, "payment_status": "Pending", "purchased_at": MONDAY_NOON
    },
    "scenes": lambda _: {
        "name": "x", "domme_persona": "vesper", "token_cost": 1, "audio_url": "", "type": "Standard",
        "created_at": MONDAY_NOON,
    },
    "appeals": lambda user: {
        "user_id": user, "task_id": TASK, "appeal_text": "", "result": "Pending", "submitted_at": MONDAY_NOON
    },
    "confessions": lambda user: {
        "user_id": user, "domme_persona": "vesper", "content_type": "Text", "submitted_at": MONDAY_NOON,
        "visibility_status": "Private",
    },
    "cam_model_sessions": lambda user: {
        "user_id": user, "cam_model_name": "x", "fantasy_tags": "", "status": "Requested",
        "requested_at": MONDAY_NOON,
    },
}  # fmt: skip


def models() -> dict[str, type[Row]]:
    """Every table's class by the table's name."""
    kinds = {mapper.class_ for mapper in Row._sa_registry.mappers}
    return dict(sorted((str(kind.__tablename__), kind) for kind in kinds))


@pytest.mark.parametrize("table", COLUMNS)
async def test_a_table_has_exactly_the_specified_columns(database_url: str, table: str) -> None:
    if database_url.startswith("sqlite"):
        rows = await execute(database_url, f"SELECT name FROM pragma_table_info('{table}')")
    else:
        rows = await execute(
            database_url, f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"
        )
    assert sorted(name for (name,) in rows) == sorted(COLUMNS[table].split())


@pytest.mark.parametrize(("table", "column"), VALUES)
def test_a_column_has_exactly_the_specified_values(table: str, column: str) -> None:
    kind = metadata.tables[table].c[column].type
    assert isinstance(kind, sa.Enum)
    assert set(kind.enums) == VALUES[table, column]


def test_tasks_have_at_least_the_types_the_specification_names() -> None:
    assert {"Daily", "Servitude", "Punishment", "Inspection"} == {str(kind) for kind in enums.TaskType}


@pytest.mark.parametrize("table", ROWS)
async def test_the_database_takes_a_listed_value_and_refuses_another(storage: Storage, table: str) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
    columns = [column for name, column in VALUES if name == table]
    assert columns, "every row here has something to try"
    insert = plain_insert(table)
    async with storage.begin() as tx:
        await tx.session.exec(plain_insert("tasks"), params={"id": TASK, **ROWS["tasks"](user.id)})
        await tx.session.exec(insert, params={"id": uuid.uuid4(), **ROWS[table](user.id)})
    for column in columns:
        wrong = {"id": uuid.uuid4(), **ROWS[table](user.id), column: "Elsewhere"}
        with pytest.raises(sa.exc.IntegrityError):
            async with storage.begin() as tx:
                await tx.session.exec(insert, params=wrong)


def plain_insert(table: str) -> Any:
    """An insert that does not check enum values in Python, as another program's would not."""
    found = metadata.tables[table]
    loose = [
        sa.column(column.name, sa.String() if isinstance(column.type, sa.Enum) else column.type)
        for column in found.c
    ]
    return sa.insert(sa.table(table, *loose))


@pytest.mark.parametrize("table", PRIVATE)
def test_the_private_columns_of_the_specification_are_sealed(table: str) -> None:
    assert set(PRIVATE[table].split()) <= models()[table].sealed


@pytest.mark.parametrize("kind", models().values(), ids=lambda kind: kind.__tablename__)
def test_sealed_columns_can_hold_ciphertext_and_are_bound_to_lasting_columns(kind: type[Row]) -> None:
    table = metadata.tables[str(kind.__tablename__)]
    for name in kind.sealed:
        assert isinstance(table.c[name].type, sa.Text)
    if kind.sealed:
        bound = [table.c[name] for name in kind.bound_by]
        unique = [{column.name for column in table.primary_key}] + [
            {column.name for column in constraint.columns}
            for constraint in table.constraints
            if isinstance(constraint, sa.UniqueConstraint)
        ]
        assert {column.name for column in bound} in unique


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_moment_is_stored_with_its_zone(table: str) -> None:
    for column in metadata.tables[table].c:
        assert not isinstance(column.type, sa.DateTime), f"{column} takes naive moments"


def test_ids_are_uuids_in_the_eleven_tables() -> None:
    for table in COLUMNS:
        assert isinstance(metadata.tables[table].c.id.type, sa.Uuid)


def every_reference() -> list[tuple[str, str]]:
    """Every column that refers to another table."""
    return sorted(
        (table.name, key.parent.name) for table in metadata.tables.values() for key in table.foreign_keys
    )


async def test_every_foreign_key_is_enforced(storage: Storage) -> None:
    async with storage.begin() as tx:
        user = await make_member(tx)
    for table, row in ROWS.items():
        if "user_id" in metadata.tables[table].c:
            orphan = {"id": uuid.uuid4(), **row(user.id), "user_id": uuid.uuid4()}
            with pytest.raises(sa.exc.IntegrityError):
                async with storage.begin() as tx:
                    await tx.session.exec(plain_insert(table), params=orphan)


async def test_the_database_itself_holds_every_foreign_key(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        found = [
            (table, column)
            for table in metadata.tables
            for (column,) in await execute(
                database_url, f"SELECT \"from\" FROM pragma_foreign_key_list('{table}')"
            )
        ]
    else:
        rows = await execute(
            database_url,
            "SELECT conrelid::regclass::text, attname FROM pg_constraint JOIN pg_attribute "
            "ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND convalidated",
        )
        found = [(table, column) for table, column in rows]
    assert sorted(found) == every_reference()


async def test_moments_come_back_aware_and_exact(storage: Storage, keyring: Keyring) -> None:
    moment = MONDAY_NOON.replace(microsecond=123_457)
    async with storage.begin() as tx:
        made = await make_member(tx, last_login_at=moment)
    async with storage.read() as tx:
        found = await tx.first(sa.select(models()["users"]).where(sa.column("id") == made.id))
        assert found[0].last_login_at == moment
        assert found[0].last_login_at.tzinfo is not None


async def test_a_naive_moment_is_refused(storage: Storage) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        async with storage.begin() as tx:
            await make_member(tx, last_login_at=MONDAY_NOON.replace(tzinfo=None))
