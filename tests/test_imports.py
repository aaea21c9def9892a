"""Imports point down, and what is heavy or foreign stays in its room."""

import ast
import logging
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
RULES = ROOT / "handlers" / "rules"
PLATFORMS = ROOT / "bot" / "platforms"
HEAVY = {"matplotlib", "discord", "telegram", "pydub", "PIL", "obstore", "pocketsphinx"}
IMPURE_MODULES = {
    "asyncio",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
}
IMPURE_CALLS = {"now", "today", "utcnow", "uuid4", "urandom", "open", "getenv", "print", "input"}


@pytest.fixture(autouse=True)
def loggers_stay_on() -> Iterator[None]:
    """The linter sets up logging anew, which switches off every logger there is."""
    yield
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


def test_every_contract_of_the_project_file_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert not broken, capsys.readouterr().out


@pytest.mark.slow
def test_a_forbidden_import_would_be_noticed(tmp_path: Path) -> None:
    """The contracts read the real packages: a wrong import in a copy of them breaks the lint."""
    project = (ROOT / "pyproject.toml").read_text()
    for room in ("bot", "handlers", "storage", "media"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    for module in ("handlers/rules", "storage/tables", "storage/queries", "bot/platforms"):
        (tmp_path / module).mkdir()
        (tmp_path / module / "__init__.py").touch()
    (tmp_path / "storage/unit.py").touch()
    (tmp_path / "pyproject.toml").write_text(project)
    wrong = {
        "media/cut.py": "import storage",
        "storage/up.py": "import handlers",
        "handlers/up.py": "import bot",
        "handlers/base.py": "import sqlmodel",
        "handlers/rules/peek.py": "import storage.tables",
        "bot/chat.py": "import telegram, discord, starlette",
    }
    lint = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
    ]
    assert subprocess.run(lint, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    for path, line in wrong.items():
        file = tmp_path / path
        file.write_text(f"{line}\n")
        done = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 1, f"{path}: {line} went unnoticed\n{done.stdout}{done.stderr}"
        file.unlink()


def test_platforms_do_not_know_each_other() -> None:
    graph = grimp.build_graph("bot", cache_dir=None)
    platforms = [
        f"bot.platforms.{path.name}" for path in PLATFORMS.iterdir() if (path / "__init__.py").exists()
    ]
    assert "bot.platforms.web" in platforms
    for one, other in permutations(platforms, 2):
        chain = graph.find_shortest_chain(importer=one, imported=other, as_packages=True)
        assert chain is None, " -> ".join(chain)


def loaded_by(*modules: str) -> set[str]:
    """The top-level modules that importing ``modules`` loads into a fresh interpreter."""
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print('\\n'.join({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *modules], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return set(done.stdout.split())


def modules_in(package: str) -> list[str]:
    """A package and everything in it."""
    folder = ROOT / package.replace(".", "/")
    return [package, *(found.name for found in pkgutil.walk_packages([str(folder)], f"{package}."))]


def test_importing_the_rules_loads_no_database() -> None:
    modules = modules_in("handlers.rules")
    assert len(modules) > 5
    assert not loaded_by(*modules) & {"sqlmodel", "sqlalchemy", "pydantic", "alembic", "asyncio"}


@pytest.mark.parametrize("package", ["handlers", "storage"])
def test_importing_a_room_loads_nothing_heavy(package: str) -> None:
    modules = [name for name in modules_in(package) if "migrations" not in name]
    assert not loaded_by(*modules) & HEAVY


def test_importing_the_media_room_loads_nothing_heavy() -> None:
    assert not loaded_by("media.vault", "media.clean", "media.kinds") & HEAVY


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.py")), ids=lambda path: path.name)
def test_rules_are_pure(path: Path) -> None:
    complaints = list(impurities(ast.parse(path.read_text()), path))
    assert not complaints, "\n".join(complaints)


def impurities(tree: ast.AST, path: Path) -> Iterator[str]:
    """What a decision must not do: wait, look at the clock, roll dice, touch the world."""
    for node in ast.walk(tree):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield f"{where} waits"
        for name in imported(node):
            top = name.partition(".")[0]
            ours = name == "storage.enums" or name.startswith("handlers.rules")
            if top in IMPURE_MODULES or (top not in sys.stdlib_module_names and not ours):
                yield f"{where} imports {name}"
        if isinstance(node, ast.Call) and called(node) in IMPURE_CALLS:
            yield f"{where} calls {called(node)}"


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize("line", ["import random", "from storage.unit import Storage", "x = datetime.now()",
                                  "async def f(): pass", "import sqlmodel"])  # fmt: skip
def test_an_impure_rule_would_be_noticed(line: str) -> None:
    assert list(impurities(ast.parse(line), Path("rule.py")))
