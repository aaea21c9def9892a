"""Figures for Prometheus: how much was handled, sent and stopped. No ids, no names, no words as labels."""

from prometheus_client import Counter, Histogram

TURNS = Counter("court_turns", "Updates handled", ["outcome"])
SENDS = Counter("court_sends", "Messages given to a platform", ["platform", "outcome"])
STOPS = Counter("court_stops", "Stops committed")
TURN_SECONDS = Histogram("court_turn_seconds", "From the beginning of a turn to its commit")


def serve(host: str, port: int) -> None:
    """Answer GET /metrics on an address of its own, from a thread."""
    # Only a court that wants figures opens a second port.
    from prometheus_client import start_http_server  # noqa: PLC0415

    start_http_server(port, addr=host)
