"""When a member was last heard, on Telegram and Discord, which show neither address nor device."""

from handlers.turn import Turn
from storage.enums import Platform


async def noted(turn: Turn) -> None:
    """Keep the time of the message, and the platform with the client's language as the device.

    The web chat notes its own log-ins, with the real address and browser."""
    user, account = turn.me.user, turn.account
    if user is None or account is None or account.platform is Platform.WEB:
        return
    user.last_login_at = turn.wall
    device = f"{account.platform.value.title()} ({account.language})"
    if await turn.tx.open(user, "last_login_device") != device:
        await turn.tx.seal(user, last_login_device=device, last_login_ip=None)
