"""the admin log can only grow"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "the admin log is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                sa.text(
                    f"CREATE TRIGGER admin_log_no_{act.lower()} BEFORE {act} ON admin_log "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
            )
        return
    op.execute(
        sa.text(
            "CREATE FUNCTION admin_log_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    )
    op.execute(
        sa.text(
            "CREATE TRIGGER admin_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admin_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION admin_log_append_only()"
        )
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(sa.text(f"DROP TRIGGER admin_log_no_{act.lower()}"))
        return
    op.execute(sa.text("DROP TRIGGER admin_log_append_only ON admin_log"))
    op.execute(sa.text("DROP FUNCTION admin_log_append_only()"))
