"""How Alembic compares tables and writes them down: the same for migrating, comparing and generating."""

from typing import Any, Literal, TypedDict

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import metadata
from storage.tables.base import UtcDateTime


class Options(TypedDict):
    """What every migration context of the court is configured with."""

    target_metadata: sa.MetaData
    render_as_batch: bool
    transactional_ddl: bool
    compare_type: bool
    compare_server_default: bool
    render_item: Any


def options() -> Options:
    """The settings. SQLite needs batch operations, and both databases undo a failed migration whole."""
    return Options(
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
        render_item=_render,
    )


def _render(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Our own column types in plain SQLAlchemy, so that a migration never depends on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False
