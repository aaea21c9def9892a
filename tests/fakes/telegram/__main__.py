"""The server as a process of its own: `python -m tests.fakes.telegram --port N`.

Its first line on standard output is JSON with base_url, base_file_url, token and control."""

import argparse
import asyncio
import json
import signal

from aiohttp import web

from tests.fakes.telegram.control import control
from tests.fakes.telegram.server import TelegramServer
from tests.fakes.telegram.world import TOKEN


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the Bot API; any free one by default")
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--pace", type=float, default=1.0, help="the server's own pauses pass so much faster")
    parser.add_argument("--keep", type=int, help="messages kept in each chat; all by default")
    parser.add_argument("--allow-http-webhook", action="store_true")
    return parser.parse_args()


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    given = _options()
    server = TelegramServer(
        port=given.port, token=given.token, pace=given.pace, keep=given.keep,
        allow_http_webhook=given.allow_http_webhook,
    )  # fmt: skip
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(control(server), access_log=None, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", given.control_port).start()
    async with server.running():
        told = {"base_url": server.base_url, "base_file_url": server.base_file_url, "token": server.token}
        print(json.dumps(told | {"control": f"http://127.0.0.1:{runner.addresses[0][1]}"}), flush=True)
        await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
