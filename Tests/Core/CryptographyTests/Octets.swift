// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

/// Octets in hexadecimal that a test itself spells; spaces are for the reader.
func octets(_ hex: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Bytes {
    let digits = hex.filter { !$0.isWhitespace }
    return try #require(Hex.decode(digits), sourceLocation: sourceLocation)
}

/// A digest in hexadecimal that a test itself spells.
func digest(_ hex: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Digest {
    try #require(Digest(hex: hex), sourceLocation: sourceLocation)
}
