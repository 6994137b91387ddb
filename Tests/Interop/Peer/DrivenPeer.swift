// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Dispatch
import Foundation
import Gossip
import Identity
import JSON
import Logging
import NIOPosix
import Peering
import Primitives
import Synchronization
import Transport

/// The router on the transport, as in a node, with nothing above: every message whose signature
/// holds is good.
///
/// Commands and events are the lines that `Foreign/lines.py` describes.
final class DrivenPeer: Sendable {
    struct State {
        var router: Router
        var outbound: Set<PeerID> = []
        var sequenceNumber: UInt64
    }

    let key: NodeKey
    let parameters: GossipParameters
    let state: Mutex<State>
    private let transport = Mutex<TransportService?>(nil)

    private init(key: NodeKey, parameters: GossipParameters) {
        self.key = key
        self.parameters = parameters
        let generator = SeededGenerator(seed: SecureRandom.uint64())
        let start = UInt64(Date().timeIntervalSince1970 * 1_000) * 1_000_000
        state = Mutex(
            State(
                router: Router(parameters: parameters, generator: generator, now: Self.now),
                sequenceNumber: start))
    }

    /// Runs until the input ends.
    static func run(_ settings: PeerSettings) async throws {
        let peer = DrivenPeer(
            key: NodeKey(Secp256k1PrivateKey.generate()), parameters: settings.gossip)
        var configuration = TransportConfiguration(
            listen: [try Multiaddr(text: "/ip4/127.0.0.1/tcp/0")], peers: [])
        settings.apply(to: &configuration)
        var logger = Logger(label: "interop") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .debug
        let service = try await TransportService(
            configuration: configuration, key: peer.key, handler: peer, group: .singleton,
            logger: logger)
        peer.transport.withLock { $0 = service }
        EventLine.emit(
            "listening",
            [
                ("peer", .string("\(peer.key.peerID)")),
                ("address", .string("\(service.listenAddresses[0])/p2p/\(peer.key.peerID)")),
            ])
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await service.run() }
            tasks.addTask { try await peer.beat() }
            await peer.obey(service)
            service.close()
            tasks.cancelAll()
        }
    }

    static var now: Instant { Instant(nanoseconds: DispatchTime.now().uptimeNanoseconds) }

    /// Gives the router one input and does what it wants; what it hands out is accepted at once.
    ///
    /// One input at a time, effects included, so that peers hear things in the router's order.
    func step(_ input: RouterInput) {
        state.withLock { state in step(input, &state) }
    }

    private func step(_ input: RouterInput, _ state: inout State) {
        var accepted: [RouterInput] = []
        for effect in state.router.step(input, at: Self.now) {
            switch effect {
            case .send(let rpc, let peer):
                EventLine.emit("sent", [("peer", .string("\(peer)"))] + rpc.fields)
                transport.withLock { $0 }?.send([(.gossip, rpc.encode())], to: peer)
            case .deliver(let message, let peer):
                EventLine.emit("message", fields(of: message))
                accepted.append(.accepted(message, from: peer, skipping: []))
            case .violated(let peer, let violation):
                EventLine.emit(
                    "violated",
                    [("peer", .string("\(peer)")), ("rule", .string(violation.name))])
            case .offered: break
            }
        }
        for input in accepted { step(input, &state) }
    }

    private func fields(of message: Message) -> [(String, JSONValue)] {
        [
            ("topic", .string(message.topic)),
            ("author", .string(message.from.map { "\($0)" } ?? "")),
            ("seqno", .string(Hex.encode(message.sequenceNumber ?? []))),
            ("data", .string(Hex.encode(message.data.prefix(8_192)))),
        ]
    }

    private func beat() async throws {
        while true {
            let due = state.withLock { $0.router.nextDeadline }
            try await Task.sleep(for: max(.zero, due.duration(since: Self.now)))
            step(.woke)
        }
    }
}

extension DrivenPeer: PeerHandler {
    func opened(
        _ peer: PeerID, isOutbound: Bool, address: Bytes?, handshakeHash: Bytes
    ) async {
        state.withLock { state in
            if isOutbound { state.outbound.insert(peer) } else { state.outbound.remove(peer) }
        }
        EventLine.emit("connected", [("peer", .string("\(peer)"))])
    }

    func closed(_ peer: PeerID) async {
        step(.disconnected(peer))
        EventLine.emit("disconnected", [("peer", .string("\(peer)"))])
    }

    func ready(_ lane: SessionLane, protocolName: String, with peer: PeerID) async {
        guard lane == .gossip, let version = GossipVersion(protocolName: protocolName) else {
            return
        }
        EventLine.emit(
            "ready", [("peer", .string("\(peer)")), ("protocol", .string(protocolName))])
        let isOutbound = state.withLock { $0.outbound.contains(peer) }
        step(.connected(peer, outbound: isOutbound, version: version, address: nil))
    }

    func unready(_ lane: SessionLane, with peer: PeerID) async {
        guard lane == .gossip else { return }
        EventLine.emit("unready", [("peer", .string("\(peer)"))])
    }

    /// As in a node, what is no RPC ends the session.
    func heard(_ message: Bytes, on lane: SessionLane, from peer: PeerID) async -> Bool {
        guard lane == .gossip else { return true }
        let rpc: RPC
        do {
            rpc = try RPC.decode(message, limits: parameters)
        } catch {
            EventLine.emit(
                "malformed", [("peer", .string("\(peer)")), ("reason", .string("\(error)"))])
            return false
        }
        EventLine.emit("heard", [("peer", .string("\(peer)"))] + rpc.fields)
        step(.heard(rpc, from: peer))
        for message in rpc.messages {
            step(isGood(message) ? .received(message, from: peer) : .refused(message, from: peer))
        }
        return true
    }

    /// Whether the message is its author's.
    private func isGood(_ message: Message) -> Bool {
        guard let author = message.from, message.sequenceNumber != nil,
            let signature = message.signature, let key = author.publicKey
        else { return false }
        return key.isValid(signature: signature, of: message.signedBytes)
    }
}
