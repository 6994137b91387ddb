// This source file is part of the Outpace project. License: see LICENSE.

package import Cryptography
package import Primitives

/// Who calls the ledger, and the signature that proves it for one call.
package struct LedgerCaller: Hashable, Sendable {
    /// The account that calls.
    package let address: Address
    /// Its personal signature (EIP-191) over the request's digest.
    package let signature: RecoverableSignature

    /// Takes a signature that was made elsewhere; the ledger checks it.
    package init(address: Address, signature: RecoverableSignature) {
        self.address = address
        self.signature = signature
    }

    /// Signs a request to the ledger of that identity.
    package init(_ key: Secp256k1PrivateKey, for request: LedgerRequest, ledger: Digest) {
        let digest = PersonalMessage.digest(of: request.digest(ledger: ledger))
        self.init(address: key.address, signature: key.signRecoverable(digest))
    }

    /// Whether the signature is this account's, for this request to this ledger.
    package func hasSigned(_ request: LedgerRequest, ledger: Digest) -> Bool {
        let digest = PersonalMessage.digest(of: request.digest(ledger: ledger))
        return signature.recoverAddress(digest: digest) == address
    }
}
