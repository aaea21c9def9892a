"""Telegram Stars: what was paid and what was given back."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram.errors import Json, bad


@dataclass
class Charge:
    """One payment in Stars."""

    charge_id: str
    user: Json
    amount: int
    payload: str
    date: int
    refunded: int | None = None
    """when, in unix seconds"""


class Stars:
    """The bot's account."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.charges: dict[str, Charge] = {}

    @property
    def balance(self) -> int:
        """Stars that came and stayed."""
        return sum(charge.amount for charge in self.charges.values() if charge.refunded is None)

    def charge(self, charge_id: str, user: Json, amount: int, payload: str) -> Charge:
        """Money comes in."""
        self.charges[charge_id] = Charge(charge_id, user, amount, payload, int(self._now()))
        return self.charges[charge_id]

    def refund(self, user_id: int, charge_id: str) -> Charge:
        """Money goes back, once."""
        charge = self.charges.get(charge_id)
        if charge is None or charge.user["id"] != user_id:
            raise bad("CHARGE_NOT_FOUND")
        if charge.refunded is not None:
            raise bad("CHARGE_ALREADY_REFUNDED")
        charge.refunded = int(self._now())
        return charge

    def transactions(self) -> list[Json]:
        """All that moved, oldest first."""
        moved: list[tuple[int, Json]] = []
        for charge in self.charges.values():
            told: Json = {"id": charge.charge_id, "amount": charge.amount}
            partner = {"type": "user", "transaction_type": "invoice_payment", "user": charge.user}
            source = partner | {"invoice_payload": charge.payload}
            moved.append((charge.date, told | {"date": charge.date, "source": source}))
            if charge.refunded is not None:
                moved.append((charge.refunded, told | {"date": charge.refunded, "receiver": partner}))
        return [told for _, told in sorted(moved, key=lambda entry: entry[0])]
