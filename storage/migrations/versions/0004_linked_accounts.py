"""an account that is linked brings its key; a code remembers where it was made"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_data_keys_person_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_data_keys_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_data_keys_own",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("adopted_at IS NULL"),
            postgresql_where=sa.text("adopted_at IS NULL"),
        )
    with op.batch_alter_table("one_time_codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_one_time_codes_account_id_accounts"),
            "accounts",
            ["account_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("one_time_codes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_one_time_codes_account_id_accounts"), type_="foreignkey")
        batch_op.drop_column("account_id")
    op.execute(sa.text("DELETE FROM data_keys WHERE adopted_at IS NOT NULL"))
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_data_keys_own")
        batch_op.drop_index(batch_op.f("ix_data_keys_person_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_data_keys_person_id"), ["person_id"])
        batch_op.drop_column("adopted_at")
