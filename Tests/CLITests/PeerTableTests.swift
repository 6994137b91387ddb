// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Testing

@testable import CLI

/// The table of peers.
@Suite struct PeerTableTests {
    private static let reply: JSONValue = [
        "peers": [
            [
                "peerId": "16Uiu2HAmA", "direction": "outbound", "directLane": true,
                "roundTripMicroseconds": 1_500,
                "gossip": [
                    "protocol": "/meshsub/1.2.0", "meshes": 2, "graylisted": false,
                    "score": .number("12.50"),
                    "scoreParts": ["meshTime": .number("2.50"), "behaviour": .number("0.00")],
                ],
            ],
            ["peerId": "16Uiu2HAmB", "direction": "inbound", "directLane": false, "gossip": .null],
        ]
    ]

    @Test func `a peer has a line with its lanes, its score and the reasons of it`() throws {
        let line = try #require(PeerTable(Self.reply).lines.dropFirst().first)
        #expect(line.hasPrefix("16Uiu2HAmA  us"))
        #expect(line.contains("gossip 1.2.0 + direct"))
        #expect(line.contains("1.50 ms"))
        #expect(line.hasSuffix("12.50  meshTime 2.50"))
    }

    @Test func `a peer without lanes has a line too`() throws {
        let line = try #require(PeerTable(Self.reply).lines.last)
        #expect(line.hasPrefix("16Uiu2HAmB  it"))
        #expect(line.contains("none"))
    }

    @Test func `a graylisted peer shows as one`() {
        let reply: JSONValue = [
            "peers": [["peerId": "x", "gossip": ["graylisted": true, "scoreParts": [:]]]]
        ]
        #expect(PeerTable(reply).lines.last?.hasSuffix("NOT LISTENED TO") == true)
    }

    @Test func `nobody is said in a sentence`() {
        #expect(PeerTable(["peers": []]).lines == ["no peers are connected"])
    }
}
