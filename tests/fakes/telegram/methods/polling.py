"""getUpdates and webhooks."""

from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, conflict
from tests.fakes.telegram.methods.registry import Told, method
from tests.fakes.telegram.updates import DEFAULT
from tests.fakes.telegram.world import World

LONGEST_POLL = 50
PUSHED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@method("getUpdates")
async def get_updates(world: World, arguments: Arguments) -> list[Json]:
    """Updates from an offset on, waited for when there are none."""
    if world.webhook.url:
        await world.updates.hold_conflict()
        raise conflict(PUSHED)
    world.updates.allow(_kinds(arguments))
    return await world.updates.get(
        arguments.number("offset"),
        arguments.number("limit", 100, 1, 100),
        arguments.number("timeout", 0, 0, LONGEST_POLL),
    )


@method("setWebhook")
async def set_webhook(world: World, arguments: Arguments) -> Told:
    """Have updates pushed, or no longer."""
    url, secret = arguments.text("url"), arguments.text("secret_token")
    if not url:
        return await _unset(world, arguments)
    world.webhook.check(url, secret)
    most = arguments.number("max_connections", 40, 1, 100)
    world.updates.allow(_kinds(arguments))
    if arguments.flag("drop_pending_updates"):
        world.updates.forget()
    hook = world.webhook
    if (url, secret, most) == (hook.url, hook.secret, hook.max_connections):
        return Told(True, "Webhook is already set")
    world.updates.stop_waiting("terminated by setWebhook request")
    await hook.set(url, secret, most)
    return Told(True, "Webhook was set")


@method("deleteWebhook")
async def delete_webhook(world: World, arguments: Arguments) -> Told:
    """Go back to getUpdates."""
    return await _unset(world, arguments)


async def _unset(world: World, arguments: Arguments) -> Told:
    if arguments.flag("drop_pending_updates"):
        world.updates.forget()
    was_set = bool(world.webhook.url)
    await world.webhook.set("", "", 40)
    return Told(True, "Webhook was deleted" if was_set else "Webhook is already deleted")


@method("getWebhookInfo")
async def get_webhook_info(world: World, arguments: Arguments) -> Json:
    """How pushing goes."""
    told = world.webhook.info()
    if world.updates.allowed != DEFAULT:
        told["allowed_updates"] = sorted(world.updates.allowed)
    return told


def _kinds(arguments: Arguments) -> list[str] | None:
    """The call's ``allowed_updates``; nonsense in it is passed over, as at the real server."""
    if "allowed_updates" not in arguments.values:
        return None
    given: Any = arguments.parsed("allowed_updates", "can't parse allowed_updates JSON object")
    return [kind for kind in given if isinstance(kind, str)] if isinstance(given, list) else None
