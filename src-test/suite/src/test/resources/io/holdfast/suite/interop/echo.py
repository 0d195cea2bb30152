"""An endpoint on Python's websockets that sends back what it gets, and does a few things on command.

Usage: python3 echo.py <port> [<file with certificate and key>]. Prints its port. Ends with its input.
"""
import asyncio
import ssl
import sys

import websockets


async def ping(socket):
    await (await socket.ping("are you there"))
    await socket.send("pong are you there")


async def handler(socket):
    pings = []
    async for message in socket:
        text = message if isinstance(message, str) else ""
        if text.startswith("close "):
            await socket.close(int(text[6:]), "as you wish")
        elif text == "fragments":
            await socket.send(["one ", "two ", "three"])
        elif text == "ping":
            pings.append(asyncio.ensure_future(ping(socket)))  # its pong is read by this loop
        elif text == "drop":
            socket.transport.abort()
        else:
            await socket.send(message)


async def main(port, chain=None):
    tls = None
    if chain:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(chain)
    server = await websockets.serve(
        handler, "127.0.0.1", int(port), ssl=tls, subprotocols=["superchat"], max_size=32 << 20
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
