"""``python -m tests.fakes.discord --port N``: the server as a process of its own."""

import argparse
import asyncio
import json
import signal

from tests.fakes.discord.server import TOKEN, DiscordServer


async def serve(port: int, token: str) -> None:
    """Runs until SIGTERM or SIGINT; the first line printed says where everything is."""
    server = DiscordServer(port=port, token=token)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    async with server.running():
        places = {
            "api_url": server.api_url,
            "gateway_url": server.gateway_url,
            "control": f"{server.url}/_control",
        }
        print(
            json.dumps(places | {"token": server.token, "application_id": str(server.world.app_id)}),
            flush=True,
        )
        await over.wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tests.fakes.discord")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.token))


if __name__ == "__main__":
    main()
