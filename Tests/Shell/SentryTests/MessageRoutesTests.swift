// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

@Suite struct MessageRoutesTests {
    private let leader = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
    private let follower = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"

    /// A proposal, then an approval.
    private func api() throws -> SampleAPI {
        let state = try Sample.approved(try Sample.channel())
        let approval = try #require(state.approvals[1])
        return try SampleAPI(
            .holdingSample(
                approved: true,
                stored: [
                    StoredMessage(cursor: 7, receivedAt: Sample.now, statement: state.proposal),
                    StoredMessage(cursor: 9, receivedAt: Sample.now, statement: approval),
                ]))
    }

    private func get(_ rest: String = "") async throws -> APIReply {
        try await api().get("/channel/\(try Sample.channel().id)/validator-messages\(rest)")
    }

    @Test func `messages come newest first`() async throws {
        let reply = try await get()
        #expect(try reply.value("validatorMessages.0.msg.type") == "ApproveState")
        #expect(try reply.value("validatorMessages.1.msg.type") == "NewState")
        #expect(try reply.value("cursor") == .null)
    }

    @Test func `a full page has the cursor of the next one`() async throws {
        let first = try await get("?limit=1")
        #expect(try first.value("validatorMessages")?.array?.count == 1)
        #expect(try first.value("cursor") == 9)
        let second = try await get("?limit=1&after=9")
        #expect(try second.value("validatorMessages.0.msg.type") == "NewState")
        let third = try await get("?limit=1&after=7")
        #expect(try third.value("validatorMessages") == [])
    }

    @Test func `messages can be those of one validator`() async throws {
        let reply = try await get("/\(leader.lowercased())")
        #expect(try reply.value("validatorMessages.0.from") == .string(leader))
        #expect(try reply.value("validatorMessages")?.array?.count == 1)
    }

    // I3.
    @Test(arguments: ["validator-messages/:leader/Heartbeat", "last-approved?withHeartbeat=true"])
    func `a heartbeat is shown as AdEx has it`(rest: String) async throws {
        let gateway = try SampleGateway.holdingSample()
        await gateway.beat()
        let rest = rest.replacing(":leader", with: leader)
        let channel = try Sample.channel()
        let reply = try await SampleAPI(gateway).get("/channel/\(channel.id)/\(rest)")
        let list = rest.hasPrefix("last") ? "heartbeats" : "validatorMessages"
        #expect(try reply.value("\(list).0.from") == .string(leader))
        #expect(try reply.value("\(list).0.msg.type") == "Heartbeat")
        #expect(try reply.value("\(list).0.msg.timestamp") == "2023-03-28T10:40:02.000Z")
        let root = HeartbeatRoot.stateRoot(
            channel: channel.id, timestamp: Sample.now.adding(milliseconds: 2_000))
        #expect(try reply.value("\(list).0.msg.stateRoot") == .string(root.hex))
        let text = try #require(try reply.value("\(list).0.msg.signature")?.string)
        let signer = try RecoverableSignature(hex: text)
            .recoverAddress(digest: PersonalMessage.digest(of: root))
        #expect(signer?.checksummed == leader)
    }

    @Test(arguments: ["NewState+ApproveState", "ApproveState", "NewState%2BApproveState"])
    func `messages can be of some types`(types: String) async throws {
        let reply = try await get("/\(follower)/\(types)")
        #expect(try reply.value("validatorMessages.0.msg.type") == "ApproveState")
        #expect(try reply.value("validatorMessages")?.array?.count == 1)
    }

    @Test(arguments: [
        "/0x12", "/\(Sample.publisher)/Nonsense", "?limit=0", "?limit=x", "?after=-1",
    ])
    func `a request that cannot be read is a bad one`(rest: String) async throws {
        #expect(try await get(rest).status == 400)
    }

    @Test func `a limit past ours is ours`() async throws {
        #expect(try await get("?limit=18446744073709551615").status == 200)
    }

    @Test func `posting messages needs a token`() async throws {
        let path = "/channel/\(try Sample.channel().id)/validator-messages"
        let reply = try await api().post(path, #"{"messages":[]}"#)
        #expect(reply.status == 401)
        #expect(String(decoding: reply.body, as: UTF8.self) == "Unauthorized")
    }
}
