"""where each confession stands: who answers it, whether a stop came first, whether a person is needed"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "confession_states",
        sa.Column("confession_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", moment, nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", moment, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column(
            "comment_type",
            sa.Enum("Text", "Audio", name="contenttype", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_confession_states_answered_by_persons"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["persons.id"], name=op.f("fk_confession_states_claimed_by_persons"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["confession_id"],
            ["confessions.id"],
            name=op.f("fk_confession_states_confession_id_confessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_confession_states_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("confession_id", name=op.f("pk_confession_states")),
    )
    op.create_index(op.f("ix_confession_states_user_id"), "confession_states", ["user_id"])


def downgrade() -> None:
    op.drop_table("confession_states")
