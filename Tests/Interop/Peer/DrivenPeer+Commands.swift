// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Gossip
import Identity
import JSON
import Peering
import Primitives
import Synchronization
import Transport

extension DrivenPeer {
    /// A command that cannot be done.
    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Does what comes on standard input, until that ends.
    func obey(_ service: TransportService) async {
        let (lines, source) = AsyncStream.makeStream(of: String.self)
        // Reading blocks, so it has a thread of its own.
        Thread.detachNewThread {
            while let line = readLine() { source.yield(line) }
            source.finish()
        }
        await withDiscardingTaskGroup { tasks in
            for await line in lines {
                guard
                    let value = try? JSONParser.parse(Bytes(line.utf8), limits: .standard),
                    let command = value.object, let number = command["number"]
                else { continue }
                tasks.addTask {
                    do {
                        let fields = try await self.perform(command, service)
                        EventLine.emit("done", [("number", number)] + fields)
                    } catch {
                        EventLine.emit(
                            "failed", [("number", number), ("reason", .string("\(error)"))])
                    }
                }
            }
        }
    }

    private func perform(
        _ command: JSONObject, _ service: TransportService
    ) async throws -> [(String, JSONValue)] {
        switch command["do"]?.string {
        case "dial": try dial(text("address", of: command), service)
        case "disconnect": service.disconnect(try peer(of: command))
        case "subscribe": step(.subscribed(try text("topic", of: command)))
        case "unsubscribe": step(.unsubscribed(try text("topic", of: command)))
        case "publish": return [("id", .string(Hex.encode(try publish(command).bytes)))]
        case "send":
            let rpc = try Data(contentsOf: URL(filePath: try text("file", of: command)))
            service.send([(.gossip, Bytes(rpc))], to: try peer(of: command))
        case "connections": return ["peers": service.connectedPeers.map(\.id)].fields
        case "peers":
            let topic = try text("topic", of: command)
            return state.withLock { state in
                let router = state.router
                return ["peers": router.topicPeers(topic), "mesh": router.meshPeers(topic)].fields
            }
        case "ping":
            let roundTrip = try await service.ping(peer: try peer(of: command))
            return [("milliseconds", .number("\(roundTrip / .milliseconds(1))"))]
        case "perf": return try await measure(command, service)
        case "identify":
            let peer = try peer(of: command)
            let found = service.connectedPeers.first { $0.id == peer }
            return [("agent", .string(found?.agent ?? ""))]
        default: throw Refusal(description: "no such command")
        }
        return []
    }

    private func dial(_ text: String, _ service: TransportService) throws {
        let address = try Multiaddr(text: text)
        guard let peer = address.peerID else {
            throw Refusal(description: "the address does not say who is there")
        }
        service.learn([address], of: peer)
    }

    private func publish(_ command: JSONObject) throws -> MessageID {
        let number = state.withLock { state in
            state.sequenceNumber += 1
            return state.sequenceNumber
        }
        let seqno = withUnsafeBytes(of: number.bigEndian) { Bytes($0) }
        let message = Message.make(
            from: key.peerID, sequenceNumber: seqno, topic: try text("topic", of: command),
            data: try octets("data", of: command), sign: key.sign(message:))
        step(.published(message, skipping: []))
        return MessageID(from: key.peerID, sequenceNumber: seqno)
    }

    private func measure(
        _ command: JSONObject, _ service: TransportService
    ) async throws -> [(String, JSONValue)] {
        guard let upload = command["upload"]?.uint64, let download = command["download"]?.uint64
        else { throw Refusal(description: "upload and download are missing") }
        let result = try await service.measure(
            peer: try peer(of: command), upload: upload, download: download)
        return [
            ("upload", .integer(result.uploadByteCount)),
            ("download", .integer(result.downloadByteCount)),
        ]
    }

    private func text(_ name: String, of command: JSONObject) throws -> String {
        guard let text = command[name]?.string else {
            throw Refusal(description: "\(name) is missing")
        }
        return text
    }

    private func octets(_ name: String, of command: JSONObject) throws -> Bytes {
        guard let octets = Hex.decode(try text(name, of: command)) else {
            throw Refusal(description: "\(name) is not hexadecimal")
        }
        return octets
    }

    private func peer(of command: JSONObject) throws -> PeerID {
        guard let peer = PeerID(text: try text("peer", of: command)) else {
            throw Refusal(description: "peer is no peer id")
        }
        return peer
    }
}

extension [String: [PeerID]] {
    /// The lists of peers as JSON.
    fileprivate var fields: [(String, JSONValue)] {
        sorted { $0.key < $1.key }.map { name, peers in
            (name, .array(peers.map { .string("\($0)") }))
        }
    }
}
