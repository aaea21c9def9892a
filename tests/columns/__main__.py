"""Write the table of contents: ``python -m tests.columns``."""

from tests.columns import contents

if __name__ == "__main__":
    contents.PAGE.write_text(contents.page(contents.entries()), encoding="utf-8")
