"""what a court makes of its content: templates, packs, switches, personas, ready words"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PERSONA_TEXTS = (
    ("name", sa.String(length=64)),
    ("title", sa.String(length=64)),
    ("pronouns", sa.String(length=64)),
    ("intro", sa.Text()),
    ("sample_url", sa.Text()),
    ("sample_transcript", sa.Text()),
    ("portrait_url", sa.Text()),
)


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["persons.id"], name=op.f(f"fk_{table}_{column}_persons"), ondelete="SET NULL"
    )


def upgrade() -> None:
    op.create_table(
        "court_templates",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("persona", sa.String(length=64), nullable=False),
        sa.Column("spec", _json(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        _person("court_templates", "made_by"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_court_templates")),
    )
    with op.batch_alter_table("court_templates") as templates:
        templates.create_index(templates.f("ix_court_templates_persona"), ["persona"], unique=False)
    op.create_table(
        "content_packs",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        _person("content_packs", "uploaded_by"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_content_packs")),
    )
    op.create_table(
        "content_switches",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("off_by", sa.Uuid(), nullable=True),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrew", _json(), nullable=False),
        _person("content_switches", "off_by"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_content_switches")),
    )
    op.create_table(
        "canned_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("persona", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _person("canned_comments", "made_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_comments")),
    )
    with op.batch_alter_table("canned_comments") as comments:
        comments.create_index(comments.f("ix_canned_comments_persona"), ["persona"], unique=False)
    with op.batch_alter_table("persona_settings") as personas:
        personas.add_column(sa.Column("newcomer_proofs", sa.Integer(), nullable=True))
        for name, kind in PERSONA_TEXTS:
            personas.add_column(sa.Column(name, kind, nullable=True))
        personas.add_column(sa.Column("hours", _json(), nullable=False, server_default=sa.text("'[]'")))
        personas.add_column(sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()))
        personas.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        personas.add_column(sa.Column("based_on", sa.String(length=64), nullable=True))
    with op.batch_alter_table("persona_settings") as personas:
        personas.alter_column("hours", server_default=None)
        personas.alter_column("closed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("persona_settings") as personas:
        for name in ("based_on", "retired_at", "closed", "hours"):
            personas.drop_column(name)
        for name, _ in reversed(PERSONA_TEXTS):
            personas.drop_column(name)
        personas.drop_column("newcomer_proofs")
    for table in ("canned_comments", "content_switches", "content_packs", "court_templates"):
        op.drop_table(table)
