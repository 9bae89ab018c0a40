"""The whole database as files, and back: each table by COPY, in one snapshot (docs/adr/0010).

Nothing here knows what the tables are for. The catalogue tells which there are, in which columns, and which refer to
which; the schema itself is not written, but made by the migrations up to the revision that the backup notes.
"""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Final

import asyncpg

REVISION_TABLE: Final = "alembic_version"
# As pg_dump does: the text of a value must not depend on what a server or a role has set.
EXACT: Final = """
SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0
"""
# Partitions are no tables of their own: rows are read from and written to what they are partitions of.
_TABLES: Final = """
SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname
"""
_REFERENCES: Final = """
SELECT DISTINCT f.conrelid::regclass::text AS name, f.confrelid::regclass::text AS refers_to
FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace AND f.conparentid = 0
"""
_SEQUENCES: Final = """
SELECT sequencename AS name, last_value AS value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""


async def revision(connection: asyncpg.Connection) -> str | None:
    """The migration that the database is at; None for one without tables of ours."""
    if not await connection.fetchval("SELECT to_regclass($1)", REVISION_TABLE):
        return None
    found: str | None = await connection.fetchval(f"SELECT version_num FROM {REVISION_TABLE}")  # noqa: S608 - ours
    return found


async def dump(connection: asyncpg.Connection, folder: Path) -> dict[str, list[str]]:
    """Writes every table into a file of its own; the columns of each. In a transaction of the caller's."""
    await connection.execute(EXACT)
    tables = await _tables(connection)
    for name, columns in tables.items():
        query = f"SELECT {_listed(columns)} FROM {_quoted(name)}"  # noqa: S608 - names from the catalogue
        await connection.copy_from_query(query, output=folder / f"{name}.copy")
    return tables


async def sequences(connection: asyncpg.Connection) -> dict[str, int]:
    """The last number that each sequence gave: ids are never given twice, not even those of rows that are gone."""
    return {row["name"]: row["value"] for row in await connection.fetch(_SEQUENCES)}


async def load(
    connection: asyncpg.Connection, folder: Path, *, tables: Mapping[str, list[str]], numbers: Mapping[str, int]
) -> None:
    """Puts what was dumped in the place of all that there is. In a transaction of the caller's, at the same revision."""
    await connection.execute(EXACT)
    here = await _tables(connection)
    await connection.execute(f"TRUNCATE {_listed(list(here))} CASCADE")
    for name in await _in_order(connection, list(here)):
        if name in tables:
            await _fill(connection, name, columns=tables[name], source=folder / f"{name}.copy")
    for sequence, value in numbers.items():
        await connection.execute("SELECT setval($1::text::regclass, $2)", _quoted(sequence), value)


async def _fill(connection: asyncpg.Connection, name: str, *, columns: list[str], source: Path) -> None:
    """Without the triggers of ours: what they made was dumped too."""
    await connection.execute(f"ALTER TABLE {_quoted(name)} DISABLE TRIGGER USER")
    await connection.copy_to_table(name, source=source, columns=columns)
    await connection.execute(f"ALTER TABLE {_quoted(name)} ENABLE TRIGGER USER")


async def _tables(connection: asyncpg.Connection) -> dict[str, list[str]]:
    rows = await connection.fetch(_TABLES)
    return {row["name"]: row["columns"] for row in rows if row["name"] != REVISION_TABLE}


async def _in_order(connection: asyncpg.Connection, names: Sequence[str]) -> list[str]:
    """Tables that others refer to come first."""
    graph: dict[str, set[Any]] = {name: set() for name in sorted(names)}
    for row in await connection.fetch(_REFERENCES):
        if row["name"] != row["refers_to"]:
            graph[row["name"]].add(row["refers_to"])
    return list(TopologicalSorter(graph).static_order())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
