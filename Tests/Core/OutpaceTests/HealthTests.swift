// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct HealthTests {
    typealias Map = KeyValuePairs<String, UInt64>

    // U9, U10.
    @Test(
        arguments: [
            (["a": 50], ["a": 50], 1000),
            (["a": 50], ["a": 60], 1000),
            ([:], ["a": 50], 1000),
            ([:], [:], 1000),
            (["a": 80], ["a": 79], 988),
            (["a": 2], ["a": 1], 988),
            (["a": 80], ["a": 70], 875),
            (["a": 80], ["b": 80], 0),
            (["a": 80], ["a": 40, "b": 40], 500),
            (["a": 80], ["a": 60, "b": 20], 750),
            (["a": 80], ["a": 78, "b": 2], 975),
            (["a": 40, "b": 40], ["a": 80], 500),
            (["a": 200], [:], 0),
        ] as [(Map, Map, UInt64)])
    func `health is what is missing of a deposit of 80`(
        ours: Map, proposed: Map, promilles: UInt64
    ) throws {
        let health = Health.promilles(
            ours: try Sample.balances(ours), proposed: try Sample.balances(proposed),
            deposit: Amount(80)
        )
        #expect(health == promilles)
    }

    @Test func `the largest amounts do not trap`() throws {
        let ours = try Sample.balances([("a", Amount.max)])
        #expect(Health.promilles(ours: ours, proposed: Balances(), deposit: .max) == 0)
        #expect(Health.promilles(ours: ours, proposed: ours, deposit: .max) == 1000)
        #expect(Health.promilles(ours: ours, proposed: Balances(), deposit: .zero) == 0)
    }
}
