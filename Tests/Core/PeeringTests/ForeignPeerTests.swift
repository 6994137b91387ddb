// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Multistream
import Noise
import Peering
import Primitives
import Testing
import Wire
import Yamux

struct ForeignPeerTests {
    static let header = MultistreamMessage.encode(MultistreamMessage.header)

    @Test(arguments: [["/yamux/1.0.0"], []])
    func `a peer is established with and without early agreement`(names: [String]) throws {
        let peer = try ForeignPeer(multiplexers: names)
        let established = SessionEffect.established(
            ForeignPeer.key.publicKey, handshakeHash: peer.session.handshakeHash)
        #expect(peer.heard.first == established)
        #expect(peer.session.isEstablished)
    }

    @Test func `identify is served on request`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/ipfs/id/1.0.0")
        let received = try #require(peer.received[id])
        var decoder = FrameDecoder(limit: 8192)
        decoder.append(received.dropFirst(Self.header.count + 16))
        let info = try IdentifyInfo.decode(try #require(try decoder.next()))
        #expect(info.publicKey == SessionPair.listenerKey.publicKey.protobuf)
        #expect(info.listenAddresses == [[4, 127, 0, 0, 1, 6, 0x0f, 0xa1]])
        #expect(info.protocols.contains("/meshsub/1.1.0"))
    }

    @Test func `pings are echoed on two streams and refused on a third`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let ids = (0..<3).map { _ in peer.open("/ipfs/ping/1.0.0") }
        let ping = Bytes(0..<32)
        for id in ids { peer.write(ping, to: id) }
        #expect(peer.received[ids[0]]?.suffix(32).elementsEqual(ping) == true)
        #expect(peer.received[ids[1]]?.suffix(32).elementsEqual(ping) == true)
        #expect(peer.resets == [ids[2]])
    }

    @Test func `a protocol nobody speaks is answered with a refusal`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/unheard/1")
        #expect(peer.received[id] == Self.header + MultistreamMessage.encode("na"))
    }

    @Test func `the older gossip protocol is spoken`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/meshsub/1.0.0")
        peer.write(FrameDecoder.frame([1, 2, 3]), to: id)
        #expect(peer.heard.messages(.gossip) == [[1, 2, 3]])
    }

    @Test func `the newest gossip stream replaces the one before`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let old = peer.open("/meshsub/1.1.0")
        let new = peer.open("/meshsub/1.1.0")
        #expect(peer.resets == [old])
        peer.write(FrameDecoder.frame([9]), to: new)
        #expect(peer.heard.messages(.gossip) == [[9]])
    }

    @Test func `the newest direct stream replaces the one before on both ways`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let old = peer.open("/outpace/channel/1")
        _ = peer.open("/outpace/channel/1")
        #expect(peer.resets == [old])
        let ready = SessionEffect.ready(.direct, protocolName: "/outpace/channel/1")
        let turns = peer.heard.filter { effect in effect == ready || effect == .unready(.direct) }
        #expect(turns == [ready, .unready(.direct), ready])
    }

    @Test func `the end of a direct stream makes the lane unready`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/outpace/channel/1")
        peer.multiplexer.finish(id)
        peer.flush()
        #expect(peer.heard.last == .unready(.direct))
        #expect(!peer.session.isFinished)
    }

    @Test func `a message over its limit costs the stream and not the session`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/meshsub/1.1.0")
        peer.write([0x81, 0x80, 0x40], to: id)
        #expect(peer.resets == [id])
        #expect(peer.session.isEstablished)
    }

    @Test func `streams that keep breaking rules cost the session`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        for _ in 0..<33 where !peer.session.isFinished {
            let id = peer.open("/meshsub/1.1.0")
            peer.write([0x81, 0x80, 0x40], to: id)
        }
        #expect(peer.heard.fault == .tooManyStreamFaults(33))
    }

    @Test func `a false key in identify is not believed`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/ipfs/id/push/1.0.0")
        var info = IdentifyInfo()
        info.publicKey = SessionPair.nodeKey(6).publicKey.protobuf
        peer.write(FrameDecoder.frame(info.encode()), to: id)
        #expect(peer.resets == [id])
        let isTold = peer.heard.contains { effect in
            if case .identified = effect { true } else { false }
        }
        #expect(!isTold)
    }

    @Test func `a pushed identification is told`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let id = peer.open("/ipfs/id/push/1.0.0")
        var info = IdentifyInfo()
        info.agentVersion = "else/1"
        peer.write(FrameDecoder.frame(info.encode()), to: id)
        #expect(peer.heard.last == .identified(info))
    }

    @Test func `a stream that never says what it is for is reset`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        guard let id = peer.multiplexer.open(rank: 0) else { return }
        peer.flush()
        peer.advance(by: .seconds(11))
        #expect(peer.resets.contains(id))
        #expect(peer.session.isEstablished)
    }

    @Test func `a gossip stream that is never answered is opened again`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        let before = peer.received.count
        peer.advance(by: .seconds(60))
        #expect(peer.received.count > before + 2)
        #expect(peer.session.isEstablished)
    }

    @Test func `a broken rule of the multiplexer ends the session with a farewell`() throws {
        var peer = try ForeignPeer(multiplexers: [])
        peer.sendFrames([1] + Bytes(repeating: 0, count: 11))
        #expect(peer.heard.last == .finished(.multiplexer(.unknownVersion(1))))
    }
}
