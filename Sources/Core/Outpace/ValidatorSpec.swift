// This source file is part of the Outpace project. License: see LICENSE.

import JSON
public import Primitives

/// One signer of a channel, as its spec names it.
public struct ValidatorSpec: Hashable, Sendable {
    /// Who signs.
    public let id: Address
    /// Where its sentry answers, http or https.
    public let url: String
    /// What it earns when the whole deposit is distributed, in the token's smallest unit.
    public let fee: Amount
    /// Who is credited with the fee; `id` unless the spec names another.
    public let feeAddress: Address

    /// Makes a validator of values that are known to be right.
    public init(id: Address, url: String, fee: Amount, feeAddress: Address) {
        self.id = id
        self.url = url
        self.fee = fee
        self.feeAddress = feeAddress
    }
}

extension ValidatorSpec {
    private static let checksumRefusal = "channel.validators: all addresses are checksummed"

    init(reading value: JSONValue, path: String) throws(ChannelFault) {
        let reader = try KeyedReader(value, path: path)
        try reader.refuseKeys(otherThan: ["id", "url", "fee", "feeAddr"])
        id = try reader.address("id", refusal: Self.checksumRefusal)
        fee = try reader.amount("fee")
        feeAddress =
            reader.object["feeAddr"] == nil
            ? id : try reader.address("feeAddr", refusal: Self.checksumRefusal)
        let found = try reader.required("url", allowed: "an http or https URL")
        guard let url = found.string, Self.isURL(url) else {
            throw .invalid(
                reader.path("url"), found: found,
                allowed: "http:// or https://, a host, "
                    + "at most \(ChannelLimits.urlByteLimit) characters"
            )
        }
        self.url = url
    }

    static func read(_ reader: KeyedReader) throws(ChannelFault) -> [ValidatorSpec] {
        let path = reader.path("validators")
        let counts = ChannelLimits.validatorCounts
        let allowed = "an array of \(counts.lowerBound) to \(counts.upperBound) validators"
        let value = try reader.required("validators", allowed: allowed)
        guard let elements = value.array else {
            throw .invalid(path, found: value, allowed: allowed)
        }
        guard counts.contains(elements.count) else {
            throw ChannelFault(
                .invalidValue, at: path,
                message: "\(path): found \(elements.count) validators; allowed: \(allowed)"
            )
        }
        var validators: [ValidatorSpec] = []
        for (index, element) in elements.enumerated() {
            let validator = try ValidatorSpec(reading: element, path: "\(path)[\(index)]")
            if let first = validators.firstIndex(where: { $0.id == validator.id }) {
                throw ChannelFault(
                    .refused, at: "\(path)[\(index)].id",
                    message: "\(path)[\(index)].id: \(validator.id) is "
                        + "validators[\(first)] already; each validator must be listed once"
                )
            }
            validators.append(validator)
        }
        return validators
    }

    private static func isURL(_ text: String) -> Bool {
        guard text.utf8.count <= ChannelLimits.urlByteLimit,
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return false }
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let first = text.utf8.dropFirst(scheme.utf8.count).first
            return first.map { !"/?#:@".utf8.contains($0) } ?? false
        }
        return false
    }
}
