// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// What a simulated network did, line by line: a hash over all lines and the last of them.
///
/// A line has columns of fixed width, so two runs that part can be compared from where they part.
public struct Transcript: Sendable {
    /// One line: an effect of a host, or something that happened to the network.
    public struct Line: Hashable, Sendable {
        /// True time since the start, in nanoseconds.
        public let at: UInt64
        /// A hash of what the line is about.
        public let check: UInt64
        /// The host.
        public let host: Int32
        /// The other host; -1 for none.
        public let other: Int32
        /// Octets or things counted.
        public let size: UInt32
        /// What happened.
        public let kind: Kind
    }

    /// What a line tells.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case persist, gossip, direct, answer, load, learnt, graylist, disconnect, notice
        case up, down, connected, parted, fault
    }

    /// How many lines there were.
    public private(set) var lineCount: UInt64 = 0

    private var kept: [Line] = []
    private var first = 0
    private let limit: Int
    private let keepsAll: Bool
    private var chained = Digest.zero
    private var unhashed: Bytes = []

    init(limit: Int, keepsAll: Bool) {
        self.limit = max(1, limit)
        self.keepsAll = keepsAll
        unhashed.reserveCapacity(Self.blockOctets + 64)
    }

    private static let blockOctets = 32 * 1_024

    /// The hash over all lines so far.
    public var hash: Digest { SHA256.hash(chained.bytes + unhashed) }

    /// The last lines, or all of them when all are kept; oldest first.
    public var lines: [Line] {
        keepsAll ? kept : Array(kept[first...] + kept[..<first])
    }

    /// The kept lines as text.
    public var text: String { lines.map(\.text).joined(separator: "\n") }

    mutating func add(_ line: Line) {
        lineCount += 1
        if unhashed.isEmpty { chained.append(to: &unhashed) }
        unhashed.append(line)
        if unhashed.count >= Self.blockOctets {
            chained = SHA256.hash(unhashed)
            unhashed.removeAll(keepingCapacity: true)
        }
        if keepsAll || kept.count < limit {
            kept.append(line)
        } else {
            kept[first] = line
            first = first + 1 == limit ? 0 : first + 1
        }
    }
}
