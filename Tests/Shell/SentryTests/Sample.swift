// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import Identity
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

/// A channel of two validators and what they agreed on.
enum Sample {
    /// When the tests take place: the channel below is open.
    static let now = Timestamp(milliseconds: 1_680_000_000_000)

    /// A channel with a deposit of 1000 whose withdraw period starts long after `now`.
    static let json = """
        {"creator":"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",\
        "depositAsset":"0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718","depositAmount":"1000",\
        "validUntil":1700000000,"spec":{"title":"caf\\u00e9","validators":[\
        {"id":"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf","url":"https://one.example","fee":"1"},\
        {"id":"0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF","url":"http://two.example","fee":"1"}],\
        "withdrawPeriodStart":1690000000000,"minPerImpression":"1","maxPerImpression":"10",\
        "eventSubmission":{"allow":[{"uids":null}]}}}
        """

    static let publisher = "0xBA2753BF61a327E9D2fd499A1a38C7D9139c35Ae"

    static func key(_ number: UInt8) throws -> NodeKey {
        NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number]))
    }

    /// A token with which the holder of a key asks the node of the tests.
    static func token(_ number: UInt8, at now: Timestamp = now) throws -> String {
        let key = try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
        return EWT.make(key: key, for: try Sample.key(1).address, at: now)
    }

    /// The channel with other rules; key 3 made it.
    static func channel(rules: String, targeting: String = "[]") throws -> PaymentChannel {
        let creator = try key(3).address.checksummed
        return try channel(
            json.replacing(#"{"allow":[{"uids":null}]}"#, with: rules)
                .replacing(
                    #""eventSubmission""#,
                    with: #""targetingRules":\#(targeting),"eventSubmission""#
                )
                .replacing("0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69", with: creator))
    }

    static func channel(_ json: String = json) throws -> PaymentChannel {
        try PaymentChannel.parse(Bytes(json.utf8), core: PaymentChannel.mainnetCore)
    }

    /// A state that pays 50 to the publisher, signed by both validators.
    static func approved(
        _ channel: PaymentChannel, isExhausted: Bool = false
    ) throws -> ApprovedState {
        let publisher = try #require(Address(hex: publisher))
        let entries = [Balances.Entry(account: publisher, amount: Amount(50))]
        let balances = try Balances(entries)
        let root = try #require(StateTree(balances)).stateRoot(of: channel.id)
        let (leader, follower) = (try key(1), try key(2))
        let newState = NewState(
            channel: channel.id, sequence: 1, parent: nil, parentLineage: nil,
            cutoff: EventKey(occurredAt: now, id: EventID(.zero)), eventCount: 5, eventsRoot: nil,
            extraIDs: [], excludedIDs: [], priceSequence: 0, balances: entries, stateRoot: root,
            stateSignature: leader.sign(stateRoot: root).bytes, exhausted: isExhausted)
        let approval = ApproveState(
            channel: channel.id, stateRoot: root, lineage: newState.lineage,
            stateSignature: follower.sign(stateRoot: root).bytes, isHealthy: true,
            healthPromilles: 990, exhausted: false)
        let number = now.milliseconds * 1_000_000
        return ApprovedState(
            proposal: .signed(
                .newState(newState), by: leader, sequenceNumber: number, topic: channel.topic),
            newState: newState, balances: balances, beforeFees: balances, paid: Amount(50),
            eventCount: 5, stepIDs: [], payouts: entries, changes: entries,
            approvals: [
                nil,
                .signed(
                    .approveState(approval), by: follower, sequenceNumber: number + 1,
                    topic: channel.topic),
            ])
    }
}
