"""Gates print their figure, and nothing else."""

import logging

import structlog


def silence() -> None:
    """Nothing of this process is logged from now on."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
