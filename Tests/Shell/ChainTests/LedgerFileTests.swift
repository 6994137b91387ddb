// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives
import Testing

/// Files of other programs, other formats, and damaged ones.
struct LedgerFileTests {
    private let ledger: Ledger

    init() throws { ledger = try Ledger() }

    private func edit(_ sql: String, _ arguments: StatementArguments = []) throws {
        let editor = try DatabaseQueue(path: ledger.path)
        try editor.write { try $0.execute(sql: sql, arguments: arguments) }
        try editor.close()
    }

    /// A file of format 1 that holds one channel.
    private func makeOldFile(_ channel: PaymentChannel, state: ChainState) throws {
        try edit(
            """
            CREATE TABLE channels (id BLOB PRIMARY KEY, state TEXT NOT NULL, json BLOB NOT NULL)
            STRICT, WITHOUT ROWID;
            CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT,
            channel BLOB NOT NULL, state TEXT NOT NULL) STRICT;
            """)
        let id = Data(channel.id.bytes)
        try edit(
            "INSERT INTO channels VALUES (?, ?, ?)", [id, state.rawValue, Data(channel.json)])
        try edit("INSERT INTO changes (channel, state) VALUES (?, ?)", [id, state.rawValue])
        try edit("PRAGMA application_id = 0x4f54504c; PRAGMA user_version = 1")
    }

    @Test func `a file that is no database is refused`() throws {
        try Data(repeating: 7, count: 4_096).write(to: URL(filePath: ledger.path))
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .notLedger)
    }

    @Test func `a database of another program is refused`() throws {
        try edit("CREATE TABLE a (b)")
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .notLedger)
    }

    @Test(arguments: [0, 3, 99]) func `a format that is not known is refused and named`(
        format: Int
    ) throws {
        try ledger.chain().close()
        try edit("PRAGMA user_version = \(format)")
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .notLedger)
        #expect(error?.message.contains("has format \(format)") == true)
    }

    @Test func `a file of format 1 is brought up to date`() async throws {
        let channel = try Ledger.channel()
        try makeOldFile(channel, state: .active)
        let chain = try ledger.chain()
        #expect(try await chain.channel(channel.id) == channel)
        #expect(try await chain.remaining(of: channel.id) == Amount(1_000))
        #expect(
            try await chain.page(after: 0).changes == [
                ChainChange(channel: channel.id, state: .active)
            ])
        let withdrawal = try SettledState(channel, [(100, 30)]).withdrawal(of: 100)
        #expect(try await chain.withdraw(withdrawal, key: 100) == Amount(30))
    }

    @Test func `a channel that ended in format 1 has ended`() async throws {
        let channel = try Ledger.channel()
        try makeOldFile(channel, state: .expired)
        let chain = try ledger.chain()
        #expect(try await chain.state(of: channel.id) == .expired)
        #expect(try await chain.remaining(of: channel.id) == .zero)
    }

    @Test func `processes that update one file at once all succeed`() async throws {
        let channel = try Ledger.channel()
        try makeOldFile(channel, state: .active)
        let path = ledger.path
        let identities = try await withThrowingTaskGroup(of: Digest.self) { group in
            for _ in 0..<6 { group.addTask { try LedgerChain(path: path).identity } }
            return try await group.reduce(into: Set<Digest>()) { $0.insert($1) }
        }
        #expect(identities.count == 1)
    }

    @Test func `an update that fails leaves the file as it was`() throws {
        try makeOldFile(try Ledger.channel(), state: .active)
        try edit("UPDATE channels SET json = x'7b7d'")
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .damaged)
        let reader = try DatabaseQueue(path: ledger.path)
        let (format, tables) = try reader.read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA user_version"),
                try String.fetchSet(
                    database, sql: "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
            )
        }
        #expect(format == 1)
        #expect(tables == ["channels", "changes"])
    }

    @Test(arguments: [
        "UPDATE channels SET json = x'7b7d'", "UPDATE channels SET core = x'00'",
        "UPDATE channels SET core = randomblob(20)", "UPDATE channels SET withdrawn = x'00'",
        "UPDATE channels SET state = 'open'",
    ]) func `a channel that was changed pays nothing`(change: String) async throws {
        let (chain, channel) = (try ledger.chain(), try Ledger.channel())
        try await chain.open(channel)
        try edit(change)
        let withdrawal = try SettledState(channel, [(100, 30)]).withdrawal(of: 100)
        let code = await refusal { try await chain.withdraw(withdrawal, key: 100) }
        #expect(code == "DAMAGED_LEDGER")
    }

    @Test(arguments: [
        "UPDATE channels SET withdrawn = randomblob(32)", "UPDATE channels SET deposit = x''",
        "UPDATE channels SET state = ''",
    ]) func `funds that cannot be are found`(change: String) async throws {
        let (chain, channel) = (try ledger.chain(), try Ledger.channel())
        try await chain.open(channel)
        try edit(change)
        let code = await refusal { _ = try await chain.remaining(of: channel.id) }
        #expect(code == "DAMAGED_LEDGER")
    }

    @Test(arguments: ["DELETE FROM ledger", "UPDATE ledger SET identity = x'00'"])
    func `a ledger without its identity is refused`(change: String) throws {
        try ledger.chain().close()
        try edit(change)
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .damaged)
    }

    @Test func `a file with overwritten pages is refused`() async throws {
        let chain = try ledger.chain()
        for number in 1...40 { try await chain.open(Ledger.channel(number)) }
        try chain.close()
        let file = try FileHandle(forWritingTo: URL(filePath: ledger.path))
        let size = try file.seekToEnd()
        try file.seek(toOffset: 4_096)
        try file.write(contentsOf: Data(repeating: 0xa5, count: Int(size) - 4_096))
        try file.close()
        let code = await refusal {
            let chain = try ledger.chain()
            for number in 1...40 { _ = try await chain.channel(Ledger.channel(number).id) }
        }
        #expect(code == "DAMAGED_LEDGER")
    }
}
