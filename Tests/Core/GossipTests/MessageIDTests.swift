// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Names of foreign nodes may be any octets, short and long.
struct MessageIDTests {
    private static let names: [Bytes] = [0, 1, 46, 47, 48, 49, 72, 200].flatMap { count in
        [
            Bytes(repeating: 0, count: count), Bytes(repeating: 7, count: count),
            Bytes(repeating: 7, count: count) + [0],
        ]
    }

    @Test(arguments: names)
    func `a name is its octets`(bytes: Bytes) {
        let id = MessageID(bytes: bytes)
        #expect(id.bytes == bytes)
        #expect(id.byteCount == bytes.count)
        #expect(id.withUnsafeBytes { Bytes($0) } == bytes)
    }

    @Test func `names are ordered as octets, whatever their length`() {
        for left in Self.names {
            for right in Self.names {
                let (one, other) = (MessageID(bytes: left), MessageID(bytes: right))
                #expect((one == other) == (left == right))
                #expect(left != right || one.hashValue == other.hashValue)
                #expect((one < other) == left.lexicographicallyPrecedes(right))
            }
        }
    }
}
