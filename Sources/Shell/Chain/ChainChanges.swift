// This source file is part of the Outpace project. License: see LICENSE.

/// A chain's changes, one by one, for as long as somebody asks: the continuous watcher.
///
/// It holds one page of changes at a time, and asks for the next only when that one is used up; so
/// a slow reader holds it back and nothing piles up. It ends with the task that reads it, by
/// throwing `CancellationError`, or with the first failure of the chain; a new one starts over.
package struct ChainChanges: AsyncSequence, Sendable {
    /// A channel and what the chain says of it.
    package typealias Element = ChainChange

    /// Reads the changes after a place in the chain's order, and the place that follows them.
    package typealias Fetch =
        @Sendable (_ place: Int64) async throws -> (changes: [ChainChange], place: Int64)

    private let pollInterval: Duration
    private let wait: @Sendable (Duration) async throws -> Void
    private let fetch: Fetch

    /// Watches with `fetch`, which answers with nothing when nothing is new.
    ///
    /// - Parameter wait: lets an interval pass; sleeps unless a test says otherwise.
    package init(
        pollInterval: Duration,
        wait: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        },
        fetch: @escaping Fetch
    ) {
        self.pollInterval = pollInterval
        self.wait = wait
        self.fetch = fetch
    }

    /// Starts at the beginning of the chain's order.
    package func makeAsyncIterator() -> Iterator {
        Iterator(pollInterval: pollInterval, wait: wait, fetch: fetch)
    }

    /// Asks the chain, over and over.
    package struct Iterator: AsyncIteratorProtocol {
        private let pollInterval: Duration
        private let wait: @Sendable (Duration) async throws -> Void
        private let fetch: Fetch
        private var page: ArraySlice<ChainChange> = []
        private var place: Int64 = 0

        init(
            pollInterval: Duration, wait: @escaping @Sendable (Duration) async throws -> Void,
            fetch: @escaping Fetch
        ) {
            self.pollInterval = pollInterval
            self.wait = wait
            self.fetch = fetch
        }

        /// The next change, once there is one.
        package mutating func next() async throws -> ChainChange? {
            while true {
                try Task.checkCancellation()
                if let change = page.popFirst() { return change }
                let (changes, place) = try await fetch(place)
                page = changes[...]
                self.place = place
                if changes.isEmpty { try await wait(pollInterval) }
            }
        }
    }
}
