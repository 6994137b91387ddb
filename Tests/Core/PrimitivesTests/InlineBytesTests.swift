// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

struct InlineBytesTests {
    /// Octets of every length, many of them zero or alike, so that some begin others.
    private static let samples: [Bytes] = {
        var generator = SeededGenerator(seed: 1)
        var samples: [Bytes] = [[], [0], [0, 0], [0, 1], [255]]
        let octets: [UInt8] = [0, 0, 1, 255]
        for count in 0...InlineBytes.capacity {
            let bytes = (0..<count).map { _ in
                octets[Int.random(in: octets.indices, using: &generator)]
            }
            samples += [bytes, Bytes(repeating: 0, count: count), Bytes(bytes.prefix(count / 2))]
        }
        return samples
    }()

    @Test func `octets come out as they went in`() throws {
        for bytes in Self.samples {
            let held = try #require(InlineBytes(bytes))
            #expect(held.bytes == bytes)
            #expect(held.count == bytes.count)
            #expect(bytes.indices.allSatisfy { held[$0] == bytes[$0] })
        }
    }

    @Test func `order and equality are those of the octets`() throws {
        for left in Self.samples {
            for right in Self.samples {
                let (one, other) = (
                    try #require(InlineBytes(left)), try #require(InlineBytes(right))
                )
                #expect((one == other) == (left == right))
                #expect(left != right || one.hashValue == other.hashValue)
                #expect((one < other) == left.lexicographicallyPrecedes(right))
            }
        }
    }

    @Test func `two runs are held as one`() throws {
        for bytes in Self.samples {
            for place in [0, bytes.count / 2, bytes.count] {
                #expect(InlineBytes(bytes[..<place], bytes[place...]) == InlineBytes(bytes))
            }
        }
    }

    @Test func `what does not fit is not held`() {
        let most = Bytes(repeating: 7, count: InlineBytes.capacity)
        #expect(InlineBytes(most) != nil)
        #expect(InlineBytes(most + [7]) == nil)
        #expect(InlineBytes(most, [7]) == nil)
    }
}
