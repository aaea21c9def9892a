"""Saying in one line that a file is refused, and why."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from media.kinds import MediaRefused, RefusalReason


@contextmanager
def refused(*reasons: RefusalReason) -> Iterator[None]:
    """The block must refuse for one of these reasons."""
    with pytest.raises(MediaRefused) as caught:
        yield
    assert caught.value.reason in reasons
