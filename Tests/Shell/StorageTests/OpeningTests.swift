// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

struct OpeningTests {
    private func fault(of path: String) -> StorageError? {
        #expect(throws: StorageError.self) { try NodeDatabase.open(at: path) }
    }

    @Test func `a missing file is refused and not made`() throws {
        let folder = try TemporaryFolder()
        #expect(fault(of: folder.file())?.code == .missing)
        #expect(!FileManager.default.fileExists(atPath: folder.file()))
    }

    @Test func `a file that exists is not made anew`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write([1, 2, 3], to: "outpace.db")
        let error = #expect(throws: StorageError.self) { try Sample.database(in: folder) }
        #expect(error?.code == .exists)
        #expect(try folder.bytes() == [1, 2, 3])
    }

    @Test func `a log without its database stops a new one`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write([1], to: "outpace.db-wal")
        let error = #expect(throws: StorageError.self) { try Sample.database(in: folder) }
        #expect(error?.code == .exists)
    }

    @Test func `a folder that does not exist is reported`() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: StorageError.self) {
            try NodeDatabase.create(at: folder.file("nowhere/outpace.db"))
        }
        #expect(error?.code == .missing)
    }

    @Test(arguments: [0, 1, 15, 99, 4_096]) func `a file that is no database is refused untouched`(
        count: Int
    ) throws {
        let folder = try TemporaryFolder()
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(fault(of: try folder.write(bytes, to: "outpace.db"))?.code == .notDatabase)
        #expect(try folder.bytes() == bytes)
    }

    @Test func `a folder in place of the file is refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("home")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        #expect(fault(of: path)?.code == .notDatabase)
    }

    @Test func `a database of another program is refused untouched`() throws {
        let folder = try TemporaryFolder()
        let other = try DatabaseQueue(path: folder.file())
        try other.write { try $0.execute(sql: "CREATE TABLE a (b)") }
        try other.close()
        let bytes = try folder.bytes()
        let path = try folder.write(bytes, to: "outpace.db")
        #expect(fault(of: path)?.code == .foreign)
        #expect(try folder.bytes() == bytes)
    }

    @Test func `a database from before states named a lineage is refused`() throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        try database.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA user_version = 1")
        }
        try database.close()
        #expect(fault(of: folder.file())?.code == .older)
    }

    @Test func `events that wait in a database of the version before wait in this one`() throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let records = try (1...3).map { try Sample.event($0, of: channel.id) }
        let old = try DatabasePool(path: folder.file())
        try Schema.migrator.migrate(old, upTo: "2")
        try old.write { database in
            try database.execute(sql: "PRAGMA user_version = 2")
            try database.execute(
                sql: "INSERT INTO channels (id, core, json, valid_until) VALUES (?, ?, ?, ?)",
                arguments: [
                    Columns.blob(channel.id.bytes), Columns.blob(channel.core.bytes),
                    Columns.blob(channel.json), Int64(channel.validUntil),
                ])
            for (record, state) in zip(records, [nil, 1, nil] as [Int64?]) {
                try database.execute(
                    sql: """
                        INSERT INTO events (id, channel, occurred_at, is_observed, state, record)
                        VALUES (?, 1, ?, 1, ?, ?)
                        """,
                    arguments: [
                        Columns.blob(record.id.bytes), Int64(record.occurredAt.milliseconds), state,
                        Columns.blob(record.bytes),
                    ])
            }
        }
        try old.close()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.file())
        let database = try NodeDatabase.open(at: folder.file())
        let pending = try database.onlyChannel().pending
        let expected = [records[0], records[2]].sorted { $0.key < $1.key }
        #expect(pending.map(\.record) == expected)
        #expect(pending.allSatisfy { $0.isObserved })
        try database.close()
    }

    @Test func `a database of a newer version is refused`() throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        try database.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA user_version = \(Schema.version + 1)")
        }
        try database.close()
        #expect(fault(of: folder.file())?.code == .newer)
    }

    @Test func `a database that others may read is refused`() throws {
        let folder = try TemporaryFolder()
        try Sample.database(in: folder).close()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: folder.file())
        #expect(fault(of: folder.file())?.code == .permissions)
    }

    @Test func `a new database is for its owner alone`() throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        for suffix in ["", "-wal", "-shm"] {
            let path = database.path + suffix
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test func `a draft that a crash left does not stop the next attempt`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write([1, 2, 3], to: "outpace.db.new")
        let database = try Sample.database(in: folder)
        #expect(try database.snapshot().channels.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.file("outpace.db.new")))
    }

    @Test(arguments: [1, 2, 3]) func `a file that was cut short is refused`(
        quarter: Int
    ) async throws {
        let folder = try TemporaryFolder()
        let bytes = try await Self.filled(folder)
        let cut = Array(bytes.prefix(bytes.count * quarter / 4))
        let code = fault(of: try folder.write(cut, to: "cut.db"))?.code
        #expect(code == .corrupt || code == .notDatabase)
        #expect(try folder.bytes("cut.db") == cut)
    }

    @Test func `a file with overwritten pages is refused`() async throws {
        let folder = try TemporaryFolder()
        var bytes = try await Self.filled(folder)
        for index in 4_096..<bytes.count { bytes[index] = 0x5a }
        let code = fault(of: try folder.write(bytes, to: "bad.db"))?.code
        #expect(code == .corrupt)
        #expect(try folder.bytes("bad.db") == bytes)
    }

    @Test func `every refusal is one sentence that names the file`() throws {
        let folder = try TemporaryFolder()
        let error = try #require(fault(of: folder.file()))
        #expect(error.message.contains(folder.file()))
        #expect(!error.message.contains("\n"))
    }

    /// A closed database with a channel and events in it.
    private static func filled(_ folder: TemporaryFolder) async throws -> [UInt8] {
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        try await database.append(
            try (0..<100).map {
                .event(try Sample.event(UInt8($0), of: channel.id), isObserved: true)
            }, of: channel.id)
        try database.close()
        return try folder.bytes()
    }
}
