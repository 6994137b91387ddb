// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Outpace
import Primitives
import ProcessHarness
import Testing
import ValidatorMessages

/// A proposal as an honest leader would make it, whose fields a test then falsifies.
struct ForgedState {
    let channel: PaymentChannel
    var sequence: UInt64
    var parent: Digest?
    var base: Balances
    var events: [EventRecord]
    var excluded: [EventID] = []
    var cutoff: EventKey
    var balances: Balances
    /// The root to claim; nil for the one that the balances have.
    var claimedRoot: Digest?

    /// What an honest leader proposes for events on a parent; there are no fees to round on top.
    init(
        _ events: [EventRecord], of channel: PaymentChannel, sequence: UInt64 = 1,
        on parent: (root: Digest, balances: Balances, earned: Balances)? = nil
    ) throws {
        self.channel = channel
        self.sequence = sequence
        self.parent = parent?.root
        base = parent?.balances ?? Balances()
        self.events = events.sorted { $0.key < $1.key }
        cutoff = self.events.last?.key ?? .lowest
        let payouts = Payouts.distribute(
            self.events.map { (publisher: $0.publisher, price: channel.spec.minPerImpression) },
            remaining: channel.deposit)
        let before = parent?.earned ?? Balances()
        let earned = try #require(before.adding(payouts))
        balances = try Fees.distribute(earned, channel: channel)
    }

    var root: Digest {
        claimedRoot ?? StateTree(balances)?.stateRoot(of: channel.id) ?? .zero
    }

    /// The statement, its root signed by `signer`.
    func statement(signedBy signer: NodeKey) -> Statement {
        .newState(
            NewState(
                channel: channel.id, sequence: sequence, parent: parent, cutoff: cutoff,
                eventCount: UInt64(events.count),
                eventsRoot: MerkleTree(leaves: events.map(\.id.digest))?.root, extraIDs: [],
                excludedIDs: excluded, priceSequence: 0,
                balances: balances.changes(since: base), stateRoot: root,
                stateSignature: signer.sign(stateRoot: root).bytes, exhausted: false))
    }

    /// The balances with one account's amount replaced.
    func replacing(_ account: Address, with amount: Amount) -> Balances {
        balances.replacing([Balances.Entry(account: account, amount: amount)])
    }
}
