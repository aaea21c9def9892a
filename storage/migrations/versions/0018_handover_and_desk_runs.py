"""whose member somebody is over time, proposals to change it, notes, and each operator's way through the desk"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CLAIMED = ("proof_attempts", "confession_states", "cam_session_details")
"""What had a claim of its own until now."""
ENDS = ("accepted", "declined", "withdrawn", "expired", "closed")


def upgrade() -> None:
    _persona_stays()
    _handovers()
    _member_notes()
    _desk_runs()
    for table in CLAIMED:
        with op.batch_alter_table(table) as rows:
            rows.drop_constraint(rows.f(f"fk_{table}_claimed_by_persons"), type_="foreignkey")
            rows.drop_column("claimed_by")
            rows.drop_column("claimed_at")


def _persona_stays() -> None:
    op.create_table(
        "persona_stays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("persona", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_persona_stays_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persona_stays")),
    )
    op.create_index(op.f("ix_persona_stays_user_id"), "persona_stays", ["user_id"], unique=False)


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("from_persona", sa.String(length=64), nullable=False),
        sa.Column("to_persona", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("shared", JSON, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended",
            sa.Enum(*ENDS, name="handoverend", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_handovers_made_by_persons"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_handovers_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_user_id"), "handovers", ["user_id"], unique=False)
    op.create_index(op.f("ix_handovers_expires_at"), "handovers", ["expires_at"], unique=False)


def _member_notes() -> None:
    op.create_table(
        "member_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_member_notes_made_by_persons"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_member_notes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_notes")),
    )
    op.create_index(op.f("ix_member_notes_user_id"), "member_notes", ["user_id"], unique=False)


def _desk_runs() -> None:
    op.create_table(
        "desk_runs",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("only", sa.String(length=32), nullable=False),
        sa.Column("passed", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_desk_runs_person_id_persons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_desk_runs")),
        sa.UniqueConstraint("item", name=op.f("uq_desk_runs_item")),
    )


def downgrade() -> None:
    for table in CLAIMED:
        with op.batch_alter_table(table) as rows:
            rows.add_column(sa.Column("claimed_by", sa.Uuid(), nullable=True))
            rows.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
            rows.create_foreign_key(
                rows.f(f"fk_{table}_claimed_by_persons"),
                "persons",
                ["claimed_by"],
                ["id"],
                ondelete="SET NULL",
            )
    op.drop_table("desk_runs")
    op.drop_table("member_notes")
    op.drop_table("handovers")
    op.drop_table("persona_stays")
