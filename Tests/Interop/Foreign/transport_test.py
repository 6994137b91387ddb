# This source file is part of the Outpace project. License: see LICENSE.
"""py-libp2p as one side of libp2p's transport test.

The environment says which: transport, muxer, security, is_dialer, ip, redis_addr and
test_timeout_seconds, as in the test plans of libp2p.
"""

import json
import os

import multiaddr
import trio
from libp2p import new_host
from libp2p.crypto.secp256k1 import create_new_key_pair
from libp2p.crypto.x25519 import create_new_key_pair as new_x25519
from libp2p.host.ping import PingService
from libp2p.peer.peerinfo import info_from_p2p_addr
from libp2p.security.noise.transport import PROTOCOL_ID as NOISE, Transport as Noise
from libp2p.stream_muxer.yamux.yamux import PROTOCOL_ID as YAMUX, Yamux

LIST = "listenerAddr"


async def ask_redis(*words):
    """Asks redis something; answers the last line of what it says."""
    host, port = os.environ["redis_addr"].rsplit(":", 1)
    request = f"*{len(words)}\r\n" + "".join(f"${len(w)}\r\n{w}\r\n" for w in words)
    answer = b""
    async with await trio.open_tcp_stream(host, int(port)) as stream:
        await stream.send_all(request.encode())
        # A number is one line; a popped value comes with its list's name, in five lines.
        while answer.count(b"\r\n") < (1 if answer[:1] == b":" else 5):
            answer += await stream.receive_some()
    return answer.decode().split("\r\n")[-2]


async def listen(host):
    [address] = host.get_addrs()
    await ask_redis("RPUSH", LIST, str(address))
    await trio.sleep_forever()


async def dial(host, seconds):
    address = multiaddr.Multiaddr(await ask_redis("BLPOP", LIST, str(seconds)))
    peer = info_from_p2p_addr(address)
    pings = PingService(host)
    began = trio.current_time()
    await host.connect(peer)
    await pings.ping(peer.peer_id, 1)
    whole = (trio.current_time() - began) * 1000
    [ping] = await pings.ping(peer.peer_id, 1)
    print(json.dumps({"handshakePlusOneRTTMillis": whole, "pingRTTMilllis": ping}), flush=True)
    os._exit(0)


async def main():
    seconds = int(os.environ.get("test_timeout_seconds", "180"))
    is_dialer = os.environ["is_dialer"] == "true"
    pair = create_new_key_pair()
    host = new_host(
        key_pair=pair, sec_opt={NOISE: Noise(pair, noise_privkey=new_x25519().private_key)},
        muxer_opt={YAMUX: Yamux})
    with trio.fail_after(seconds):
        where = multiaddr.Multiaddr(f"/ip4/{os.environ.get('ip', '0.0.0.0')}/tcp/0")
        async with host.run(listen_addrs=[where]):
            await (dial(host, seconds) if is_dialer else listen(host))


trio.run(main)
