# This source file is part of the Outpace project. License: see LICENSE.
"""A go-libp2p peer, driven through the control socket of its daemon.

Settings: key ("secp256k1" or "ed25519"), pubsub (whether it is a gossipsub peer; otherwise what
comes on gossip streams is told as it is).
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

import base58
import multiaddr
from libp2p.identity.identify.pb.identify_pb2 import Identify

from keys import new_key_pair, stored
from lines import (
    answer, contents, emit, end_with_parent, frame, refuse, settings, shown, unframe)

sys.path.insert(0, os.environ["INTEROP_GO"])
import p2pd_pb2 as pb  # noqa: E402

GOSSIP = "/meshsub/1.1.0"
PING = "/ipfs/ping/1.0.0"
IDENTIFY = "/ipfs/id/1.0.0"
PATIENCE = 20


class Pipe:
    """A socket that is read in exact amounts."""

    def __init__(self, connection):
        self.connection = connection
        self.input = connection.makefile("rb")

    def read(self, count):
        octets = self.input.read(count)
        if len(octets) < count:
            raise EOFError
        return octets

    def read_all(self):
        return self.input.read()

    def write(self, octets):
        self.connection.sendall(octets)

    def take(self, kind):
        return kind.FromString(unframe(self.read))

    def give(self, message):
        self.write(frame(message.SerializeToString()))

    def close(self):
        self.connection.close()

    def end(self):
        """Closes it under a thread that reads from it."""
        self.connection.shutdown(socket.SHUT_RDWR)


class Daemon:
    def __init__(self, folder, wishes):
        self.path = f"{folder}/control"
        self.handler_path = f"{folder}/gossip"
        key = f"{folder}/key"
        with open(key, "wb") as file:
            file.write(stored(new_key_pair(wishes.get("key", "secp256k1"))))
        arguments = [
            f"{os.environ['INTEROP_GO']}/p2pd", "-listen", f"/unix{self.path}", "-id", key,
            "-hostAddrs", "/ip4/127.0.0.1/tcp/0", "-relay=false",
        ]
        if wishes.get("pubsub", True):
            arguments += ["-pubsub", "-pubsubRouter", "gossipsub",
                          "-gossipsubHeartbeatInterval", "1s"]
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=sys.stderr, preexec_fn=end_with_parent,
            env={**os.environ, "GOLOG_LOG_LEVEL": "error"})

    def open(self):
        connection = socket.socket(socket.AF_UNIX)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                connection.connect(self.path)
                return Pipe(connection)
            except (FileNotFoundError, ConnectionRefusedError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def ask(self, request):
        """Asks the daemon; answers its reply and the pipe, which some replies leave open."""
        pipe = self.open()
        pipe.give(request)
        reply = pipe.take(pb.Response)
        if reply.type != pb.Response.OK:
            pipe.close()
            raise RuntimeError(reply.error.msg)
        return reply, pipe

    def call(self, request):
        reply, pipe = self.ask(request)
        pipe.close()
        return reply

    def pubsub(self, **fields):
        return self.call(pb.Request(type=pb.Request.PUBSUB, pubsub=pb.PSRequest(**fields))).pubsub

    def stream(self, peer, protocol):
        reply, pipe = self.ask(pb.Request(
            type=pb.Request.STREAM_OPEN,
            streamOpen=pb.StreamOpenRequest(
                peer=base58.b58decode(peer), proto=[protocol], timeout=PATIENCE)))
        return pipe


def unix_address(path):
    """As go writes it: the path with its first slash."""
    return b"\x90\x03" + frame(path.encode())


class Driver:
    def __init__(self, daemon):
        self.daemon = daemon
        self.raw = {}
        self.topics = {}

    def identity(self):
        reply = self.daemon.call(pb.Request(type=pb.Request.IDENTIFY)).identify
        self.peer = base58.b58encode(reply.id).decode()
        [address] = [multiaddr.Multiaddr(bytes(octets)) for octets in reply.addrs]
        return {"peer": self.peer, "address": f"{address}/p2p/{self.peer}"}

    def dial(self, address):
        bare, peer = address.rsplit("/p2p/", 1)
        self.daemon.call(pb.Request(
            type=pb.Request.CONNECT,
            connect=pb.ConnectRequest(
                peer=base58.b58decode(peer), addrs=[multiaddr.Multiaddr(bare).to_bytes()],
                timeout=PATIENCE)))

    def connections(self):
        peers = self.daemon.call(pb.Request(type=pb.Request.LIST_PEERS)).peers
        return {"peers": sorted(base58.b58encode(peer.id).decode() for peer in peers)}

    def peers(self, topic):
        ids = self.daemon.pubsub(type=pb.PSRequest.LIST_PEERS, topic=topic).peerIDs
        return {"peers": sorted(base58.b58encode(peer).decode() for peer in ids)}

    def subscribe(self, topic):
        _, pipe = self.daemon.ask(pb.Request(
            type=pb.Request.PUBSUB,
            pubsub=pb.PSRequest(type=pb.PSRequest.SUBSCRIBE, topic=topic)))
        self.topics[topic] = pipe
        threading.Thread(target=self.listen, args=(pipe,), daemon=True).start()

    def unsubscribe(self, topic):
        self.topics.pop(topic).end()

    def listen(self, pipe):
        while True:
            try:
                message = pipe.take(pb.PSMessage)
            except (EOFError, OSError):
                return
            # The daemon tells of its own messages as well.
            author = base58.b58encode(getattr(message, "from")).decode()
            if author != self.peer:
                emit("message", topic=message.topicIDs[0], author=author,
                     seqno=message.seqno.hex(), data=shown(message.data))

    def publish(self, topic, data):
        self.daemon.pubsub(type=pb.PSRequest.PUBLISH, topic=topic, data=bytes.fromhex(data))

    def ping(self, peer):
        pipe = self.daemon.stream(peer, PING)
        began, sent = time.monotonic(), os.urandom(32)
        pipe.write(sent)
        if pipe.read(32) != sent:
            raise RuntimeError("other octets came back")
        pipe.close()
        return {"milliseconds": round((time.monotonic() - began) * 1000, 3)}

    def identify(self, peer):
        pipe = self.daemon.stream(peer, IDENTIFY)
        told = Identify.FromString(unframe(pipe.read))
        pipe.close()
        return {
            "agent": told.agent_version, "version": told.protocol_version,
            "protocols": sorted(told.protocols), "key": told.public_key.hex(),
            "addresses": [str(multiaddr.Multiaddr(bytes(a))) for a in told.listen_addrs],
            "observed": str(multiaddr.Multiaddr(told.observed_addr)),
        }

    def send(self, peer, file):
        """Sends octets as an RPC on a gossip stream that this driver opens."""
        if peer not in self.raw:
            self.raw[peer] = self.daemon.stream(peer, GOSSIP)
        try:
            self.raw[peer].write(frame(contents(file)))
        except OSError:
            self.raw.pop(peer).close()
            raise

    def take_gossip(self):
        """Takes the gossip streams that others open, where no router does."""
        server = socket.socket(socket.AF_UNIX)
        server.bind(self.daemon.handler_path)
        server.listen()
        threading.Thread(target=self.accept, args=(server,), daemon=True).start()
        self.daemon.call(pb.Request(
            type=pb.Request.STREAM_HANDLER,
            streamHandler=pb.StreamHandlerRequest(
                addr=unix_address(self.daemon.handler_path),
                proto=[GOSSIP], balanced=False)))

    def accept(self, server):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=self.hear, args=(Pipe(connection),), daemon=True).start()

    def hear(self, pipe):
        peer = base58.b58encode(pipe.take(pb.StreamInfo).peer).decode()
        while True:
            try:
                emit("raw", peer=peer, rpc=shown(unframe(pipe.read)))
            except (EOFError, OSError):
                emit("raw-end", peer=peer)
                return


def serve(driver, commands):
    verbs = (
        "dial", "connections", "peers", "subscribe", "unsubscribe", "publish", "ping", "identify",
        "send")
    for line in commands:
        command = json.loads(line)
        try:
            if command["do"] not in verbs:
                raise NotImplementedError(command["do"])
            fields = {k: v for k, v in command.items() if k not in ("do", "number")}
            answer(command, getattr(driver, command["do"])(**fields))
        except Exception as error:
            refuse(command, error)


def main():
    wishes = settings()
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(folder, wishes)
        try:
            driver = Driver(daemon)
            identity = driver.identity()
            if not wishes.get("pubsub", True):
                driver.take_gossip()
            emit("listening", **identity)
            serve(driver, sys.stdin)
        finally:
            daemon.process.kill()
            daemon.process.wait()


main()
