// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Octets waiting to be sent: appended at the end, taken from the front, each moved O(1) times.
struct ByteQueue: Sendable {
    private var storage: Bytes = []
    private var head = 0

    var count: Int { storage.count - head }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        if head > 0, head >= storage.count - head {
            storage.removeFirst(head)
            head = 0
        }
        storage.append(contentsOf: bytes)
    }

    /// Moves the first `count` octets to the end of `bytes`.
    mutating func move(_ count: Int, to bytes: inout Bytes) {
        precondition(count <= self.count, "\(count) octets asked of \(self.count)")
        bytes.append(contentsOf: storage[head..<head + count])
        head += count
        guard head == storage.count else { return }
        storage.removeAll(keepingCapacity: storage.capacity <= 64 * 1024)
        head = 0
    }

    mutating func removeAll() {
        storage = []
        head = 0
    }
}
