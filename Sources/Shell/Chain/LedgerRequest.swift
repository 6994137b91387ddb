// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
package import Primitives

/// A call that changes the ledger, as its caller signs it.
///
/// What is signed binds the call to one ledger, one function and one channel, and a withdrawal also
/// to its state and amount; so a signature does nothing elsewhere, and nothing else here. A second
/// use of it does nothing either: a channel opens once and ends once, and a withdrawal that is
/// repeated pays zero.
package enum LedgerRequest: Hashable, Sendable {
    /// Opens a channel with its deposit.
    case open(ChannelID)
    /// Withdraws up to `amountInTree` in all, the caller's balance in a state.
    case withdraw(ChannelID, balanceRoot: Digest, amountInTree: Amount)
    /// Takes back what is left of a channel that has ended.
    case withdrawExpired(ChannelID)

    private static let domain = Keccak256.hash(Bytes("outpace-ledger/1".utf8))

    /// The channel it is about.
    package var channel: ChannelID {
        switch self {
        case .open(let channel), .withdraw(let channel, _, _), .withdrawExpired(let channel):
            channel
        }
    }

    /// The contract's function.
    package var function: LedgerFunction {
        switch self {
        case .open: .channelOpen
        case .withdraw: .channelWithdraw
        case .withdrawExpired: .channelWithdrawExpired
        }
    }

    /// The hash that the caller signs as a personal message: keccak256 over six words of 32 octets,
    /// which are the domain's hash, the ledger's identity, the hash of the function's name, the
    /// channel, the balance root and the amount, the last two zero where there is none.
    ///
    /// - Parameter ledger: the identity of the ledger that is called.
    package func digest(ledger: Digest) -> Digest {
        var (root, amount) = (Digest.zero, Amount.zero)
        if case .withdraw(_, let balanceRoot, let amountInTree) = self {
            (root, amount) = (balanceRoot, amountInTree)
        }
        var words: Bytes = []
        words.reserveCapacity(6 * Digest.byteCount)
        Self.domain.append(to: &words)
        ledger.append(to: &words)
        Keccak256.hash(Bytes(function.rawValue.utf8)).append(to: &words)
        channel.digest.append(to: &words)
        root.append(to: &words)
        words += amount.bigEndianBytes
        return Keccak256.hash(words)
    }
}

/// The functions of the contract that the ledger offers, by their names there.
package enum LedgerFunction: String, Hashable, Sendable {
    /// Opens a channel.
    case channelOpen
    /// Pays an account what a signed state gives it.
    case channelWithdraw
    /// Pays the rest to the creator after the end.
    case channelWithdrawExpired
}
