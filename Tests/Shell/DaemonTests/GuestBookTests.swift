// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Peering
import Primitives
import Testing

@testable import Daemon

/// What connections have to know about peers.
@Suite struct GuestBookTests {
    private let peer: PeerID

    init() throws {
        peer = NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: 1, count: 32))).peerID
    }

    @Test func `a graylisted peer is passed over and counted until it is not any more`() {
        let book = GuestBook(checksPerSecond: 10)
        #expect(!book.isGraylisted(peer))
        book.graylist(peer, true)
        #expect(book.isGraylisted(peer))
        #expect(book.ignored == 1)
        book.graylist(peer, false)
        #expect(!book.isGraylisted(peer))
    }

    @Test func `a peer that is gone leaves nothing behind`() {
        let book = GuestBook(checksPerSecond: 1)
        book.graylist(peer, true)
        _ = book.takeChecks(100, of: peer, on: .gossip)
        book.forget(peer)
        #expect(!book.isGraylisted(peer))
        #expect(book.takeChecks(1, of: peer, on: .gossip) == nil)
    }

    @Test func `a lane's checks are counted apart, and more of them are free`() {
        let book = GuestBook(checksPerSecond: 10)
        #expect(book.takeChecks(1_000, of: peer, on: .gossip) != nil)
        #expect(book.takeChecks(80, of: peer, on: .direct) == nil)
        #expect(book.takeChecks(1_000, of: peer, on: .direct) != nil)
    }

    @Test func `twice the share at once costs nothing, and what is beyond waits for its time`() {
        let start = ContinuousClock.now
        var allowance = CheckAllowance(left: 200, at: start)
        #expect(allowance.take(200, perSecond: 100, at: start) == nil)
        #expect(allowance.take(50, perSecond: 100, at: start) == .milliseconds(500))
        let later = start.advanced(by: .seconds(1))
        #expect(allowance.take(50, perSecond: 100, at: later) == nil)
    }

    @Test func `an allowance does not pile up beyond its bound`() {
        let start = ContinuousClock.now
        var allowance = CheckAllowance(left: 200, at: start)
        let later = start.advanced(by: .seconds(1_000))
        #expect(allowance.take(1, perSecond: 100, at: later) == nil)
        #expect(allowance.left == 199)
    }
}
