// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Roots, proofs and certificates, offline.
@Suite struct VerifyCommandTests {
    @Test func `the state root of computed balances comes out`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(SignedState.balances, to: "balances.json")
            let result = try await outpace.run(
                "state-root", "--channel-id", SignedState.channel, "--balances", "balances.json",
                "--json")
            let document = try result.json()
            #expect(document["balanceRoot"]?.string == SignedState.balanceRoot)
            #expect(document["stateRoot"]?.string == SignedState.stateRoot)
        }
    }

    @Test(arguments: ["{}", "[]", "{\"0x12\":\"1\"}", "{\"\(SignedState.account)\":\"-1\"}", "{"])
    func `balances that are none are refused`(text: String) async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(text, to: "b.json")
            let result = try await outpace.run(
                "state-root", "--channel-id", SignedState.channel, "--balances", "b.json")
            #expect(result.code == 1)
            #expect(result.errors.contains("b.json"))
            #expect(result.output.isEmpty)
        }
    }

    @Test func `a proof that was made is accepted`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.manyBalances, to: "b.json")
            let made = try await outpace.run(
                "channel", "proof", "--channel-id", SignedState.channel, "--balances", "b.json",
                "--address", SignedState.account, "--json")
            try outpace.write(made.output, to: "proof.json")
            #expect(try made.json()["proof"]?.array?.isEmpty == false)
            _ = try await outpace.succeed("verify", "proof", "proof.json")
        }
    }

    @Test(arguments: [
        ("\"amount\":\"1000000000000000\"", "\"amount\":\"1000000000000001\""),
        ("\"stateRoot\":\"0x", "\"stateRoot\":\"0x00"), ("\"proof\":[", "\"proof\":[1,"),
        ("\"balanceRoot\"", "\"balanceroot\""),
    ])
    func `a proof that was changed is refused`(old: String, new: String) async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.manyBalances, to: "b.json")
            let made = try await outpace.run(
                "channel", "proof", "--channel-id", SignedState.channel, "--balances", "b.json",
                "--address", SignedState.account, "--json")
            let changed = made.output.replacingOccurrences(of: old, with: new)
            #expect(changed != made.output)
            try outpace.write(changed, to: "proof.json")
            let result = try await outpace.run("verify", "proof", "proof.json")
            #expect(result.code == 1)
            #expect(!result.errors.isEmpty)
        }
    }

    @Test func `a validator's signature is accepted`() async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run(
                "verify", "signature", "--address", SignedState.leader, "--state-root",
                SignedState.stateRoot, "--signature", SignedState.leaderSignature)
            #expect(result.code == 0)
        }
    }

    @Test(arguments: [
        (SignedState.follower, SignedState.leaderSignature, "did not sign"),
        (SignedState.leader, "0x12", "malformed"),
    ])
    func `another's signature is refused with why`(
        address: String, signature: String, reason: String
    ) async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run(
                "verify", "signature", "--address", address, "--state-root",
                SignedState.stateRoot, "--signature", signature)
            #expect(result.code == 1)
            #expect(result.errors.contains(reason))
        }
    }

    @Test(arguments: [
        SignedState.certificate(),
        SignedState.certificate(
            signatures: "{\"\(SignedState.leader)\":\"\(SignedState.leaderSignature)\","
                + "\"\(SignedState.follower)\":\"\(SignedState.followerSignature)\"}"),
    ])
    func `a whole certificate is accepted in both forms`(text: String) async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(text, to: "state.json")
            let result = try await outpace.run("verify", "state", "state.json", "--json")
            #expect(result.code == 0)
            #expect(try result.json()["valid"]?.bool == true)
        }
    }

    @Test(arguments: [
        (SignedState.certificate(amount: "1"), "hash to the state root"),
        (
            SignedState.certificate(signatures: "[\"\(SignedState.leaderSignature)\",null]"),
            "1 of 2"
        ),
        (
            SignedState.certificate(signatures: "[null,\"\(SignedState.followerSignature)\"]"),
            "the leader"
        ),
        (
            SignedState.certificate(
                signatures:
                    "[\"\(SignedState.followerSignature)\",\"\(SignedState.leaderSignature)\"]"
            ), "did not sign"
        ),
        (SignedState.certificate(validators: [SignedState.leader]), "same length"),
        (SignedState.certificate(signatures: "[null,null]"), "nobody signed"),
    ])
    func `a certificate that lacks something is refused with why`(
        text: String, reason: String
    ) async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(text, to: "state.json")
            let result = try await outpace.run("verify", "state", "state.json")
            #expect(result.code == 1)
            #expect(result.errors.contains(reason))
        }
    }

    @Test func `a proof is checked by the validators of the channel that is given`() async throws {
        try await SettlementScene.make { scene in
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let result = try await scene.outpace.run(
                "verify", "proof", "proof.json", "--channel", "channel.json", "--json")
            #expect(result.code == 0, "\(result.errors)")
            #expect(try result.json()["validatorsOf"]?.string == "channel")
            #expect(result.errors.isEmpty)
            let alone = try await scene.outpace.run("verify", "proof", "proof.json", "--json")
            #expect(try alone.json()["validatorsOf"]?.string == "file")
            #expect(alone.errors.contains("--channel"))
        }
    }

    @Test(
        arguments: [
            (300, [10, 11, 12], [10, 11, 12], "no validator of the channel"),
            (300, [1, 2, 3], [], "leader"), (300, [1, 2, 3], [1], "1 of 3"),
            (1_001, [1, 2, 3], [1, 2, 3], "more than the deposit"),
        ] as [(UInt64, [UInt8], Set<UInt8>, String)])
    func `what the channel's validators did not sign is refused`(
        amount: UInt64, validators: [UInt8], signers: Set<UInt8>, reason: String
    ) async throws {
        try await SettlementScene.make { scene in
            let proof = try scene.proof(
                amount: amount, validators: validators, signers: signers)
            try scene.outpace.write(proof, to: "proof.json")
            let result = try await scene.outpace.run(
                "verify", "proof", "proof.json", "--channel", "channel.json")
            #expect(result.code == 1)
            #expect(result.errors.contains(reason), "\(result.errors)")
        }
    }

    @Test func `a proof of another channel than the given one is refused`() async throws {
        try await SettlementScene.make { scene in
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let result = try await scene.outpace.run(
                "verify", "proof", "proof.json", "--channel-id", SignedState.channel)
            #expect(result.code == 1)
            #expect(result.errors.contains("not of"))
        }
    }

    private static let manyBalances = """
        {"\(SignedState.account)":"\(SignedState.amount)",
        "0x2fD709Bcb202192B2B56A1EA55579d6636D735F3":"4000000000000001",
        "0xF6D177C96eca310d04670f70ecCC598EfBfe7b52":"9000000000000002"}
        """
}
