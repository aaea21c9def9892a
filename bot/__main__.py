"""`python -m bot`: run, rehearse, check, migrate, backup, restore, export, rotate-key, recovery-key."""

import sys

from bot.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
