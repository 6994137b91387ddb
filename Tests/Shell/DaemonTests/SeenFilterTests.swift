// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Testing

@testable import Daemon

struct SeenFilterTests {
    private func id(_ number: UInt8) -> MessageID { MessageID(bytes: [number]) }

    @Test func `an id is known until two generations have passed`() {
        let filter = SeenFilter(capacity: 2)
        filter.insert(id(1))
        filter.insert(id(2))
        filter.insert(id(3))
        #expect(filter.contains(id(1)))
        filter.insert(id(4))
        #expect(!filter.contains(id(1)))
        #expect(filter.contains(id(3)))
    }
}
