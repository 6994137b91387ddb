// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator

/// A channel that the nodes of a running network come by one after the other.
@Suite struct LateChannelTests {
    @Test(arguments: [50, 400, 3_000])
    func `a channel that nodes take on one after the other is paid`(millis: Int64) throws {
        let keys = try Sample.keys(3)
        let first = try Sample.channel(1, of: keys)
        let late = try Sample.channel(2, of: keys)
        var network = World(
            keys: keys, channels: [first], settings: World.Settings(), seed: 3)
        network.run(for: .seconds(3))
        for host in network.hosts.indices {
            network.tell(host, .channelAdded(late))
            network.tell(host, .chain(late.id, .active))
            network.run(for: .milliseconds(millis))
        }
        let bids = network.run(within: .seconds(5)) { network in
            network.hosts.indices.allSatisfy {
                network.view($0, late.id)?.verdict.isActive ?? false
            }
        }
        #expect(bids != nil)
        let events = (0..<5).map {
            Sample.event($0, of: late.id, publisher: $0, at: network.now.timestamp)
        }
        _ = network.submit(events, to: 1)
        let paid = network.run(within: .seconds(6)) { network in
            network.hosts.indices.allSatisfy {
                network.view($0, late.id)?.validator.approved?.eventCount == 5
            }
        }
        #expect(paid != nil)
    }
}
