// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Why a text is not the strict JSON that is read here, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// What kind of refusal this is.
    public enum Code: Hashable, Sendable {
        /// A character stands where the grammar does not allow it.
        case unexpectedCharacter
        /// The text stops before the value is complete.
        case unexpectedEnd
        /// A string is not UTF-8, or names half of a surrogate pair.
        case invalidText
        /// One object names a key twice.
        case duplicateKey
        /// The document passes one of `JSONLimits`.
        case limitExceeded
    }

    /// What kind of refusal this is.
    public let code: Code

    /// Index of the offending octet, from 0.
    public let offset: Int

    /// Line of the offending octet, from 1; lines end at line feeds.
    public let line: Int

    /// Column of the offending octet in its line, from 1, counted in octets.
    public let column: Int

    /// What was found and what is allowed there.
    public let reason: String

    /// The place and the reason in one sentence.
    public var message: String { "line \(line), column \(column): \(reason)" }

    /// Finds line and column of `offset`.
    ///
    /// - Complexity: O(offset).
    init(_ code: Code, at offset: Int, of bytes: Bytes, reason: String) {
        self.code = code
        self.offset = offset
        self.reason = reason
        let before = bytes[..<min(offset, bytes.count)]
        line = before.count { $0 == 0x0a } + 1
        column = offset - (before.lastIndex(of: 0x0a) ?? -1)
    }
}

extension JSONError: CustomStringConvertible {
    /// What is wrong and where, for people.
    public var description: String { message }
}
