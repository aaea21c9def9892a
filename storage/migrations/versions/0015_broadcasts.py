"""broadcasts, and the mirrors by which an audience is found"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OF_CAMPAIGNS = sa.text("campaign_id IS NOT NULL")
UNMIRRORED = sa.text("own_words IS NULL")


def upgrade() -> None:
    op.create_table(
        "member_wishes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tag_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_member_wishes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "tag_hash", name=op.f("pk_member_wishes")),
    )
    op.create_index(op.f("ix_member_wishes_tag_hash"), "member_wishes", ["tag_hash"])
    op.add_column("member_settings", sa.Column("own_words", sa.Boolean(), nullable=True))
    op.create_index(
        "ix_member_settings_unmirrored",
        "member_settings",
        ["user_id"],
        sqlite_where=UNMIRRORED,
        postgresql_where=UNMIRRORED,
    )
    _outbox()
    _schedules()
    _campaigns()


def _outbox() -> None:
    op.add_column("outbox", sa.Column("campaign_id", sa.Uuid(), nullable=True))
    for name, columns, unique in (
        ("ix_outbox_campaign_id_status", ["campaign_id", "status"], False),
        ("uq_outbox_campaign_id_person_id", ["campaign_id", "person_id"], True),
    ):
        op.create_index(
            name,
            "outbox",
            columns,
            unique=unique,
            sqlite_where=OF_CAMPAIGNS,
            postgresql_where=OF_CAMPAIGNS,
        )


def _schedules() -> None:
    empty = sa.text("'{}'")
    with op.batch_alter_table("drop_schedules") as schedules:
        schedules.add_column(sa.Column("audience", _json(), nullable=False, server_default=empty))
        schedules.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("drop_schedules") as schedules:
        schedules.alter_column("audience", server_default=None)


def _campaigns() -> None:
    moment, figures = sa.DateTime(timezone=True), ("sent", "failed", "cancelled", "opened")
    with op.batch_alter_table("campaigns") as campaigns:
        campaigns.add_column(sa.Column("voice_drop_id", sa.Uuid(), nullable=True))
        for name in ("started_at", "unfolded_at", "told_at", "next_at"):
            campaigns.add_column(sa.Column(name, moment, nullable=True))
        campaigns.add_column(sa.Column("skipped", _json(), nullable=False, server_default=sa.text("'{}'")))
        for name in figures:
            campaigns.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        campaigns.create_foreign_key(
            campaigns.f("fk_campaigns_voice_drop_id_voice_drops"),
            "voice_drops",
            ["voice_drop_id"],
            ["id"],
            ondelete="SET NULL",
        )
        campaigns.create_index(campaigns.f("ix_campaigns_next_at"), ["next_at"])
    with op.batch_alter_table("campaigns") as campaigns:
        for name in ("skipped", *figures):
            campaigns.alter_column(name, server_default=None)
    op.create_table(
        "campaign_waits",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_waits_campaign_id_campaigns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_campaign_waits_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "user_id", name=op.f("pk_campaign_waits")),
    )
    op.create_index("ix_campaign_waits_campaign_id_at", "campaign_waits", ["campaign_id", "at"])
    op.create_index(op.f("ix_campaign_waits_user_id"), "campaign_waits", ["user_id"])


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(JSONB(), "postgresql")


def downgrade() -> None:
    op.drop_table("campaign_waits")
    with op.batch_alter_table("campaigns") as campaigns:
        campaigns.drop_index(campaigns.f("ix_campaigns_next_at"))
        campaigns.drop_constraint(campaigns.f("fk_campaigns_voice_drop_id_voice_drops"), type_="foreignkey")
        for name in (
            "opened", "cancelled", "failed", "sent", "skipped", "next_at", "told_at", "unfolded_at",
            "started_at", "voice_drop_id",
        ):  # fmt: skip
            campaigns.drop_column(name)
    with op.batch_alter_table("drop_schedules") as schedules:
        schedules.drop_column("paused_at")
        schedules.drop_column("audience")
    op.drop_index("uq_outbox_campaign_id_person_id", "outbox")
    op.drop_index("ix_outbox_campaign_id_status", "outbox")
    op.drop_column("outbox", "campaign_id")
    op.drop_index("ix_member_settings_unmirrored", "member_settings")
    op.drop_column("member_settings", "own_words")
    op.drop_table("member_wishes")
