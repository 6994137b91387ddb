// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Multistream
import Peering
import Primitives
import Testing
import Wire

extension HostileSuite.Strangers {
    /// Connections in numbers, and what comes before Noise.
    @Suite(.serialized)
    struct ConnectionFloods {
        /// All that an initiator says up to somewhere in its third message.
        static let opening =
            RawHandshake.multistream + RawHandshake.noise + [0, 32] + SecureRandom.bytes(32)
            + [0, 200] + SecureRandom.bytes(64)

        @Test func `an honest peer connects beside 2000 half open connections`() async throws {
            // A refused connection costs a socket and its buffers for a moment: 10 kB each.
            let toll = Toll(
                rounds: 1, growthLimit: 8 << 20, peakLimit: 20 << 20,
                counts: .refusedConnections)
            try await withstand(toll) { victims in
                let before = try victims.descriptorCount
                var connections: [RawConnection] = []
                for round in 1...4 {
                    connections += try await open(500, to: victims)
                    let start = ContinuousClock.now
                    let session = try await victims.session()
                    #expect(try await RawGossip(session) != nil)
                    #expect(ContinuousClock.now - start < .seconds(2), "after \(500 * round)")
                    session.close()
                }
                // The limit of handshakes is 128; the rest is the node's own and the clients'.
                #expect(try victims.descriptorCount - before < 192)
                for connection in connections { connection.close() }
            }
        }

        /// Connections that stop after 0, 1, 32 or 96 octets.
        private func open(
            _ count: Int, to victims: VictimNetwork
        ) async throws -> [RawConnection] {
            try await withThrowingTaskGroup(of: [RawConnection].self) { tasks in
                for length in [0, 1, 32, 96] {
                    tasks.addTask {
                        var connections: [RawConnection] = []
                        for _ in 0..<count / 4 {
                            let connection = try await RawConnection.open(port: victims.port)
                            if length > 0 {
                                await connection.send(Bytes(Self.opening.prefix(length)))
                            }
                            connections.append(connection)
                        }
                        return connections
                    }
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
        }

        @Test func `thousands of handshakes leave nothing behind`() async throws {
            let count = HostileSuite.size(400, full: 10_000)
            let start = ContinuousClock.now
            // 48 bytes each would be a table that keeps its past peers.
            try await withstand(Toll(rounds: 2, growthLimit: 4 << 20)) { victims in
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for _ in 0..<8 {
                        tasks.addTask {
                            for _ in 0..<count / 8 {
                                let session = try await victims.session()
                                session.close()
                            }
                        }
                    }
                    try await tasks.waitForAll()
                }
            }
            let time = ContinuousClock.now - start
            print("toll: \(3 * count) handshakes in \(time)")
        }

        @Test func `peers that gossip and leave are forgotten`() async throws {
            try await withstand(Toll(rounds: 3, growthLimit: 4 << 20)) { victims in
                for index in 0..<HostileSuite.size(40, full: 400) {
                    let session = try await victims.session()
                    let gossip = try #require(try await RawGossip(session))
                    try await gossip.subscribe((0..<500).map { "topic/\(index)/\($0)" })
                    session.close()
                }
            }
        }

        @Test(arguments: [
            "a length of 2^63", "a length of 2 KiB", "no newline", "another header",
            "a varint without end", "no words at all",
        ]) func `a negotiation that breaks a rule is ended`(rule: String) async throws {
            let words: [String: Bytes] = [
                "a length of 2^63": Bytes(repeating: 0xff, count: 8) + [0x7f],
                "a length of 2 KiB": [0x80, 0x10] + Bytes(repeating: 0x61, count: 2_048),
                "no newline": [5] + Bytes("hello".utf8),
                "another header": MultistreamMessage.encode("/multistream/2.0.0"),
                "a varint without end": Bytes(repeating: 0x80, count: 64),
                "no words at all": [0],
            ]
            try await withstand(Toll(counts: .handshake("negotiation"))) { victims in
                let connection = try await RawConnection.open(port: victims.port)
                await connection.send(words[rule] ?? [])
                #expect(await connection.ends(within: .seconds(3)))
            }
        }

        @Test func `proposals without end are ended`() async throws {
            try await withstand(Toll(counts: .handshake("negotiation"))) { victims in
                let connection = try await RawConnection.open(port: victims.port)
                await connection.send(RawHandshake.multistream)
                for index in 0..<200 {
                    await connection.send(MultistreamMessage.encode("/protocol/\(index)"))
                }
                #expect(await connection.ends(within: .seconds(3)))
            }
        }

        @Test func `octets by the megabyte before a handshake are not kept`() async throws {
            let toll = Toll(peakLimit: 12 << 20, counts: .handshake("negotiation"))
            try await withstand(toll) { victims in
                for _ in 0..<8 {
                    let connection = try await RawConnection.open(port: victims.port)
                    await connection.send(Bytes(repeating: 0x61, count: 4 << 20))
                    #expect(await connection.ends(within: .seconds(3)))
                }
            }
        }
    }
}
