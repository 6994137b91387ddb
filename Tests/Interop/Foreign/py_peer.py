# This source file is part of the Outpace project. License: see LICENSE.
"""A py-libp2p peer.

Settings: key ("secp256k1" or "ed25519"), meshless (whether it grafts nobody).
"""

import json
import os
import sys

import multiaddr
import trio
from libp2p import new_host
from libp2p.crypto.x25519 import create_new_key_pair as new_x25519
from libp2p.host.ping import PingService
from libp2p.identity.identify.pb.identify_pb2 import Identify
from libp2p.network.stream.exceptions import StreamEOF
from libp2p.peer.id import ID
from libp2p.peer.peerinfo import info_from_p2p_addr
from libp2p.perf import PerfService
from libp2p.protocol_muxer.multiselect import Multiselect
from libp2p.protocol_muxer.multiselect_client import MultiselectClient
from libp2p.pubsub.gossipsub import GossipSub
from libp2p.pubsub.pubsub import Pubsub
from libp2p.security.noise.transport import PROTOCOL_ID as NOISE, Transport as Noise
from libp2p.stream_muxer.yamux.yamux import PROTOCOL_ID as YAMUX, Yamux
from libp2p.tools.anyio_service import background_trio_service

from keys import new_key_pair
from lines import answer, contents, emit, frame, refuse, settings, shown

IDENTIFY = "/ipfs/id/1.0.0"
PATIENCE = 20


def tell_negotiations():
    """Tells every protocol that is agreed on by multistream, whichever side proposed it."""
    propose, respond = MultiselectClient.select_one_of, Multiselect.negotiate

    async def proposed(self, *arguments, **options):
        protocol = await propose(self, *arguments, **options)
        emit("negotiated", protocol=str(protocol))
        return protocol

    async def responded(self, *arguments, **options):
        protocol, handler = await respond(self, *arguments, **options)
        emit("negotiated", protocol=str(protocol))
        return protocol, handler

    MultiselectClient.select_one_of = proposed
    Multiselect.negotiate = responded


async def read_all(stream):
    octets = b""
    try:
        while part := await stream.read(4096):
            octets += part
    except StreamEOF:
        pass
    return octets


class Encoded:
    """Octets in the place of a message."""

    def __init__(self, octets):
        self.octets = octets

    def SerializeToString(self):
        return self.octets


