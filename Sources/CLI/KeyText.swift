// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives

/// Keys as people type them.
enum KeyText {
    /// Reads 64 hexadecimal digits.
    static func key(_ text: String) throws(CommandFailure) -> Secp256k1PrivateKey {
        guard let bytes = Hex.decode(text) else {
            throw CommandFailure("the key is not hexadecimal; 64 digits are needed")
        }
        do throws(CryptographyError) {
            return try Secp256k1PrivateKey(bytes: bytes)
        } catch {
            throw CommandFailure("the key is not usable: \(error.message)")
        }
    }
}
