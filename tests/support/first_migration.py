"""Writes ``0001_tables.py`` anew from the tables as they are: only before the first release, never after.

Run as ``python -m tests.support.first_migration``."""

import asyncio
from tempfile import TemporaryDirectory

from storage import migrate


async def rewrite() -> None:
    """Generate the first migration as if there were no other."""
    versions = migrate.FOLDER / "versions"
    with TemporaryDirectory(dir=versions.parent) as shelf:
        later = [path for path in versions.glob("*.py") if not path.name.startswith("0001")]
        for path in later:
            path.rename(f"{shelf}/{path.name}")
        try:
            (versions / "0001_tables.py").unlink(missing_ok=True)
            await migrate.revision("tables")
        finally:
            for path in later:
                (versions.parent / shelf / path.name).rename(path)


if __name__ == "__main__":
    asyncio.run(rewrite())
