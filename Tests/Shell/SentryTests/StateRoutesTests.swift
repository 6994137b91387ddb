// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

@Suite struct StateRoutesTests {
    private let leader = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
    private let follower = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"

    private func path(_ rest: String) throws -> String {
        "/channel/\(try Sample.channel().id)/\(rest)"
    }

    @Test func `the status before the first state has no approved state`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get(path("status"))
        #expect(reply.status == 200)
        #expect(try reply.value("status") == "CONFIRMED")
        #expect(try reply.value("bidding.active") == false)
        #expect(try reply.value("bidding.reasons.0") == "NotLive")
        #expect(try reply.value("online.\(leader)") == true)
        #expect(try reply.value("online.\(follower)") == false)
        #expect(try reply.value("lastApproved") == .null)
        #expect(try reply.value("remaining.deposit") == "1000")
        #expect(try reply.value("mempool.events") == 0)
        #expect(try reply.value("chain") == "active")
    }

    @Test func `the status tells what was approved and what is left`() async throws {
        let reply = try await SampleAPI(.holdingSample(approved: true)).get(path("status"))
        let state = try Sample.approved(try Sample.channel())
        #expect(try reply.value("lastApproved.stateRoot") == .string(state.root.description))
        #expect(try reply.value("lastApproved.eventCount") == 5)
        #expect(try reply.value("lastApproved.balancesTotal") == "50")
        #expect(try reply.value("lastApproved.signatures.\(follower)")?.string?.count == 132)
        #expect(try reply.value("remaining.deposit") == "950")
        #expect(try reply.value("remaining.onChain") == "940")
        #expect(try reply.value("health.ours") == 1000)
        #expect(try reply.value("health.byValidator.\(follower)") == 990)
    }

    // R10, I21. What the description said of itself does not count.
    @Test(arguments: [(false, []), (true, [true, true])] as [(Bool, JSONValue)])
    func `the status marks a channel whose deposit is used up as AdEx does`(
        isExhausted: Bool, marks: JSONValue
    ) async throws {
        let claim = Sample.json.replacing(
            "{\"creator\"", with: "{\"exhausted\":[true],\"targetingRules\":[7],\"creator\"",
            maxReplacements: 1)
        var snapshot = ChannelSnapshot(channel: try Sample.channel(claim))
        snapshot.approved = try Sample.approved(snapshot.channel, isExhausted: isExhausted)
        let reply = try await SampleAPI(SampleGateway(holding: [snapshot])).get(path("status"))
        #expect(try reply.value("channel.exhausted") == marks)
        #expect(try reply.value("channel.targetingRules") == nil)
    }

    @Test func `the tree holds the balances and roots of the approved state`() async throws {
        let reply = try await SampleAPI(.holdingSample(approved: true)).get(path("tree"))
        #expect(try reply.value("balances.\(Sample.publisher)") == "50")
        #expect(try reply.value("sequence") == 1)
        let root = try #require(try reply.value("balanceRoot")?.string.flatMap { Digest(hex: $0) })
        let stateRoot = StateTree.stateRoot(channel: try Sample.channel().id, balanceRoot: root)
        #expect(try reply.value("stateRoot") == .string(stateRoot.description))
    }

    @Test func `a proof leads to the root that both validators signed`() async throws {
        let reply = try await SampleAPI(.holdingSample(approved: true))
            .get(path("proof/\(Sample.publisher.lowercased())"))
        #expect(try reply.value("address") == .string(Sample.publisher))
        let account = try #require(Address(hex: Sample.publisher))
        let root = try #require(try reply.value("balanceRoot")?.string.flatMap { Digest(hex: $0) })
        let proof = try #require(try reply.value("proof")?.array)
            .compactMap { $0.string.flatMap { Digest(hex: $0) } }
        let leaf = StateTree.leaf(account: account, amount: Amount(50))
        #expect(MerkleTree.verify(leaf: leaf, proof: proof, root: root))
        let stateRoot = StateTree.stateRoot(channel: try Sample.channel().id, balanceRoot: root)
        for (index, validator) in [leader, follower].enumerated() {
            #expect(try reply.value("validators.\(index)") == .string(validator))
            let hex = try #require(try reply.value("signatures.\(index)")?.string)
            let signer = try RecoverableSignature(hex: hex)
                .recoverAddress(digest: PersonalMessage.digest(of: stateRoot.bytes))
            #expect(signer?.checksummed == validator)
        }
    }

    @Test func `an account without a balance has no proof`() async throws {
        let reply = try await SampleAPI(.holdingSample(approved: true)).get(path("proof/\(leader)"))
        #expect(reply.status == 404)
    }

    @Test(arguments: ["tree", "proof/0xBA2753BF61a327E9D2fd499A1a38C7D9139c35Ae"])
    func `there is no proof of anything before the first state`(rest: String) async throws {
        let reply = try await SampleAPI(.holdingSample()).get(path(rest))
        #expect(reply.status == 404)
        #expect(try reply.value("message")?.string?.contains("no state") == true)
    }

    @Test func `nothing was approved before the first state`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get(path("last-approved"))
        #expect(reply.status == 404)
        #expect(String(decoding: reply.body, as: UTF8.self) == #"{"lastApproved":null}"#)
    }

    @Test func `the last approved state has the shape of AdEx`() async throws {
        let reply = try await SampleAPI(.holdingSample(approved: true))
            .get(path("last-approved?withHeartbeat=true"))
        let state = try Sample.approved(try Sample.channel())
        #expect(try reply.value("lastApproved.newState.from") == .string(leader))
        #expect(try reply.value("lastApproved.newState.msg.type") == "NewState")
        #expect(try reply.value("lastApproved.newState.msg.stateRoot") == .string(state.root.hex))
        #expect(
            try reply.value("lastApproved.newState.msg.balances.\(Sample.publisher)") == "50")
        #expect(try reply.value("lastApproved.approveState.from") == .string(follower))
        #expect(try reply.value("lastApproved.approveState.msg.isHealthy") == true)
        #expect(
            try reply.value("lastApproved.approveState.received") == "2023-03-28T10:40:00.000Z")
        #expect(try reply.value("heartbeats") == [])
    }

    @Test func `an honest channel has no evidence against it`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get(path("evidence"))
        #expect(try reply.value("evidence") == [])
    }

    @Test(arguments: ["", "0x", "0X"])
    func `an id is read in any case, with a prefix or without`(prefix: String) async throws {
        let digits = try Sample.channel().id.digest.hex.uppercased()
        let reply = try await SampleAPI(.holdingSample()).get("/channel/\(prefix)\(digits)/status")
        #expect(reply.status == 200)
    }

    @Test(arguments: [
        "status", "tree", "proof/0xBA2753BF61a327E9D2fd499A1a38C7D9139c35Ae", "last-approved",
        "validator-messages", "evidence",
    ])
    func `an unknown channel is not found`(rest: String) async throws {
        let api = try SampleAPI(SampleGateway())
        for id in ["0x\(String(repeating: "ab", count: 32))", "nonsense", "%ff"] {
            let reply = await api.get("/channel/\(id)/\(rest)")
            #expect(reply.status == 404)
            #expect(try reply.value("message") != nil)
        }
    }

    @Test func `an approved state comes with what its validators signed`() async throws {
        let reply = try await SampleAPI(.holdingSample(approved: true)).get(path("state/1"))
        let state = try Sample.approved(try Sample.channel())
        #expect(try reply.value("stateRoot") == .string(state.root.description))
        #expect(try reply.value("eventCount") == 5)
        let signed = [
            try reply.value("newState.signed")?.string,
            try reply.value("approveStates.0.signed")?.string,
        ]
        let expected = [state.proposal, try #require(state.approvals[1])]
        #expect(signed == expected.map { "0x" + Hex.encode($0.message.raw) })
        #expect(try reply.value("approveStates")?.array?.count == 1)
    }

    @Test(arguments: [
        ("0", 400), ("-1", 400), ("01", 400), ("x", 400), ("18446744073709551616", 400),
        ("2", 404), ("18446744073709551615", 404),
    ])
    func `a state that was not approved is not found`(
        sequence: String, status: Int
    ) async throws {
        let api = try SampleAPI(.holdingSample(approved: true))
        #expect(await api.get(try path("state/\(sequence)")).status == status)
    }
}
