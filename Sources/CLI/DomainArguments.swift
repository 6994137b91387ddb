// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import Outpace
import Primitives

/// What options and arguments are read by. Each says what is allowed when it refuses.
extension Address {
    static func argument(_ text: String) throws -> Address {
        guard let address = Address(text: text, requiringChecksum: false) else {
            throw ValidationError(
                "allowed are 0x and 40 hexadecimal digits, of one case or with the right checksum.")
        }
        return address
    }
}

extension ChannelID {
    static func argument(_ text: String) throws -> ChannelID {
        try HashArgument.read(text, ChannelID.init(hex:))
    }
}

extension EventID {
    static func argument(_ text: String) throws -> EventID {
        try HashArgument.read(text, EventID.init(hex:))
    }
}

extension Digest {
    static func argument(_ text: String) throws -> Digest {
        try HashArgument.read(text, Digest.init(hex:))
    }
}

extension EventType {
    /// Reads the name in any case, of the types that anybody may submit.
    static func argument(_ text: String) throws -> EventType {
        guard let type = EventType(name: text.uppercased()), EventType.priced.contains(type)
        else {
            let names = EventType.priced.map(\.name).joined(separator: ", ")
            throw ValidationError("allowed are \(names).")
        }
        return type
    }
}

private enum HashArgument {
    static func read<Value>(_ text: String, _ make: (String) -> Value?) throws -> Value {
        guard let value = make(text) else {
            throw ValidationError(
                "allowed are 64 hexadecimal digits, with or without 0x before them.")
        }
        return value
    }
}
