"""the models members can ask for, and where each of their sessions stands"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cam_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column(
            "personas",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_cam_models_made_by_persons"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cam_models")),
    )
    op.create_table(
        "cam_session_details",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("hard_limits", sa.Text(), nullable=True),
        sa.Column("brief", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("scheduled_at", MOMENT, nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("remind_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("limits_changed_at", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_cam_session_details_{column}_{table}"),
                ondelete=ondelete,
            )
            for column, table, ondelete in (
                ("session_id", "cam_model_sessions", "CASCADE"),
                ("user_id", "users", "CASCADE"),
                ("model_id", "cam_models", "SET NULL"),
                ("account_id", "accounts", "SET NULL"),
                ("decided_by", "persons", "SET NULL"),
                ("claimed_by", "persons", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_cam_session_details")),
    )
    with op.batch_alter_table("cam_session_details") as details:
        for column in ("user_id", "scheduled_at", "remind_at", "expires_at"):
            details.create_index(details.f(f"ix_cam_session_details_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("cam_session_details")
    op.drop_table("cam_models")
