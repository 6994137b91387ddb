// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import ProcessHarness
import Testing

/// Everything here runs real processes on loopback, one network at a time.
@Suite(.serialized)
struct IntegrationSuite {}

extension IntegrationSuite {
    @Suite(.serialized)
    struct ApprovalTests {
        @Test func `four validators bid, agree on events in pieces, and prove it`() async throws {
            try await withNetwork(validators: 4) { network in
                try network.start(0..<4)
                _ = try await eventually(within: .seconds(25), "all four bid") {
                    await allBid(network, 0..<4)
                }
                let event = try await postInPieces(to: network)
                _ = try await eventually(within: .seconds(5), "one approved state of 300 events") {
                    await agree(network, on: 300)
                }
                let state = try #require(await network.approved(at: 2))
                #expect(state.signatures >= 3)
                try await checkProof(from: network)
                try checkProof(of: event, from: network)
            }
        }

        @Test(arguments: [2, 7, 25]) func `a channel of any size reaches approval`(
            validators: Int
        ) async throws {
            try await withNetwork(validators: validators) { network in
                try network.start(0..<validators)
                _ = try await eventually(within: .seconds(120), "all \(validators) bid") {
                    await allBid(network, 0..<validators)
                }
                for node in 0..<validators {
                    let ids = await network.post(SampleEvents.plain(5), to: node)
                    #expect(ids?.count == 5)
                }
                _ = try await eventually(within: .seconds(60), "every event is approved") {
                    await agree(network, on: UInt64(5 * validators))
                }
            }
        }

        @Test func `fifty channels work at once`() async throws {
            try await withNetwork(validators: 4, channels: 50) { network in
                try network.start(0..<4)
                _ = try await eventually(within: .seconds(60), "fifty channels bid on all four") {
                    for channel in 0..<50 {
                        for node in 0..<4 where await !network.isBidding(node, channel: channel) {
                            return false
                        }
                    }
                    return true
                }
                for channel in 0..<50 {
                    let ids = await network.post(
                        SampleEvents.plain(4), to: channel % 4, channel: channel)
                    #expect(ids?.count == 4)
                }
                _ = try await eventually(within: .seconds(40), "fifty approved states") {
                    for channel in 0..<50 {
                        for node in 0..<4 {
                            let state = await network.approved(at: node, channel: channel)
                            if state?.events != 4 { return false }
                        }
                    }
                    return true
                }
            }
        }

        /// 300 events: 30 pieces of ten, every third piece also to a second validator.
        ///
        /// - Returns: the id of one, for the first publisher.
        private func postInPieces(to network: LocalNetwork) async throws -> String {
            var first: String?
            for piece in 0..<30 {
                let events = SampleEvents.named(10)
                let ids = try #require(await network.post(events, to: piece % 4))
                #expect(ids.count == 10)
                first = first ?? ids[0]
                guard piece % 3 == 0 else { continue }
                #expect(await network.post(events, to: (piece + 1) % 4) == ids)
            }
            return try #require(first)
        }

        /// A proof fetched from a node convinces the offline verifier.
        private func checkProof(from network: LocalNetwork) async throws {
            let path = "/channel/\(network.channels[0])/proof/\(SampleEvents.publisher(0))"
            let proof = try #require(await network.get(path, at: 1))
            let file = network.folder.appending(path: "proof.json")
            try Data(JSONValue.object(proof).serialized()).write(to: file)
            let verdict = try Program.run(["verify", "proof", file.path()])
            #expect(verdict.code == 0, "\(verdict.errors)")
        }

        /// What a validator prints of an event convinces the offline verifier, and nothing else does.
        private func checkProof(of event: String, from network: LocalNetwork) throws {
            let printed = try Program.run([
                "event", "proof", "--channel", network.channels[0], "--event", event,
                "--key", network.home(1) + "/validator.key", "--user", SampleEvents.publisher(0),
                "--api", network.apiURL(of: 1),
            ])
            #expect(printed.code == 0, "\(printed.errors)")
            let file = network.folder.appending(path: "event.json")
            func verdict(_ text: String) throws -> Program.Outcome {
                try Data(text.utf8).write(to: file)
                return try Program.run([
                    "verify", "event", file.path(), "--channel-id", network.channels[0],
                ])
            }
            let good = try verdict(printed.output)
            #expect(good.code == 0, "\(good.errors)")
            #expect(good.output.contains(event))
            for (old, new) in [
                ("\"record\":\"0x", "\"record\":\"0x00"), ("\"proof\":[", "\"proof\":[1,"),
                ("\"approveStates\"", "\"others\""), ("\"channel\":{", "\"other\":{"),
                ("\"depositAmount\":\"", "\"depositAmount\":\"1"),
            ] {
                let changed = printed.output.replacingOccurrences(of: old, with: new)
                try #require(changed != printed.output, "\(old)")
                let bad = try verdict(changed)
                #expect(bad.code == 1, "\(old)")
                #expect(!bad.errors.isEmpty)
            }
        }
    }
}
