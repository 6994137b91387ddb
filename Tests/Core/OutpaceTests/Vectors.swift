// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import TestSupport
import Testing

/// The AdEx vectors beside the checkout, read by our own parser.
enum Vectors {
    static let reason = Comment(rawValue: SharedFolder.reason)

    static func adex() throws -> JSONValue {
        try JSONParser.parse(
            Bytes(SharedFolder.data("vectors/adex.json")),
            limits: JSONLimits(byteLimit: 1 << 24, depthLimit: 32, valueLimit: 1_000_000)
        )
    }

    /// The reference vectors of one kind.
    static func reference(_ kind: String) throws -> [JSONValue] {
        let all = try adex().list("reference").filter { $0.object?["kind"]?.string == kind }
        try #require(!all.isEmpty)
        return all
    }

    /// A family of computed vectors.
    static func computed(_ family: String) throws -> [JSONValue] {
        let all = try adex().member("computed").list(family)
        try #require(!all.isEmpty)
        return all
    }
}

extension JSONValue {
    func member(_ key: String) throws -> JSONValue { try #require(object?[key]) }
    func list(_ key: String) throws -> [JSONValue] { try #require(member(key).array) }
    func text(_ key: String) throws -> String { try #require(member(key).string) }
    func count(_ key: String) throws -> UInt64 { try #require(member(key).uint64) }
    func digest(_ key: String) throws -> Digest { try #require(Digest(hex: text(key))) }
    func address(_ key: String) throws -> Address { try Sample.address(text(key)) }
    func channel(_ key: String) throws -> ChannelID { ChannelID(try digest(key)) }

    /// A number or a string of digits.
    func amount(_ key: String) throws -> Amount { try member(key).asAmount() }

    func asAmount() throws -> Amount { try #require(Amount(decimal: string ?? number ?? "")) }

    /// The texts of an array.
    func texts(_ key: String) throws -> [String] {
        try list(key).map { try #require($0.string) }
    }

    /// An object from names to amounts, its keys still texts.
    func amounts(_ key: String) throws -> [(String, Amount)] {
        let object = try #require(member(key).object)
        return try object.keys.map { ($0, try #require(object[$0]).asAmount()) }
    }
}
