// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// Deterministic damage to octets, for runs without a fuzzer.
package enum Mutation {
    /// The octets with some of them changed, cut out, repeated or put in.
    package static func mutate(_ bytes: Bytes, using generator: inout SeededGenerator) -> Bytes {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0...bytes.count, using: &generator)
            let count = Int.random(in: 1...8, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where index < bytes.count:
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes.removeLast(bytes.count - index)
            case 2 where index < bytes.count:
                bytes.removeSubrange(index..<min(bytes.count, index + count))
            case 3 where index < bytes.count:
                bytes += bytes[index..<min(bytes.count, index + count)]
            default:
                let extremes: Bytes = [0, 1, 0x7f, 0x80, 0xff]
                let value = extremes.randomElement(using: &generator) ?? 0
                bytes.insert(contentsOf: Bytes(repeating: value, count: count), at: index)
            }
        }
        return bytes
    }
}
