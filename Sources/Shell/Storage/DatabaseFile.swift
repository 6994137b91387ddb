// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// The file itself: looked at before SQLite touches it.
enum DatabaseFile {
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let headerByteCount = 100
    /// Where the header holds application_id, big-endian.
    private static let applicationIDOffset = 68

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// Refuses what is not a database of ours, without changing it.
    static func check(_ path: String) throws(StorageError) {
        guard exists(path) else {
            throw StorageError(
                .missing,
                "the database \(path) does not exist; create the home first, or give "
                    + "the folder of an existing one")
        }
        try checkMode(path)
        let header: [UInt8]
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            header = Array(try file.read(upToCount: headerByteCount) ?? Data())
            try file.close()
        } catch {
            throw StorageError(
                .permissions, "the database \(path) cannot be read; allow this user to read it",
                cause: "\(error)")
        }
        guard header.starts(with: magic), header.count == headerByteCount else {
            throw StorageError(
                .notDatabase,
                "\(path) is not a SQLite database, or is cut short after "
                    + "\(header.count) octets; restore it from a backup")
        }
        let identity = header[applicationIDOffset..<applicationIDOffset + 4].reduce(UInt32(0)) {
            $0 << 8 | UInt32($1)
        }
        guard identity == Schema.applicationID else {
            throw StorageError(
                .foreign,
                "\(path) is a database of another program: its application id is "
                    + "\(identity), ours is \(Schema.applicationID)")
        }
    }

    private static func checkMode(_ path: String) throws(StorageError) {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: path)
        } catch {
            throw StorageError(
                .permissions, "\(path) cannot be looked at", cause: "\(error)")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw StorageError(.notDatabase, "\(path) is not a regular file")
        }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.uint16Value ?? 0
        guard mode & 0o077 == 0 else {
            throw StorageError(
                .permissions,
                "the database \(path) has mode \(String(mode, radix: 8)), so others "
                    + "may read it; run chmod 600 on it")
        }
    }

    /// Makes an empty file for its owner alone, in place of one that an earlier attempt left.
    static func prepareDraft(_ draft: String) throws(StorageError) {
        for suffix in ["", "-wal", "-shm"] {
            unlink(draft + suffix)
        }
        let descriptor = Foundation.open(draft, O_CREAT | O_EXCL | O_RDWR, 0o600)
        guard descriptor >= 0 else {
            throw failure("create", draft)
        }
        Foundation.close(descriptor)
    }

    /// Gives a complete file its name, and makes the name durable.
    static func publish(_ draft: String, as path: String) throws(StorageError) {
        guard link(draft, path) == 0 else { throw failure("create", path) }
        unlink(draft)
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { throw failure("sync", folder) }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", folder) }
    }

    private static func failure(_ verb: String, _ path: String) -> StorageError {
        let cause = String(cString: strerror(errno))
        let code: StorageError.Code =
            switch errno {
            case ENOSPC, EDQUOT: .full
            case EACCES, EPERM, EROFS: .permissions
            case EEXIST: .exists
            case ENOENT, ENOTDIR: .missing
            default: .inputOutput
            }
        return StorageError(code, "cannot \(verb) \(path)", cause: cause)
    }
}
