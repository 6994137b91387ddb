// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import Primitives
import Wire

/// Gossipsub over a raw session: says any octets, and keeps what it hears.
struct RawGossip {
    let session: RawSession
    let stream: UInt32

    /// Opens both directions; nil when the other side does not speak it.
    init?(_ session: RawSession) async throws {
        guard let stream = try await session.openStream("/meshsub/1.1.0") else { return nil }
        self.session = session
        self.stream = stream
        guard
            try await session.attend(until: { $0.gossipStream != nil }, within: .seconds(5))
        else { return nil }
    }

    /// Says an RPC.
    @discardableResult
    func say(_ rpc: RPC) async throws -> Bool { try await say(rpc.encode()) }

    /// Says octets in the place of an RPC, with their right length in front.
    @discardableResult
    func say(_ bytes: Bytes) async throws -> Bool {
        try await session.write(FrameDecoder.frame(bytes), on: stream)
    }

    /// Says several RPCs in one go.
    @discardableResult
    func say(_ rpcs: [RPC]) async throws -> Bool {
        try await session.write(rpcs.flatMap { FrameDecoder.frame($0.encode()) }, on: stream)
    }

    /// Takes what the other side has said so far.
    func heard() throws -> [RPC] {
        guard let inbound = session.gossipStream else { return [] }
        var decoder = FrameDecoder(limit: 4 << 20)
        let octets = session.received[inbound, default: []]
        decoder.append(octets)
        var rpcs: [RPC] = []
        while let message = try decoder.next() {
            rpcs.append(try RPC.decode(message, limits: .standard))
        }
        session.received[inbound] = Bytes(octets.suffix(decoder.bufferedCount))
        return rpcs
    }

    /// Joins topics.
    func subscribe(_ topics: [String]) async throws {
        var rpc = RPC()
        rpc.subscriptions = topics.map { RPC.Subscription(subscribe: true, topic: $0) }
        try await say(rpc)
    }

    /// Takes the other side into the mesh.
    func graft(_ topics: [String]) async throws {
        var rpc = RPC()
        rpc.control.graft = topics
        try await say(rpc)
    }

    /// Sends messages.
    @discardableResult
    func publish(_ messages: [Message]) async throws -> Bool {
        try await say(RPC(subscriptions: [], messages: messages, control: Control()))
    }
}
