// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Logging
import NodeCore
import Primitives
import Synchronization
import Testing

@testable import Daemon

/// What becomes of notices.
@Suite struct NoticeBoardTests {
    @Test func `a peer that keeps breaking rules does not fill the log`() throws {
        let lines = LineCounter()
        let board = NoticeBoard(logger: Logger(label: "test") { _ in lines })
        let peer = NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: 1, count: 32))).peerID
        for _ in 0..<10_000 { board.post(.violation(peer, name: "badSignature")) }
        #expect(lines.count > 3)
        #expect(lines.count < 20)
    }
}

/// Counts log lines.
private struct LineCounter: LogHandler {
    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    private let counter = Counter()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var count: Int { counter.value.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { counter.value.withLock { $0 += 1 } }
}
