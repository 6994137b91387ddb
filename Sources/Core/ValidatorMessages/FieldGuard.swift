// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire

/// Refuses a second occurrence of a field that may stand once; for field numbers below 64.
struct FieldGuard {
    private var seen: UInt64 = 0

    /// Marks a field as read.
    mutating func once(_ field: ProtobufReader.Field, _ name: String) throws(WireError) {
        let bit: UInt64 = 1 << UInt64(field.number % 64)
        guard seen & bit == 0 else { throw .repeatedField(name) }
        seen |= bit
    }
}

extension ProtobufReader {
    /// Counts the occurrences of a repeated field, before anything is built for it.
    static func count(
        of number: UInt32, in message: ArraySlice<UInt8>, named name: String, limit: Int
    ) throws(WireError) -> Int {
        var reader = ProtobufReader(message)
        var count = 0
        while let field = try reader.next() {
            guard field.number == number else { continue }
            count += 1
            guard count <= limit else { throw .overLimit(field: name, limit: limit) }
        }
        return count
    }

    /// The octets of a nested message; the message around it bounds their number.
    static func nested(
        _ field: Field, _ name: String
    ) throws(WireError) -> ArraySlice<UInt8> {
        try field.bytes(name, limit: StatementLimits.statementByteLimit)
    }
}

/// The value of a field that must stand.
func required<Value>(_ value: Value?, _ name: String) throws(WireError) -> Value {
    guard let value else { throw .missingField(name) }
    return value
}

extension ProtobufReader.Field {
    /// The 65 octets of a state signature.
    func stateSignature(_ name: String) throws(WireError) -> Bytes {
        let bytes = try bytes(name, limit: StatementLimits.stateSignatureByteCount)
        guard bytes.count == StatementLimits.stateSignatureByteCount else {
            throw .malformedField(name)
        }
        return Bytes(bytes)
    }

    /// A bitmap of validators; a bit past the limit is refused.
    func validatorSet(_ name: String) throws(WireError) -> ValidatorSet {
        let bits = try unsigned(name)
        guard let word = UInt32(exactly: bits), ValidatorSet(bits: word).bits == word else {
            throw .malformedField(name)
        }
        return ValidatorSet(bits: word)
    }
}
