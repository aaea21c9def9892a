"""Text documents are told by what is in them: UTF-8 text of a modest size, and nothing else."""

from pathlib import Path

import pytest

from media.documents import MOST_BYTES, is_named_document, read_document
from media.kinds import MediaRefused, RefusalReason

TOML = "# Zwölf Aufgaben\n[[task]]\n".encode()


def test_text_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(TOML)
    assert read_document(path) == read_document(TOML) == TOML
    assert is_named_document("Tasks.TOML")
    assert not is_named_document("tasks.toml.exe")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", RefusalReason.EMPTY),
        (b"#" * (MOST_BYTES + 1), RefusalReason.TOO_LARGE),
        (b"\x7fELF\x02\x01\x01\x00", RefusalReason.WRONG_KIND),
        (b"\xff\xd8\xff\xe0 a picture", RefusalReason.WRONG_KIND),
        (b"<svg xmlns='x'/>", RefusalReason.WRONG_KIND),
        (b"# text" + b" " * 4096 + b"\xff\xfe", RefusalReason.BROKEN),
    ],
)
def test_anything_else_is_refused(data: bytes, reason: RefusalReason) -> None:
    with pytest.raises(MediaRefused) as refused:
        read_document(data)
    assert refused.value.reason is reason
