// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import NodeCore
import Outpace
import Primitives
import Testing

struct ChainChangesTests {
    private let ledger: Ledger

    init() throws { ledger = try Ledger() }

    /// A watcher that does `whenIdle` in place of waiting.
    private func watch(
        _ chain: LedgerChain, whenIdle: @escaping @Sendable () async throws -> Void
    ) -> ChainChanges {
        ChainChanges(pollInterval: .seconds(1), wait: { _ in try await whenIdle() }) {
            try await chain.page(after: $0)
        }
    }

    @Test func `the watcher begins with what is open`() async throws {
        let chain = try ledger.chain()
        let channels = try (1...3).map { try Ledger.channel($0) }
        for channel in channels { try await chain.open(channel) }
        var iterator = chain.changes(pollInterval: .seconds(1)).makeAsyncIterator()
        for channel in channels {
            let change = try await iterator.next()
            #expect(change == ChainChange(channel: channel.id, state: .active))
        }
    }

    @Test func `the watcher sees a channel that another process opens`() async throws {
        let (watcher, opener) = (try ledger.chain(), try ledger.chain())
        let channel = try Ledger.channel()
        var iterator = watch(watcher) { try await opener.open(channel) }.makeAsyncIterator()
        let change = try await iterator.next()
        #expect(change == ChainChange(channel: channel.id, state: .active))
    }

    @Test func `the watcher sees that a channel ended`() async throws {
        let channel = try Ledger.channel()
        let chain = try ledger.chain()
        try await chain.open(channel)
        let later = try ledger.chain(at: channel.validUntil + 1)
        var iterator = watch(chain) { try await later.withdrawExpired(channel) }
            .makeAsyncIterator()
        _ = try await iterator.next()
        let change = try await iterator.next()
        #expect(change == ChainChange(channel: channel.id, state: .expired))
    }

    @Test func `the watcher passes over no change when there are many`() async throws {
        let chain = try ledger.chain()
        let channels = try (0..<300).map { try Ledger.channel($0) }
        for channel in channels { try await chain.open(channel) }
        var iterator = chain.changes(pollInterval: .seconds(1)).makeAsyncIterator()
        var seen: [ChannelID] = []
        while seen.count < channels.count, let change = try await iterator.next() {
            seen.append(change.channel)
        }
        #expect(seen == channels.map(\.id))
    }

    @Test func `the watcher ends with its task`() async throws {
        let chain = try ledger.chain()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await _ in chain.changes(pollInterval: .seconds(3_600)) {}
            }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }
}
