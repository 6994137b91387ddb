// This source file is part of the Outpace project. License: see LICENSE.

import FuzzEntries
import Primitives
import Testing

/// Every decoder of the fuzzer, over its seeds and some thousand damaged copies of them.
@Suite struct FuzzSmokeTests {
    @Test(arguments: FuzzEntry.all.map(\.name))
    func `a decoder stands its seeds, all their beginnings and much damage`(name: String) throws {
        let entry = try #require(FuzzEntry.all.first { $0.name == name })
        var generator = SeededGenerator(seed: 20_261_121)
        let seeds = entry.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds {
            entry.run(seed)
            for count in 0..<min(seed.count, 512) { entry.run(Bytes(seed.prefix(count))) }
            let rounds = seed.count > 4_096 ? 200 : 2_000
            for _ in 0..<rounds { entry.run(Mutation.mutate(seed, using: &generator)) }
        }
    }
}
