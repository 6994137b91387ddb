// This source file is part of the Outpace project. License: see LICENSE.

import GRDB

/// Why storage could not do what it was asked; after one of these from a write the node has to
/// stop.
package struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: String, Hashable, Sendable {
        /// There is no file at the path.
        case missing
        /// A new database was asked for where a file is already.
        case exists
        /// The file is no SQLite database, or one cut short before its header ended.
        case notDatabase
        /// The file is a database of another program.
        case foreign
        /// The file was written by a newer version of this program.
        case newer
        /// The file was written by an older version of this program that this one cannot follow.
        case older
        /// The file, or a row of it, is damaged.
        case corrupt
        /// The file may not be read or written, or others may read it.
        case permissions
        /// The disk is full.
        case full
        /// The disk or the file system failed.
        case inputOutput
        /// Another process holds the database.
        case busy
        /// The database was closed.
        case closed
        /// A signature was to be recorded that does not follow the last one.
        case signingFloor
        /// A record contradicts what is stored.
        case inconsistent
        /// SQLite refused for another reason.
        case other
    }

    /// What kind of failure it is.
    package let code: Code
    /// What was wrong and what to do, in one sentence for a person.
    package let message: String
    /// What the layer below said; nil when there is none.
    package let cause: String?

    init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, with the cause in parentheses.
    package var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }
}

extension StorageError {
    /// Reads a failure of the layer below.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self =
                error as? StorageError
                ?? StorageError(.other, "the database \(path) failed", cause: "\(error)")
            return
        }
        let (code, message): (Code, String) =
            switch error.resultCode {
            case .SQLITE_FULL: (.full, "the disk that holds \(path) is full; free some space")
            case .SQLITE_IOERR, .SQLITE_CANTOPEN:
                (.inputOutput, "the disk that holds \(path) failed; check it before a restart")
            case .SQLITE_CORRUPT:
                (.corrupt, "the database \(path) is damaged; restore it from a backup")
            case .SQLITE_NOTADB:
                (.notDatabase, "\(path) is not a database; restore it from a backup")
            case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
                (.permissions, "the database \(path) must be readable and writable by this user")
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                (.busy, "another process holds the database \(path); stop it first")
            case .SQLITE_MISUSE: (.closed, "the database \(path) is closed")
            default: (.other, "the database \(path) refused")
            }
        self.init(code, message, cause: error.description)
    }

    /// A row that does not read back as what was written.
    static func damaged(_ what: String, cause: String? = nil) -> StorageError {
        StorageError(
            .corrupt, "the stored \(what) is damaged; restore the database from a backup",
            cause: cause)
    }
}
