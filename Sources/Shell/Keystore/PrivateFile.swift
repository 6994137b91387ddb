// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
package import Primitives

/// Files that only their owner may read.
package enum PrivateFile {
    /// The longest file that is read, in octets; a keystore has about 500.
    package static let byteLimit = 1 << 16

    /// Reads a file that neither group nor others may read or write.
    ///
    /// Permissions are judged on the open file, so nobody can swap it in between.
    package static func read(_ path: String, what: String) throws(KeyFileError) -> Bytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno == ENOENT ? "does not exist" : "cannot be read: \(systemReason())"
            throw KeyFileError(.unreadable, "the \(what) \(path) \(reason)")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFileError(.unreadable, "the \(what) \(path) is no regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw KeyFileError(
                .unsafePermissions,
                "the \(what) \(path) has mode \(mode), so others may use it; run: chmod 600 \(path)"
            )
        }
        guard status.st_size <= byteLimit else {
            throw KeyFileError(
                .malformed, "the \(what) \(path) has more than \(byteLimit) octets; it is no key")
        }
        return try contents(of: descriptor, path: path, what: what)
    }

    /// Writes a new file with mode 600 and makes it durable; refuses to replace one.
    package static func create(_ path: String, _ bytes: Bytes) throws(KeyFileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw KeyFileError(.exists, "\(path) exists already; it is not overwritten")
            }
            throw KeyFileError(.unwritable, "\(path) cannot be written: \(systemReason())")
        }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw KeyFileError(.unwritable, "\(path) cannot be written: \(systemReason())")
            }
            offset += count
        }
        guard fsync(descriptor) == 0 else {
            throw KeyFileError(.unwritable, "\(path) cannot be made durable: \(systemReason())")
        }
    }

    private static func contents(
        of descriptor: CInt, path: String, what: String
    ) throws(KeyFileError) -> Bytes {
        var bytes: Bytes = []
        var chunk = Bytes(repeating: 0, count: 4_096)
        while bytes.count <= byteLimit {
            let count = chunk.withUnsafeMutableBytes {
                Foundation.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw KeyFileError(
                    .unreadable, "the \(what) \(path) cannot be read: \(systemReason())")
            }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    private static func systemReason() -> String { String(cString: strerror(errno)) }
}
