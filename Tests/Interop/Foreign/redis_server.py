# This source file is part of the Outpace project. License: see LICENSE.
"""A redis of its own on a free port, which it tells; it ends when its input ends."""

import socket
import subprocess
import sys
import tempfile
import time

from lines import emit, end_with_parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port, folder):
    return subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "",
         "--dir", folder],
        stdin=subprocess.DEVNULL, stdout=sys.stderr, preexec_fn=end_with_parent)


def answers(server, port):
    """Whether the server comes up; it does not when somebody else has taken the port."""
    while server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except ConnectionRefusedError:
            time.sleep(0.02)
    return False


def main():
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(5):
            port = free_port()
            server = start(port, folder)
            if answers(server, port):
                emit("listening", address=f"127.0.0.1:{port}")
                sys.stdin.read()
                server.kill()
                server.wait()
                return
        sys.exit("redis-server does not start")


main()
