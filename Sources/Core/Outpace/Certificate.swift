// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
public import Primitives

/// Why a certificate proves nothing.
public enum CertificateFault: Error, Hashable, Sendable {
    /// The channel is another one.
    case wrongChannel
    /// The validators are not those of the channel, too many, too few, or one is listed twice.
    case wrongValidators
    /// There are not as many signature slots as validators.
    case wrongSlotCount
    /// There are no balances, so there is no root.
    case noBalances
    /// The balances do not hash to the state root.
    case wrongRoot
    /// The balances sum to more than the deposit.
    case sumAboveDeposit
    /// The signature in this slot is not that validator's.
    case wrongSignature(validator: Address)
    /// The leader did not sign.
    case leaderMissing
    /// Fewer than two thirds signed.
    case noQuorum(signatures: Int, needed: Int)
}

/// Balances and the signatures that approve them: everything the contract asks for but a merkle
/// proof.
///
/// Signatures stand in the order of the validators, with gaps, as the contract takes them.
public struct Certificate: Hashable, Sendable {
    /// Whose state it is.
    public let channel: ChannelID
    /// The validators in the channel's order, the leader first.
    public let validators: [Address]
    /// The approved balances.
    public let balances: Balances
    /// What was signed.
    public let stateRoot: Digest
    /// One slot per validator, nil for one that did not sign.
    public let signatures: [RecoverableSignature?]

    /// Puts the parts together; `fault` judges them.
    public init(
        channel: ChannelID, validators: [Address], balances: Balances, stateRoot: Digest,
        signatures: [RecoverableSignature?]
    ) {
        self.channel = channel
        self.validators = validators
        self.balances = balances
        self.stateRoot = stateRoot
        self.signatures = signatures
    }

    /// Checks roots, every signature, the leader's presence and the quorum.
    ///
    /// Says nothing about who the validators of the channel are; `fault(for:)` does.
    ///
    /// - Returns: nil when the state is approved by `validators`.
    /// - Complexity: 2 n hashes and one recovery per signature.
    public func fault() -> CertificateFault? {
        guard ChannelLimits.validatorCounts.contains(validators.count),
            Set(validators).count == validators.count
        else { return .wrongValidators }
        guard signatures.count == validators.count else { return .wrongSlotCount }
        guard signatures[0] != nil else { return .leaderMissing }
        let count = signatures.count { $0 != nil }
        guard Quorum.isReached(signatures: count, validators: validators.count) else {
            return .noQuorum(
                signatures: count, needed: Quorum.minimum(validators: validators.count)
            )
        }
        guard let tree = StateTree(balances) else { return .noBalances }
        guard tree.stateRoot(of: channel) == stateRoot else { return .wrongRoot }
        let digest = PersonalMessage.digest(of: stateRoot)
        for (validator, signature) in zip(validators, signatures) {
            guard let signature else { continue }
            guard signature.recoverAddress(digest: digest) == validator else {
                return .wrongSignature(validator: validator)
            }
        }
        return nil
    }

    /// Checks that this is a state of `channel` within its deposit, then everything `fault()` does.
    public func fault(for paymentChannel: PaymentChannel) -> CertificateFault? {
        guard channel == paymentChannel.id else { return .wrongChannel }
        guard validators == paymentChannel.validators else { return .wrongValidators }
        guard let total = balances.total, total <= paymentChannel.deposit else {
            return .sumAboveDeposit
        }
        return fault()
    }
}
