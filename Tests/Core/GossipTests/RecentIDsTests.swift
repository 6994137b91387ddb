// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Gossip

struct RecentIDsTests {
    private static func id(_ number: UInt8) -> MessageID { MessageID(bytes: [number]) }

    @Test func `an id is new once, until it was forgotten in two steps`() {
        var ids = RecentIDs(limit: 10)
        let answers = [ids.insert(Self.id(1)), ids.insert(Self.id(1))]
        #expect(answers == [true, false])
        ids.rotate()
        #expect(ids.contains(Self.id(1)))
        ids.rotate()
        #expect(!ids.contains(Self.id(1)))
        let isNewAgain = ids.insert(Self.id(1))
        #expect(isNewAgain)
    }

    @Test func `an id of the step before is not new, and stays for one more`() {
        var ids = RecentIDs(limit: 10)
        ids.insert(Self.id(1))
        ids.rotate()
        let isNew = ids.insert(Self.id(1))
        #expect(!isNew)
        ids.rotate()
        #expect(ids.contains(Self.id(1)))
    }

    @Test func `where there is no room, an id is not kept, and new each time`() {
        var ids = RecentIDs(limit: 2)
        let answers = [1, 2, 3, 3, 2].map { ids.insert(Self.id($0)) }
        #expect(answers == [true, true, true, true, false])
        #expect(!ids.contains(Self.id(3)))
        #expect(ids.count == 2)
    }
}
