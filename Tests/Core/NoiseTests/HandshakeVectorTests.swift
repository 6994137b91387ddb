// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Noise
import Primitives
import TestSupport
import Testing

struct HandshakeVectorTests {
    /// One published row: every message with its payload, the first three being the handshake.
    struct Row {
        var prologue: Bytes = []
        var statics: [Bytes] = []
        var ephemerals: [Bytes] = []
        var messages: [(payload: Bytes, ciphertext: Bytes)] = []
        var hash: Bytes?
        /// Whether the initiator sends the first message after the handshake.
        var startsWithInitiator = false
    }

    static func replay(_ row: Row) throws {
        var sides = [true, false].map { isInitiator in
            let index = isInitiator ? 0 : 1
            return HandshakeState(
                isInitiator: isInitiator, prologue: row.prologue,
                staticKeys: keys(row.statics[index]), ephemeralKeys: keys(row.ephemerals[index]))
        }
        for (index, message) in row.messages.prefix(3).enumerated() {
            let written = try sides[index % 2].writeMessage(message.payload)
            #expect(written == message.ciphertext)
            #expect(try sides[1 - index % 2].readMessage(written[...]) == message.payload)
        }
        #expect(sides[0].hash == sides[1].hash)
        if let hash = row.hash { #expect(sides[0].hash == hash) }
        var transports = sides.map { side in side.split() }
        for (index, message) in row.messages.enumerated().dropFirst(3) {
            let sender = (index + (row.startsWithInitiator ? 1 : 0)) % 2
            // An empty message makes no frame, as a session has nothing to say with it.
            if message.payload.isEmpty { continue }
            var frame: Bytes = []
            try transports[sender].seal(message.payload[...], appendingTo: &frame)
            #expect(Self.matches(Bytes(frame.dropFirst(2)), message.ciphertext))
            #expect(try transports[1 - sender].open(frame.dropFirst(2)) == message.payload)
        }
    }

    @Test(
        .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)),
        arguments: ["cacophony", "noise-c-basic"])
    func `the rows of other implementations are reproduced`(name: String) throws {
        let path = "vectors/noise/\(name)-25519_ChaChaPoly_SHA256.json"
        let file = try #require(try SharedFolder.json(path) as? [String: Any])
        let vectors = try #require(file["vectors"] as? [[String: Any]])
        var count = 0
        for vector in vectors {
            let title = vector["protocol_name"] ?? vector["name"]
            guard title as? String == HandshakeState.protocolName else { continue }
            try Self.replay(Self.row(vector))
            count += 1
        }
        #expect(count == 1)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `our own rows are reproduced`() throws {
        let file = try #require(try SharedFolder.json("vectors/noise_xx.json") as? [String: Any])
        let vectors = try #require(file["vectors"] as? [[String: Any]])
        #expect(!vectors.isEmpty)
        for vector in vectors {
            let payloads = try #require(vector["payloads"] as? [String])
            let messages = try #require(vector["messages"] as? [String])
            var row = Self.row(vector)
            row.messages = try zip(payloads, messages).map { payload, message in
                (try Self.payload(payload), try #require(Hex.decode(message)))
            }
            row.prologue = Self.octets(vector["prologue"])
            row.startsWithInitiator = true
            try Self.replay(row)
        }
    }

    @Test func `a handshake of fixed keys has these octets`() throws {
        let hex = [
            "ce8d3ad1ccb633ec7b70c17814a5c76ecd029685050d344745ba05870e587d59",
            "ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10bb719b14d19eaf5ca91"
                + "c89748c5ce8668e6864f05ee2367682b3e0c2fd086f0b4f64162733f3fe548251c518fe8c03cce"
                + "5fc0bcf3f8dea9b003f930ab273300e0",
            "539a5cf3ae8a0a9134b32bfa775a1522db3558a1351ed4101989b8b88aa6a6f020da6d184283343a1d"
                + "38fad23b3af58bc614f9b447f9aeb2a583c37b06bc4265",
        ]
        let hash = "21acd1864c5e1ad3a31a5878ece019767878774200e5cadca6199731b2cf009b"
        let row = Row(
            statics: [Bytes(repeating: 1, count: 32), Bytes(repeating: 3, count: 32)],
            ephemerals: [Bytes(repeating: 2, count: 32), Bytes(repeating: 4, count: 32)],
            messages: try hex.map { text in ([], try #require(Hex.decode(text))) },
            hash: Hex.decode(hash))
        try Self.replay(row)
    }

    private static func row(_ vector: [String: Any]) -> Row {
        var row = Row()
        row.prologue = octets(vector["init_prologue"])
        row.statics = [octets(vector["init_static"]), octets(vector["resp_static"])]
        row.ephemerals = [octets(vector["init_ephemeral"]), octets(vector["resp_ephemeral"])]
        row.hash = vector["handshake_hash"].map { value in octets(value) }
        for message in vector["messages"] as? [[String: String]] ?? [] {
            row.messages.append((octets(message["payload"]), octets(message["ciphertext"])))
        }
        return row
    }

    /// Long ciphertexts are given as their SHA-256 hash.
    private static func matches(_ written: Bytes, _ expected: Bytes) -> Bool {
        written == expected || SHA256.hash(written).bytes == expected
    }

    /// Octets in hexadecimal, or one octet and how often it stands: `78*65519`.
    private static func payload(_ text: String) throws -> Bytes {
        let parts = text.split(separator: "*")
        guard parts.count == 2 else { return try #require(Hex.decode(text)) }
        let count = try #require(Int(parts[1]))
        return Array(repeatElement(try #require(Hex.decode(parts[0])), count: count).joined())
    }

    private static func octets(_ value: Any?) -> Bytes {
        Hex.decode(value as? String ?? "") ?? []
    }
}
