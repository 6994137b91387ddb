// This source file is part of the Outpace project. License: see LICENSE.

import JSON
public import Primitives

/// What an advertiser that closes a campaign early leaves to the publishers' side.
///
/// - Source: Outpace's own; the OUTPACE text asks for such a fee and fixes no form.
public struct CancellationFee: Hashable, Sendable {
    /// How much of what nobody has earned, in promille, 0...1000.
    public let promilles: UInt64
    /// Who gets it.
    public let recipient: Address

    /// Makes a fee.
    public init(promilles: UInt64, recipient: Address) {
        precondition(promilles <= 1_000, "\(promilles) promille")
        self.promilles = promilles
        self.recipient = recipient
    }

    /// The fee for a rest, rounded down.
    public func amount(of rest: Amount) -> Amount {
        rest.multiplied(by: Amount(promilles), dividedBy: Amount(1_000)) ?? .zero
    }
}

extension CancellationFee {
    /// Reads `spec.cancellationFee`: `{promilles, recipient}`; nil when it is absent.
    init?(reading reader: KeyedReader) throws(ChannelFault) {
        guard let value = reader.object["cancellationFee"] else { return nil }
        let own = try KeyedReader(value, path: reader.path("cancellationFee"))
        try own.refuseKeys(otherThan: ["promilles", "recipient"])
        _ = try own.required("promilles", allowed: "0 to 1000 promille")
        promilles = try own.integer(
            "promilles", in: ChannelLimits.promilles, unit: "promille", fallback: 0)
        recipient = try own.address("recipient", refusal: nil)
    }
}
