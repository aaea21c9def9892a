"""Which tokens were paid for: those given for nothing are spent first, then the oldest purchase."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.money import TokenLine, bought_left, unspent
from handlers.rules.points import balance, book, can_reverse, reversal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ledger(*acts: tuple[str, int]) -> list[TokenLine]:
    """A ledger of acts: buy, gift, spend, refund, and ``return`` for the number-th entry."""
    lines: list[TokenLine] = []
    for number, (act, tokens) in enumerate(acts):
        entries = [line.entry for line in lines]
        stands = balance(entries)
        if act == "return":
            if not lines:
                continue
            line = lines[tokens % len(lines)]
            if can_reverse(line.entry, stands, {entry.cause for entry in entries}):
                lines.append(TokenLine(reversal(line.entry, NOW), line.bought))
            continue
        asked = tokens if act in ("buy", "gift") else -tokens
        if act == "spend" and tokens > stands:
            continue
        lines.append(TokenLine(book(stands, f"{act}:{number}:x", asked, NOW), act in ("buy", "refund")))
    return lines


@pytest.mark.parametrize(
    ("acts", "left"),
    [
        ([("buy", 50)], 50),
        ([("gift", 30), ("buy", 50), ("spend", 30)], 50),
        ([("buy", 50), ("gift", 30), ("spend", 40)], 40),
        ([("buy", 50), ("spend", 50), ("gift", 20)], 0),
        ([("buy", 50), ("spend", 20), ("return", 1)], 50),
        ([("gift", 10), ("buy", 50), ("spend", 20), ("return", 2)], 50),
        ([("buy", 50), ("spend", 40), ("refund", 50), ("gift", 20)], 0),
        ([("buy", 50), ("refund", 50), ("return", 1)], 50),
        ([("buy", 50), ("gift", 50), ("spend", 20), ("return", 0)], 0),
        ([("buy", 50), ("gift", 10), ("spend", 10), ("return", 1)], 40),
    ],
)
def test_what_is_left_of_what_was_paid_for(acts: list[tuple[str, int]], left: int) -> None:
    assert bought_left(ledger(*acts)) == left


@given(
    st.lists(
        st.tuples(st.sampled_from(["buy", "gift", "spend", "refund", "return"]), st.integers(1, 60)),
        max_size=25,
    )
)
def test_it_is_never_more_than_the_balance_and_never_below_nothing(acts: list[tuple[str, int]]) -> None:
    lines = ledger(*acts)
    assert 0 <= bought_left(lines) <= balance([line.entry for line in lines])


@pytest.mark.parametrize(
    ("purchases", "left", "shares"),
    [
        ([50, 50], 60, (10, 50)),
        ([50, 50], 0, (0, 0)),
        ([50, 50], 100, (50, 50)),
        ([], 0, ()),
        ([50], 70, (50,)),
    ],
)
def test_the_oldest_purchase_is_spent_first(purchases: list[int], left: int, shares: tuple[int, ...]) -> None:
    assert unspent(purchases, left) == shares


@given(st.lists(st.integers(1, 500), max_size=12), st.integers(0, 3000))
def test_the_shares_are_what_is_left(purchases: list[int], left: int) -> None:
    shares = unspent(purchases, left)
    assert sum(shares) == min(left, sum(purchases))
    assert all(0 <= share <= tokens for share, tokens in zip(shares, purchases, strict=True))
