"""Hands bytes to and fro between addresses: `python relay.py FROM=TO ...`, each "tcp:HOST:PORT" or "unix:PATH".

Prints the port of each FROM that is TCP (0 takes a free one), in order, and runs until its standard input ends. With
`--up` the loopback interface of the network namespace is brought up first, and with `-- COMMAND` that is run beside.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 18):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


async def _open(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    kind, _, rest = address.partition(":")
    if kind == "unix":
        return await asyncio.open_unix_connection(rest)
    host, _, port = rest.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def _relay(source: str, target: str) -> int:
    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await _open(target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, back), _pump(there, writer))

    kind, _, rest = source.partition(":")
    if kind == "unix":
        await asyncio.start_unix_server(met, rest)
        return 0
    host, _, port = rest.rpartition(":")
    server = await asyncio.start_server(met, host, int(port))
    return int(server.sockets[0].getsockname()[1])


async def _main(pairs: list[str]) -> None:
    for pair in pairs:
        port = await _relay(*pair.split("="))
        if port:
            print(port, flush=True)
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    command = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--up" in arguments:
        arguments.remove("--up")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    beside = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) if command else None
    try:
        asyncio.run(_main(arguments))
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait(20)