class Driver:
    def __init__(self, wishes):
        self.pair = new_key_pair(wishes.get("key", "secp256k1"))
        self.host = new_host(
            key_pair=self.pair,
            sec_opt={NOISE: Noise(self.pair, noise_privkey=new_x25519().private_key)},
            muxer_opt={YAMUX: Yamux})
        degree, degree_low = (0, 0) if wishes.get("meshless", False) else (6, 4)
        # Unless told otherwise, this implementation drops what comes at more than ten messages a
        # second, wants its peers on several networks, and beats every two minutes.
        self.router = GossipSub(
            protocols=["/meshsub/1.2.0", "/meshsub/1.1.0"], degree=degree, degree_low=degree_low,
            degree_high=12, heartbeat_initial_delay=0.1, heartbeat_interval=1,
            adaptive_gossip_enabled=False, spam_protection_enabled=False,
            eclipse_protection_enabled=False)
        self.pubsub = Pubsub(self.host, self.router)
        self.pings = PingService(self.host)
        self.perfs = PerfService(self.host)

    def identity(self):
        [address] = self.host.get_addrs()
        return {"peer": str(self.host.get_id()), "address": str(address)}

    def spy(self):
        """Tells every message of the gossip protocol that others send."""
        hear = self.router.handle_rpc

        async def heard(rpc, sender):
            emit("control", peer=str(sender), idontwant=[
                bytes(i).hex() for part in rpc.control.idontwant for i in part.messageIDs])
            return await hear(rpc, sender)

        self.router.handle_rpc = heard

    def greet_again(self):
        """Tells a new peer of topics that were joined while it was greeted: this implementation
        neither has them in that greeting nor tells the peer afterwards."""
        greet = self.pubsub._handle_new_peer

        async def greeted(peer):
            told = set(self.pubsub.topic_ids)
            await greet(peer)
            for topic in set(self.pubsub.topic_ids) - told:
                packet, _ = self.pubsub._build_announce_rpc(topic, subscribe=True)
                await self.pubsub.message_all_peers(packet.SerializeToString())

        self.pubsub._handle_new_peer = greeted

    async def dial(self, address):
        await self.host.connect(info_from_p2p_addr(multiaddr.Multiaddr(address)))

    async def connections(self):
        return {"peers": sorted(str(peer) for peer in self.host.get_connected_peers())}

    async def peers(self, topic):
        return {
            "peers": sorted(str(peer) for peer in self.pubsub.peer_topics.get(topic, ())),
            "mesh": sorted(str(peer) for peer in self.router.mesh.get(topic, ())),
        }

    async def subscribe(self, topic):
        subscription = await self.pubsub.subscribe(topic)
        self.nursery.start_soon(self.listen, topic, subscription)

    async def unsubscribe(self, topic):
        await self.pubsub.unsubscribe(topic)

    async def listen(self, topic, subscription):
        while True:
            try:
                message = await subscription.get()
            except trio.EndOfChannel:
                return
            author = ID(message.from_id)
            if author != self.host.get_id():
                emit("message", topic=topic, author=str(author), seqno=message.seqno.hex(),
                     data=shown(message.data))

    async def publish(self, topic, data):
        await self.pubsub.publish(topic, bytes.fromhex(data))

    async def ping(self, peer):
        [milliseconds] = await self.pings.ping(ID.from_base58(peer), 1)
        return {"milliseconds": milliseconds}

    async def identify(self, peer):
        stream = await self.host.new_stream(ID.from_base58(peer), [IDENTIFY])
        octets = await read_all(stream)
        await stream.close()
        # Messages of this size have a length of two octets.
        told = Identify.FromString(octets[2:])
        assert frame(octets[2:]) == octets, "more or less than one message"
        return {
            "agent": told.agent_version, "version": told.protocol_version,
            "protocols": sorted(told.protocols), "key": told.public_key.hex(),
            "addresses": [str(multiaddr.Multiaddr(a)) for a in told.listen_addrs],
            "observed": str(multiaddr.Multiaddr(told.observed_addr)),
        }

    async def perf(self, address, upload, download):
        results = [
            result async for result
            in self.perfs.measure_performance(multiaddr.Multiaddr(address), upload, download)]
        return {"upload": results[-1]["upload_bytes"], "download": results[-1]["download_bytes"]}

    async def send(self, peer, file):
        """Sends octets as an RPC, in between those of the router."""
        octets = contents(file)
        stream = self.pubsub.peers[ID.from_base58(peer)]
        if not await self.pubsub.write_msg(stream, Encoded(octets)):
            raise ConnectionError("the stream is gone")

    async def perform(self, command):
        try:
            verb = {
                "dial": self.dial, "connections": self.connections, "peers": self.peers,
                "subscribe": self.subscribe, "unsubscribe": self.unsubscribe,
                "publish": self.publish, "ping": self.ping, "identify": self.identify,
                "perf": self.perf, "send": self.send,
            }[command["do"]]
            fields = {k: v for k, v in command.items() if k not in ("do", "number")}
            with trio.fail_after(PATIENCE):
                answer(command, await verb(**fields))
        except Exception as error:
            refuse(command, error)

    async def run(self):
        tell_negotiations()
        self.spy()
        self.greet_again()
        anywhere = multiaddr.Multiaddr("/ip4/127.0.0.1/tcp/0")
        async with (
            self.host.run(listen_addrs=[anywhere]),
            background_trio_service(self.pubsub),
            background_trio_service(self.router),
            trio.open_nursery() as self.nursery,
        ):
            await self.pubsub.wait_until_ready()
            await self.perfs.start()
            emit("listening", **self.identity())
            async for line in trio.wrap_file(sys.stdin):
                self.nursery.start_soon(self.perform, json.loads(line))
            # Nobody listens any more, so nothing is left that is worth an orderly end.
            os._exit(0)


trio.run(Driver(settings()).run)
