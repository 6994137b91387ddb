// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Logging
import NodeCore
import Testing

@testable import Daemon

struct NoticeBoardTests {
    @Test func `a broken rule lowers a peer's score until it is gone`() {
        let board = NoticeBoard(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let peer = NodeKey(Secp256k1PrivateKey.generate()).peerID
        board.post(.violation(peer, name: "badSignature"))
        board.post(.violation(peer, name: "badSignature"))
        #expect(board.scores(of: [peer]) == [peer: -2])
        #expect(board.scores(of: []).isEmpty)
        #expect(board.scores(of: [peer]).isEmpty)
    }
}
