// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

extension ChannelID {
    /// Hashes the arguments with which the contract opens a channel.
    ///
    /// - Parameters:
    ///   - core: the contract.
    ///   - creator: who deposits.
    ///   - depositAsset: the token.
    ///   - deposit: how much of it, in its smallest unit.
    ///   - validUntil: seconds since the Unix epoch.
    ///   - validators: the signers in order, the leader first.
    ///   - specBytes: the compact JSON of the spec, octet for octet; the contract sees their
    ///     SHA-256.
    /// - Source: AdExCore v4 `ChannelLibrary.hash`.
    public init(
        core: Address, creator: Address, depositAsset: Address, deposit: Amount, validUntil: UInt64,
        validators: [Address], specBytes: Bytes
    ) {
        var bytes: Bytes = []
        bytes.reserveCapacity(32 * (8 + validators.count))
        ABI.append(core, to: &bytes)
        ABI.append(creator, to: &bytes)
        ABI.append(depositAsset, to: &bytes)
        bytes += deposit.bigEndianBytes
        ABI.append(validUntil, to: &bytes)
        // The validators are a dynamic array: here stands where it begins, after these seven words.
        ABI.append(UInt64(7 * 32), to: &bytes)
        SHA256.hash(specBytes).append(to: &bytes)
        ABI.append(UInt64(validators.count), to: &bytes)
        for validator in validators { ABI.append(validator, to: &bytes) }
        self.init(Keccak256.hash(bytes))
    }
}
