"""what else is known of voice drops: words, tags, where they come from"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice_drop_details",
        sa.Column("drop_id", sa.Uuid(), nullable=False),
        sa.Column("pack_key", sa.String(length=128), nullable=True),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["drop_id"], ["voice_drops.id"], name=op.f("fk_voice_drop_details_drop_id_voice_drops"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_voice_drop_details_made_by_persons"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("drop_id", name=op.f("pk_voice_drop_details")),
        sa.UniqueConstraint("pack_key", name=op.f("uq_voice_drop_details_pack_key")),
    )


def downgrade() -> None:
    op.drop_table("voice_drop_details")
