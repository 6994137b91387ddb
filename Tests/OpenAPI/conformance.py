# This source file is part of the Outpace project. License: see LICENSE.
"""Runs a local network of two nodes, and has schemathesis try one of them by its own document."""

import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import tokens

HERE = pathlib.Path(__file__).parent
# How long the network may take until it has approved a state, in seconds.
PATIENCE = 60


def free_base():
    """A port with those that two nodes need free above it."""
    for _ in range(100):
        base = random.randrange(20_000, 60_000, 20)
        sockets = []
        try:
            for port in [base + 10 * node + offset for node in (0, 1) for offset in (0, 1, 2)]:
                sockets.append(socket.create_server(("127.0.0.1", port)))
            return base
        except OSError:
            continue
        finally:
            for held in sockets:
                held.close()
    sys.exit("openapi: no free ports")


def get(url):
    with urllib.request.urlopen(url, timeout=5) as reply:
        return json.load(reply)


def wait_for_state(api, channel, network):
    """Waits until there is something to see, a state that both validators signed; answers its sequence."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if network.poll() is not None:
            sys.exit("openapi: the network ended; see network.log")
        try:
            approved = get(f"{api}/channel/{channel}/status")["lastApproved"]
            if approved:
                return approved["sequence"]
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit(f"openapi: no state was approved in {PATIENCE} s; see network.log")


def make_tokens(home, node):
    """Puts the tokens of a validator and of the channel's creator where schemathesis finds them."""
    for role, path in (("VALIDATOR", "node0/validator.key"), ("CREATOR", "creator.key")):
        os.environ[f"OUTPACE_{role}_TOKEN"] = tokens.token(tokens.read_key(home / path), node)


def attack(name, folder, api, settings):
    """One run of schemathesis; answers whether it found nothing."""
    configuration = folder / f"{name}.toml"
    configuration.write_text((HERE / "schemathesis.toml").read_text() + settings)
    command = [
        str(pathlib.Path(sys.executable).parent / "schemathesis"),
        "--config-file", str(configuration), "run", f"{api}/openapi.json",
        "--phases", "examples,coverage,fuzzing", "--max-examples", os.environ.get("OPENAPI_EXAMPLES", "40"),
        "--no-color",
    ]  # fmt: skip
    start = time.monotonic()
    with open(folder / f"{name}.log", "wb") as log:
        code = subprocess.run(command, cwd=folder, stdout=log, stderr=log).returncode
    print(f"openapi: {name}: exit code {code} after {time.monotonic() - start:.0f} s", flush=True)
    if code:
        print((folder / f"{name}.log").read_text(errors="replace"), flush=True)
    return code == 0


def stop(network):
    """Asks the nodes to stop, and kills them when they do not."""
    for _ in range(2):
        network.send_signal(signal.SIGINT)
        try:
            network.wait(timeout=20)
            return
        except subprocess.TimeoutExpired:
            continue


def main(outpace, folder):
    # Whoever ends this ends the network too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("openapi: ended from outside"))
    folder = pathlib.Path(folder).absolute()
    home = folder / "network"
    shutil.rmtree(home, ignore_errors=True)
    testnet = [outpace, "testnet", "--output", str(home)]
    base = str(free_base())
    subprocess.run(
        testnet + ["--validators", "2", "--channels", "1", "--base-port", base, "--json"],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    plan = json.loads((home / "testnet.json").read_text())
    node, channel = plan["nodes"][0], plan["channels"][0]
    with open(folder / "network.log", "wb") as log:
        network = subprocess.Popen(
            testnet + ["--run", "--events-per-second", "5"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        sequence = wait_for_state(node["api"], channel, network)
        known = f'\n[parameters]\n"path.id" = "{channel}"\n"path.sequence" = {sequence}\n'
        passed = []
        # A channel that the node holds, then whatever comes to mind.
        for name, settings in (("known", known), ("any", "")):
            make_tokens(home, node["address"])
            passed.append(attack(name, folder, node["api"], settings))
        if network.poll() is not None:
            sys.exit("openapi: the network ended; see network.log")
    finally:
        stop(network)
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
