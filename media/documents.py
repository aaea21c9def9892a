"""Text documents, which are not decoded but only looked at: how they are told from everything else."""

from pathlib import Path

from media.kinds import MediaRefused, RefusalReason
from media.sniff import sniff

MOST_BYTES = 512 * 1024
MIME = "application/toml"
ENDING = ".toml"


def is_named_document(name: str) -> bool:
    """Whether a file is called like a document of ours."""
    return name.lower().endswith(ENDING)


def read_document(source: Path | bytes) -> bytes:
    """The bytes of a text document, UTF-8 and nothing else. Raises MediaRefused."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            source = stream.read(MOST_BYTES + 1)
    if not source:
        raise MediaRefused(RefusalReason.EMPTY)
    if len(source) > MOST_BYTES:
        raise MediaRefused(RefusalReason.TOO_LARGE)
    if sniff(source).name != "text":
        raise MediaRefused(RefusalReason.WRONG_KIND)
    try:
        source.decode()
    except UnicodeDecodeError:
        raise MediaRefused(RefusalReason.BROKEN) from None
    return source
