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
    private var parent: NewState?
    private var base = Balances()
    var events: [EventRecord]
    var excluded: [EventID] = []
    var cutoff: EventKey
    var balances: Balances
    /// The root to claim; nil for the one that the balances have.
    var claimedRoot: Digest?

    /// What an honest leader proposes first for events; there are no fees to round on top.
    init(_ events: [EventRecord], of channel: PaymentChannel, sequence: UInt64 = 1) throws {
        self.channel = channel
        self.sequence = sequence
        self.events = events.sorted { $0.key < $1.key }
        cutoff = self.events.last?.key ?? .lowest
        let payouts = Payouts.distribute(
            self.events.map { (publisher: $0.publisher, price: channel.spec.minPerImpression) },
            remaining: channel.deposit)
        let earned = try #require(Balances().adding(payouts))
        balances = try Fees.distribute(earned, channel: channel)
    }

    var root: Digest {
        claimedRoot ?? StateTree(balances)?.stateRoot(of: channel.id) ?? .zero
    }

    /// Builds it on another one.
    mutating func follow(_ other: ForgedState) {
        parent = other.state(signature: [])
        base = other.balances
    }

    /// The statement, its root signed by `signer`.
    func statement(signedBy signer: NodeKey) -> Statement {
        .newState(state(signature: signer.sign(stateRoot: root).bytes))
    }

    private func state(signature: Bytes) -> NewState {
        NewState(
            channel: channel.id, sequence: sequence, parent: parent?.stateRoot,
            parentLineage: parent?.lineage, cutoff: cutoff, eventCount: UInt64(events.count),
            eventsRoot: MerkleTree(leaves: events.map(\.id.digest))?.root, extraIDs: [],
            excludedIDs: excluded, priceSequence: 0,
            balances: balances.changes(since: base), stateRoot: root,
            stateSignature: signature, exhausted: false)
    }

    /// The balances with one account's amount replaced.
    func replacing(_ account: Address, with amount: Amount) -> Balances {
        balances.replacing([Balances.Entry(account: account, amount: amount)])
    }
}
