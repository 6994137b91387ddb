// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The members of a JSON object in the order they were written, no key twice.
///
/// Keys are compared octet by octet, not by the looser equality of `String` that takes the Kelvin
/// sign for a K. An object that was parsed remembers which octets of the source each value was read
/// from.
public struct JSONObject: Sendable {
    /// Above this many members a dictionary of positions is kept.
    static let linearSearchLimit = 16

    struct Member: Sendable {
        let key: String
        let value: JSONValue
        let source: Bytes.SubSequence?
    }

    let members: [Member]
    private let positions: [Bytes: Int]

    /// Takes members whose keys are known to differ.
    ///
    /// - Complexity: O(n).
    init(distinct members: [Member]) {
        self.members = members
        var positions: [Bytes: Int] = [:]
        if members.count > Self.linearSearchLimit {
            positions.reserveCapacity(members.count)
            for (index, member) in members.enumerated() {
                positions[Bytes(member.key.utf8)] = index
            }
        }
        self.positions = positions
    }

    /// Makes an object to be serialized; a key given twice is a bug of the caller.
    public init(members: [(String, JSONValue)]) {
        let keys = Set(members.map { Bytes($0.0.utf8) })
        precondition(keys.count == members.count, "a key is repeated in \(members.map(\.0))")
        self.init(distinct: members.map { Member(key: $0.0, value: $0.1, source: nil) })
    }

    /// The number of members.
    public var count: Int { members.count }

    /// The keys, in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of `key`, or nil when there is no such member.
    ///
    /// - Complexity: O(1) in the number of members.
    public subscript(key: String) -> JSONValue? { member(key)?.value }

    /// The exact source octets of the value of `key`, whitespace within it included; nil when there
    /// is no such member or the object was not parsed.
    public func raw(_ key: String) -> Bytes? { member(key)?.source.map { Bytes($0) } }

    /// The source octets of the value of `key` without the whitespace between tokens: order, number
    /// text and escapes stay as they were written.
    ///
    /// - Complexity: O(n) in the octets of the value.
    public func compactRaw(_ key: String) -> Bytes? {
        guard let source = member(key)?.source else { return nil }
        var compact: Bytes = []
        compact.reserveCapacity(source.count)
        var isInString = false
        var isEscaped = false
        for byte in source {
            if isInString {
                if !isEscaped, byte == 0x22 { isInString = false }
                isEscaped = !isEscaped && byte == 0x5c
            } else {
                if byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { continue }
                isInString = byte == 0x22
            }
            compact.append(byte)
        }
        return compact
    }

    private func member(_ key: String) -> Member? {
        guard members.count <= Self.linearSearchLimit else {
            return positions[Bytes(key.utf8)].map { members[$0] }
        }
        return members.first { $0.key.utf8.elementsEqual(key.utf8) }
    }
}

extension JSONObject: Hashable {
    /// Same keys and values in the same order; where they were read from does not count.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
    }

    /// Hashes the members.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for member in members {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}
