"""events that are counted and told, troubles, and what figures and the tidying look for"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BY_TIME = (
    ("tasks", "assigned_at"),
    ("proof_attempts", "decided_at"),
    ("point_entries", "at"),
    ("tokens", "purchased_at"),
    ("token_entries", "at"),
    ("refunds", "at"),
    ("user_voice_drops", "sent_at"),
    ("confessions", "submitted_at"),
    ("appeals", "submitted_at"),
    ("prompts", "closed_at"),
    ("work", "finished_at"),
    ("one_time_codes", "expires_at"),
)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "troubles",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_troubles")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("persona", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("owners", sa.Boolean(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.Column("told_at", moment, nullable=True),
        sa.Column("posted_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_events_person_id_persons"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_person_id"), "events", ["person_id"])
    op.create_index("ix_events_kind_at", "events", ["kind", "at"])
    op.create_index("ix_events_kind_noted_at", "events", ["kind", "noted_at"])
    op.create_index("ix_events_told_at", "events", ["told_at", "noted_at"])
    op.create_index("ix_events_posted_at", "events", ["posted_at", "noted_at"])
    for table, column in BY_TIME:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in reversed(BY_TIME):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    op.drop_table("events")
    op.drop_table("troubles")
