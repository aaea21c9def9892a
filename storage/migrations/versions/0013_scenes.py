"""what else is known of scenes, and where an unlocked one stands"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scene_details",
        sa.Column("scene_id", sa.Uuid(), nullable=False),
        sa.Column("pack_key", sa.String(length=128), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("min_tier", sa.String(length=64), nullable=False),
        sa.Column("preview_url", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["scene_id"], ["scenes.id"], name=op.f("fk_scene_details_scene_id_scenes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_scene_details_made_by_persons"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("scene_id", name=op.f("pk_scene_details")),
        sa.UniqueConstraint("pack_key", name=op.f("uq_scene_details_pack_key")),
    )
    op.create_table(
        "scene_unlocks",
        sa.Column("user_scene_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=160), nullable=False),
        sa.Column("receipt", sa.String(length=96), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_scene_id"],
            ["user_scenes.id"],
            name=op.f("fk_scene_unlocks_user_scene_id_user_scenes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_scene_unlocks_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_scene_id", name=op.f("pk_scene_unlocks")),
    )
    op.create_index(op.f("ix_scene_unlocks_user_id"), "scene_unlocks", ["user_id"])
    op.create_index(op.f("ix_scene_unlocks_delivered_at"), "scene_unlocks", ["delivered_at"])


def downgrade() -> None:
    op.drop_table("scene_unlocks")
    op.drop_table("scene_details")
