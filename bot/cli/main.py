"""`python -m bot`: the commands, and what happens when one fails."""

import os
import sys
from collections.abc import Sequence

import typer

from bot.cli import check, data, export, keys, play
from bot.cli.common import Config, remember_config
from bot.cli.exits import HELP, Exit, report

app = typer.Typer(
    name="python -m bot",
    help="Her Court. Without a command it runs.",
    epilog=HELP,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (play, check, data, export, keys):
    module.register(app)


@app.callback(invoke_without_command=True, epilog=HELP)
def _default(context: typer.Context, config: Config = None) -> None:
    """Her Court. Without a command it runs."""
    remember_config(config)
    if context.invoked_subcommand is None:
        play.run()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code. ``--debug`` anywhere shows the trace of a failure."""
    os.umask(0o077)  # whatever the court writes is its owner's alone
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    try:
        app(args=[each for each in given if each != "--debug"], prog_name="python -m bot")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.FAILED if end.code else Exit.OK
    except Exception as error:  # noqa: BLE001 - whatever it is, the owner gets a sentence and a code
        return report(error, debug=debug)
    return Exit.OK
