// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Synchronization

/// What tells of a channel which of its events a payment was for.
struct PaymentRule: Hashable, Sendable {
    let creator: Address
    /// Who gets the cancellation fee.
    let feeRecipient: Address?
    /// The types that never cost anything.
    let freeTypes: Set<UInt8>

    init(_ channel: PaymentChannel) {
        creator = channel.creator
        feeRecipient = channel.spec.cancellationFee?.recipient
        freeTypes = Set(
            EventType.allCases.filter { channel.spec.bounds(of: $0).max.isZero }.map(\.rawValue))
    }
}

/// The rules of the channels that got states since the start, by the channel's number.
///
/// As large as the number of channels that the node holds.
final class PaymentRules: Sendable {
    private let rules = Mutex<[Int64: PaymentRule]>([:])

    /// The rule of a channel; read by `rule` the first time.
    func rule(of channel: Int64, _ rule: () throws -> PaymentRule) throws -> PaymentRule {
        if let known = rules.withLock({ $0[channel] }) { return known }
        let read = try rule()
        rules.withLock { $0[channel] = read }
        return read
    }
}
