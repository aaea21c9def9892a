"""voice drops that go out every day, and where each stands with each member"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "drop_schedules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("voice_drop_id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["voice_drop_id"],
            ["voice_drops.id"],
            name=op.f("fk_drop_schedules_voice_drop_id_voice_drops"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_drop_schedules_made_by_persons"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_schedules")),
    )
    op.create_index(op.f("ix_drop_schedules_voice_drop_id"), "drop_schedules", ["voice_drop_id"])
    op.create_table(
        "drop_rounds",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("last_at", moment, nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["drop_schedules.id"],
            name=op.f("fk_drop_rounds_schedule_id_drop_schedules"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_drop_rounds_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "user_id", name=op.f("pk_drop_rounds")),
    )
    op.create_index(op.f("ix_drop_rounds_next_at"), "drop_rounds", ["next_at"])
    op.create_index(op.f("ix_drop_rounds_user_id"), "drop_rounds", ["user_id"])


def downgrade() -> None:
    op.drop_table("drop_rounds")
    op.drop_table("drop_schedules")
