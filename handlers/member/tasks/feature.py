"""The feature of tasks: its command, its buttons, its receipts and what time brings."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.member.tasks import (
    chosen,
    daily,
    due,
    giving,
    history,
    inspections,
    misses,
    more_time,
    offers,
    overview,
    reminders,
)

FEATURE: Feature = Feature(
    commands=(CommandSpec("tasks", Group.PLAY, Access.PLAYER, overview.tasks),),
    actions=(
        ActionSpec("task.first", Access.PLAYER, daily.give_first),
        ActionSpec("task.start", Access.PLAYER, chosen.start, once=False),
        ActionSpec("task.longer", Access.PLAYER, chosen.longer, once=False),
        ActionSpec("task.choose", Access.PLAYER, chosen.choose, once=False),
        ActionSpec("task.chosen", Access.PLAYER, chosen.chosen),
        ActionSpec("task.more_time", Access.PLAYER, more_time.ask, once=False),
        ActionSpec("task.history", Access.PLAYER, history.history, once=False),
        ActionSpec("tasks.show", Access.PLAYER, overview.pressed, once=False),
        ActionSpec("offer.accept", Access.PLAYER, offers.accept),
        ActionSpec("offer.decline", Access.PLAYER, offers.decline),
    ),
    sent={"task.delivered": giving.delivered, reminders.RECEIPT: reminders.reminded},
    sweeps=(
        Sweep("daily", daily.find, daily.give_daily),
        Sweep("inspection", inspections.find, inspections.inspect),
        Sweep("offer", offers.find, offers.expire),
        Sweep("reminder", reminders.find, reminders.remind),
        Sweep("deadline", due.find, due.settle),
        Sweep("miss", misses.find, misses.let_go),
    ),
)
