"""E-mail addresses, as far as a log-in needs to understand them."""

import re
import unicodedata

LONGEST = 254
_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\]+@(?:[^\s@<>\"(),;:\\.]+\.)+[^\s@<>\"(),;:\\.]{2,}")


def normal_email(text: str) -> str | None:
    """The address as it is looked up, however it was typed; None if it is not one."""
    if len(text) > 2 * LONGEST:
        return None
    address = unicodedata.normalize("NFKC", text).strip().casefold()
    return address if len(address) <= LONGEST and _ADDRESS.fullmatch(address) else None
