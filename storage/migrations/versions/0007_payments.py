"""what stands behind a purchase of tokens, refunds, questions about payments"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = True) -> "sa.Column[datetime]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def refers(table: str, column: str, target: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=gone)


def upgrade() -> None:
    with op.batch_alter_table("token_entries") as entries:
        entries.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("token_entries") as entries:
        entries.alter_column("number", server_default=None)
    op.create_table(
        "token_orders",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("price", sa.String(length=64), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        moment("asked_at", nullable=False),
        moment("expires_at"),
        moment("decided_at"),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("charge", sa.Text(), nullable=True),
        sa.Column("charge_hash", sa.String(length=64), nullable=True),
        moment("closed_at"),
        refers("token_orders", "decided_by", "persons", "SET NULL"),
        refers("token_orders", "token_id", "tokens", "CASCADE"),
        refers("token_orders", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_token_orders")),
        sa.UniqueConstraint("charge_hash", name=op.f("uq_token_orders_charge_hash")),
        sa.UniqueConstraint("reference", name=op.f("uq_token_orders_reference")),
    )
    op.create_index(op.f("ix_token_orders_user_id"), "token_orders", ["user_id"])
    op.create_index(op.f("ix_token_orders_expires_at"), "token_orders", ["expires_at"])
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("token_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("price", sa.String(length=64), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("written_off", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        moment("at", nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        moment("next_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=False),
        moment("done_at"),
        sa.Column("charge_hash", sa.String(length=64), nullable=True),
        sa.Column("payment", sa.Text(), nullable=True),
        refers("refunds", "by", "persons", "SET NULL"),
        refers("refunds", "token_id", "tokens", "SET NULL"),
        refers("refunds", "user_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("charge_hash", name=op.f("uq_refunds_charge_hash")),
    )
    for column in ("user_id", "token_id", "written_off", "status"):
        op.create_index(op.f(f"ix_refunds_{column}"), "refunds", [column])
    op.create_table(
        "pay_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        moment("asked_at", nullable=False),
        moment("answered_at"),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        refers("pay_questions", "answered_by", "persons", "SET NULL"),
        refers("pay_questions", "person_id", "persons", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_questions")),
    )
    op.create_index(op.f("ix_pay_questions_person_id"), "pay_questions", ["person_id"])
    op.create_index(op.f("ix_pay_questions_answered_at"), "pay_questions", ["answered_at"])


def downgrade() -> None:
    op.drop_table("pay_questions")
    op.drop_table("refunds")
    op.drop_table("token_orders")
    with op.batch_alter_table("token_entries") as entries:
        entries.drop_column("number")
