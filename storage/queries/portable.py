"""Arithmetic with moments that SQLite and PostgreSQL spell differently."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[float]):  # noqa: N801 - named like an SQL function
    """The seconds from the first moment to the second."""

    inherit_cache = True
    name = "seconds_between"
    type = sa.Float()


class quarter_of(FunctionElement[int]):  # noqa: N801 - named like an SQL function
    """The number of the quarter of an hour a moment lies in, counted from 1970 in UTC."""

    inherit_cache = True
    name = "quarter_of"
    type = sa.BigInteger()


class day_of(FunctionElement[str]):  # noqa: N801 - named like an SQL function
    """The UTC date of a moment, as text like 2026-11-24."""

    inherit_cache = True
    name = "day_of"
    type = sa.String()


def _clauses(element: FunctionElement[Any], compiler: SQLCompiler, options: dict[str, Any]) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


@compiles(seconds_between, "sqlite")
def _seconds_sqlite(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = _clauses(element, compiler, options)
    return f"((julianday({second}) - julianday({first})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = _clauses(element, compiler, options)
    return f"extract(epoch from ({second} - {first}))"


@compiles(quarter_of, "sqlite")
def _quarter_sqlite(element: quarter_of, compiler: SQLCompiler, **options: Any) -> str:
    (moment,) = _clauses(element, compiler, options)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) / 900)"


@compiles(quarter_of, "postgresql")
def _quarter_postgresql(element: quarter_of, compiler: SQLCompiler, **options: Any) -> str:
    (moment,) = _clauses(element, compiler, options)
    return f"CAST(floor(extract(epoch from {moment}) / 900) AS BIGINT)"


@compiles(day_of, "sqlite")
def _day_sqlite(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    (moment,) = _clauses(element, compiler, options)
    return f"date({moment})"


@compiles(day_of, "postgresql")
def _day_postgresql(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    (moment,) = _clauses(element, compiler, options)
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
