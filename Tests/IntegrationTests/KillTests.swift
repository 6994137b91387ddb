// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import ProcessHarness
import Testing

extension IntegrationSuite {
    @Suite(.serialized)
    struct KillTests {
        @Test func `ten times killed under a thousand posts, nodes pay every 200 once`()
            async throws
        {
            try await withNetwork(validators: 3) { network in
                try network.start(0..<3)
                _ = try await eventually(within: .seconds(25), "all bid") {
                    await allBid(network, 0..<3)
                }
                var acknowledged: Set<String> = []
                let storm = PostStorm(network: network, posts: 1_000)
                for round in 0..<10 {
                    let ids = try await storm.run(killing: round % 3, after: 50 + 60 * round)
                    #expect(ids.count >= 50 + 60 * round, "the node was killed under load")
                    #expect(acknowledged.isDisjoint(with: ids))
                    acknowledged.formUnion(ids)
                    _ = try await eventually(within: .seconds(40), "all are back") {
                        await allBid(network, 0..<3)
                    }
                }
                let owed = acknowledged
                _ = try await eventually(within: .seconds(60), "all is paid, and once") {
                    await pays(network, owed)
                }
            }
        }

        /// Whether every node pays what is owed, and as many events as there are.
        private func pays(_ network: LocalNetwork, _ owed: Set<String>) async -> Bool {
            var included: Set<String> = []
            for node in 0..<3 {
                included.formUnion(await network.includedEvents(of: PostStorm.user, at: node))
            }
            guard included.isSuperset(of: owed) else { return false }
            for node in 0..<3 {
                let paid = await network.approved(at: node)?.events
                guard paid == UInt64(included.count) else { return false }
            }
            return true
        }
    }
}
