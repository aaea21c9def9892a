"""what stands behind an appeal, what it holds, and which task an offered punishment answers"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal_reviews",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("restored", sa.Boolean(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_reviews_appeal_id_appeals"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_appeal_reviews_decided_by_persons"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_appeal_reviews_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("appeal_id", name=op.f("pk_appeal_reviews")),
    )
    with op.batch_alter_table("appeal_reviews") as reviews:
        reviews.create_index(reviews.f("ix_appeal_reviews_lapses_at"), ["lapses_at"], unique=False)
        reviews.create_index(reviews.f("ix_appeal_reviews_user_id"), ["user_id"], unique=False)
    with op.batch_alter_table("task_plans") as plans:
        plans.add_column(sa.Column("under_appeal", sa.Boolean(), nullable=False, server_default=sa.false()))
        plans.create_index(plans.f("ix_task_plans_punishes"), ["punishes"], unique=False)
    with op.batch_alter_table("task_plans") as plans:
        plans.alter_column("under_appeal", server_default=None)
    with op.batch_alter_table("task_offers") as offers:
        offers.add_column(sa.Column("punishes", sa.Uuid(), nullable=True))
        offers.create_foreign_key(
            offers.f("fk_task_offers_punishes_tasks"), "tasks", ["punishes"], ["id"], ondelete="SET NULL"
        )
        offers.create_index(offers.f("ix_task_offers_punishes"), ["punishes"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_offers") as offers:
        offers.drop_index(offers.f("ix_task_offers_punishes"))
        offers.drop_constraint(offers.f("fk_task_offers_punishes_tasks"), type_="foreignkey")
        offers.drop_column("punishes")
    with op.batch_alter_table("task_plans") as plans:
        plans.drop_index(plans.f("ix_task_plans_punishes"))
        plans.drop_column("under_appeal")
    op.drop_table("appeal_reviews")
