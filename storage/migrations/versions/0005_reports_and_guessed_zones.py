"""what is under report, and the time zone an account's platform guesses"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("persons") as persons:
        persons.add_column(sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("zone_guess", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("zone_guess")
    with op.batch_alter_table("persons") as persons:
        persons.drop_column("reported_at")
