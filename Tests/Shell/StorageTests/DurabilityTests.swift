// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives
import Testing
import Validator

@testable import Storage

struct DurabilityTests {
    @Test func `the writer syncs every commit`() throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        let mode = try database.pool.writeWithoutTransaction {
            try Int.fetchOne($0, sql: "PRAGMA synchronous")
        }
        #expect(mode == 2)
    }

    @Test func `the log is written ahead`() throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        let mode = try database.pool.writeWithoutTransaction {
            try String.fetchOne($0, sql: "PRAGMA journal_mode")
        }
        #expect(mode == "wal")
    }

    @Test func `what was appended is there after a crash`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let circle = try ValidatorCircle.running(states: 2, of: channel)
        let database = try await Sample.database(in: folder, holding: channel)
        for (index, record) in circle.records[0].enumerated() {
            try await database.append([record], of: channel.id)
            guard case .signed(let signed) = record else { continue }
            let copy = try NodeDatabase.open(at: try folder.copy(as: "copy-\(index)"))
            #expect(try copy.onlyChannel().signed == signed)
        }
    }

    @Test func `a log that was cut short leaves whole batches`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        for batch in 0..<8 {
            let ids = [UInt8(2 * batch), UInt8(2 * batch + 1)]
            try await database.append(
                try ids.map { .event(try Sample.event($0, of: channel.id), isObserved: true) },
                of: channel.id)
        }
        let log = try folder.bytes("outpace.db-wal")
        for cut in stride(from: 0, through: log.count, by: max(1, log.count / 40)) {
            let path = try folder.write(try folder.bytes(), to: "cut-\(cut)")
            _ = try folder.write(Array(log.prefix(cut)), to: "cut-\(cut)-wal")
            let snapshot = try NodeDatabase.open(at: path).snapshot()
            let waiting = snapshot.channels.first.map(\.pending.count) ?? 0
            #expect(waiting % 2 == 0)
        }
    }

    @Test func `a full disk is reported and changes nothing`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        try await database.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = 1")
        }
        let events = try (0..<200).map { number in
            ChannelRecord.event(
                try Sample.event(UInt8(number), of: channel.id), isObserved: true)
        }
        let error = await #expect(throws: StorageError.self) {
            try await database.append(events, of: channel.id)
        }
        #expect(error?.code == .full)
        #expect(try database.onlyChannel().pending.isEmpty)
    }

    @Test func `a closed database reports that it is closed`() async throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        try database.close()
        let error = #expect(throws: StorageError.self) { try database.snapshot() }
        #expect(error?.code == .closed)
    }

    @Test func `commits are counted with their durations`() async throws {
        let folder = try TemporaryFolder()
        let database = try await Sample.database(in: folder, holding: try Sample.channel())
        try await database.append([.sequenceNumbersReserved(through: 1)])
        let counters = database.counters
        #expect(counters.commits == 2)
        #expect(counters.records == 2)
        #expect(counters.commitDurations.reduce(0, +) == 2)
    }

    @Test func `a failed commit is counted`() async throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        await #expect(throws: StorageError.self) {
            try await database.append([.live], of: try Sample.channel().id)
        }
        #expect(database.counters.failures == 1)
    }
}
