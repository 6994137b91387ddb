// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Primitives
import ProcessHarness
import Testing

extension IntegrationSuite {
    @Suite(.serialized)
    struct FailureTests {
        @Test func `half of four killed stops bidding, and their return resumes it`() async throws {
            try await withNetwork(validators: 4) { network in
                try network.start(0..<4)
                _ = try await eventually(within: .seconds(25), "all four bid") {
                    await allBid(network, 0..<4)
                }
                network.kill([2, 3])
                _ = try await eventually(within: .seconds(6), "the others stop bidding") {
                    for node in 0..<2 {
                        let reasons = await network.biddingReasons(node)
                        guard reasons.contains("TooManyOffline") else { return false }
                    }
                    return true
                }
                let page = await network.metricsPage(of: 0)
                let line = page.split(separator: "\n").first {
                    $0.hasPrefix("outpace_bidding_stopped") && $0.contains("TooManyOffline")
                }
                #expect(line?.hasSuffix(" 1") == true)
                let ids = await network.post(SampleEvents.plain(50), to: 1)
                #expect(ids?.count == 50)
                try network.start([2, 3])
                _ = try await eventually(within: .seconds(10), "all four bid again") {
                    await allBid(network, 0..<4)
                }
                _ = try await eventually(within: .seconds(10), "what came meanwhile is paid") {
                    await agree(network, on: 50)
                }
            }
        }

        @Test(arguments: 1...3) func `both validators killed after the last 200 lose nothing`(
            round: Int
        ) async throws {
            try await withNetwork(validators: 2) { network in
                try network.start(0..<2)
                _ = try await eventually(within: .seconds(25), "both bid") {
                    await allBid(network, 0..<2)
                }
                var acknowledged: Set<String> = []
                for piece in 0..<(10 * round) {
                    async let first = network.post(SampleEvents.plain(3), to: 0)
                    async let second = network.post(SampleEvents.plain(4), to: 1)
                    acknowledged.formUnion(await first ?? [])
                    acknowledged.formUnion(await second ?? [])
                    #expect(acknowledged.count == 7 * (piece + 1))
                }
                network.kill([0, 1])
                try network.start(0..<2)
                _ = try await eventually(within: .seconds(25), "exactly these are paid") {
                    await agree(network, on: UInt64(acknowledged.count))
                }
            }
        }

        @Test func `a stop signal ends a node with exit code 0`() async throws {
            try await withNetwork(validators: 2) { network in
                try network.start(0..<2)
                _ = try await eventually(within: .seconds(25), "both bid") {
                    await allBid(network, 0..<2)
                }
                let start = ContinuousClock.now
                #expect(network.terminate(0) == 0)
                #expect(ContinuousClock.now - start < .seconds(10))
            }
        }
    }
}
