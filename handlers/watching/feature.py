"""Watching's buttons, sweeps and errands."""

from handlers.feature import Access, ActionSpec, Feature, Sweep
from handlers.watching import digest, tidying, viewing

FEATURE = Feature(
    actions=(
        ActionSpec("alerts.view", Access.OPERATOR, viewing.view, once=False),
        ActionSpec("alerts.switch", Access.OPERATOR, viewing.switch),
    ),
    sweeps=(
        Sweep("alerts", digest.find_untold, digest.tell),
        Sweep("alerts.room", digest.find_unposted, digest.queue_post),
    ),
    works={digest.POST: digest.post, tidying.WORK: tidying.tidy},
)
