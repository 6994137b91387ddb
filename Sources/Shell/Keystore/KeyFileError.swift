// This source file is part of the Outpace project. License: see LICENSE.

/// Why a key could not be read or written.
///
/// Two errors are equal when their codes are: the message is for people.
package struct KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// There is no such file, or we may not read it.
        case unreadable
        /// Somebody else may read the file.
        case unsafePermissions
        /// There is a file already where one was to be written.
        case exists
        /// The file could not be written.
        case unwritable
        /// The text is neither a key nor a keystore.
        case malformed
        /// The keystore uses another version, cipher or derivation than we read.
        case unsupported
        /// A keystore needs a password and none was given.
        case passwordMissing
        /// The password is wrong, or the keystore was damaged: the two look the same.
        case wrongPassword
        /// The key in the keystore is not the one of the address beside it.
        case wrongAddress
    }

    /// What went wrong.
    package let code: Code
    /// What is wrong and what to do, in one sentence.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
