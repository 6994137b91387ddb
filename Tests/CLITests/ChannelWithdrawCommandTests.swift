// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Withdrawing from the ledger with a node's proof.
@Suite struct ChannelWithdrawCommandTests {
    @Test func `a balance is paid, and after that only what was added`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            for (amount, paid) in [(300, "300"), (300, "0"), (410, "110")] as [(UInt64, String)] {
                try scene.outpace.write(try scene.proof(amount: amount), to: "proof.json")
                let result = try await scene.withdraw("--json")
                #expect(result.code == 0, "\(result.errors)")
                #expect(try result.json()["paid"]?.string == paid)
                #expect(try result.json()["withdrawn"]?.string == "\(amount)")
            }
        }
    }

    @Test func `for people what was paid is a line`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let result = try await scene.withdraw()
            #expect(result.output.contains("paid        300\n"))
        }
    }

    @Test func `the proof comes from a node`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            let server = try FixedServer(answer: try scene.proof(amount: 300))
            defer { server.close() }
            let result = try await scene.outpace.run(
                "channel", "withdraw", "--api", server.origin, "--channel-id",
                scene.id, "--ledger", "sqlite:ledger.db", "--key", "earner.key",
                "--json")
            #expect(result.code == 0, "\(result.errors)")
            #expect(try result.json()["paid"]?.string == "300")
            let earner = try SettlementScene.account(SettlementScene.earner)
            #expect(server.asked == ["/channel/\(scene.id)/proof/\(earner)"])
        }
    }

    @Test func `a node's refusal is passed on`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            let server = try FixedServer(
                status: "404 Not Found", answer: #"{"message":"has no balance"}"#)
            defer { server.close() }
            let result = try await scene.outpace.run(
                "channel", "withdraw", "--api", server.origin, "--channel-id",
                scene.id, "--ledger", "sqlite:ledger.db", "--key", "earner.key")
            #expect(result.code == 1)
            #expect(result.errors.contains("has no balance"))
        }
    }

    @Test(arguments: [
        (#""amount":"300""#, #""amount":"301""#, "does not lead"),
        (#""proof":["#, #""proof":[1,"#, "no hash"),
        (#""stateRoot":"0x"#, #""stateRoot":"0x0"#, "stateRoot"),
        (#""channelId":"0x"#, #""channelId":"0x0"#, "channelId"),
        (#""balanceRoot""#, #""root""#, "balanceRoot"),
        (#""signatures":["0x"#, #""signatures":["0x00"#, "malformed"),
        (#""signatures""#, #""signers""#, "missing"),
    ]) func `what does not add up is refused before the ledger is called`(
        old: String, new: String, reason: String
    ) async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            let proof = try scene.proof(amount: 300)
            let changed = proof.replacingOccurrences(of: old, with: new)
            #expect(changed != proof)
            try scene.outpace.write(changed, to: "proof.json")
            let result = try await scene.withdraw()
            #expect(result.code == 1)
            #expect(result.errors.contains(reason), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    /// Validators that the node names, those that signed, and why that is not enough.
    private static let weakSignatures: [([UInt8], Set<UInt8>, String)] = [
        ([1, 2, 3], [2, 3], "did not sign"), ([1, 2, 3], [1], "1 of 3"),
        ([7, 8, 9], [7, 8, 9], "is no validator of the channel"),
    ]

    @Test(arguments: weakSignatures) func `who must have signed is what the ledger says`(
        validators: [UInt8], signers: Set<UInt8>, reason: String
    ) async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            try scene.outpace.write(
                try scene.proof(amount: 300, validators: validators, signers: signers),
                to: "proof.json")
            let result = try await scene.withdraw()
            #expect(result.code == 1)
            #expect(result.errors.contains(reason), "\(result.errors)")
        }
    }

    @Test func `what only the ledger knows it refuses`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            _ = try await scene.withdraw()
            try scene.outpace.write(try scene.proof(amount: 299), to: "proof.json")
            let older = try await scene.withdraw("--json")
            #expect(older.code == 1)
            #expect(try older.json()["error"]?.string == "AMOUNT_BELOW_WITHDRAWN")
            try scene.outpace.write(try scene.proof(amount: 1_001), to: "proof.json")
            let larger = try await scene.withdraw()
            #expect(larger.code == 1)
            #expect(larger.errors.contains("WITHDRAWING_MORE_THAN_CHANNEL"))
        }
    }

    @Test func `after the end it is EXPIRED`() async throws {
        try await SettlementScene.make(isOver: true) { scene in
            try await scene.open()
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let result = try await scene.withdraw()
            #expect(result.code == 1)
            #expect(result.errors.contains("EXPIRED"))
        }
    }

    @Test func `a ledger that is not there is not made`() async throws {
        try await SettlementScene.make { scene in
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let result = try await scene.withdraw()
            #expect(result.code == 1)
            #expect(result.errors.contains("there is no ledger"))
            #expect(!FileManager.default.fileExists(atPath: "\(scene.outpace.folder)/ledger.db"))
        }
    }

    @Test func `another account needs its own key`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let other = try SettlementScene.account(61)
            let result = try await scene.withdraw("--account", other)
            #expect(result.code == 1)
            #expect(result.errors.contains(other))
            let own = try SettlementScene.account(SettlementScene.earner)
            let paid = try await scene.withdraw("--account", own)
            #expect(paid.code == 0)
        }
    }

    @Test func `without a source for the proof it is wrong usage`() async throws {
        try await SettlementScene.make { scene in
            let result = try await scene.outpace.run(
                "channel", "withdraw", "--channel-id", scene.id, "--ledger",
                "sqlite:ledger.db", "--key", "earner.key")
            #expect(result.code == 64)
        }
    }

    @Test func `processes that withdraw at once are paid once`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            try scene.outpace.write(try scene.proof(amount: 300), to: "proof.json")
            let paid = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await scene.withdraw("--json").json()["paid"]?.string }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(paid.compactMap(\.self).sorted() == ["0", "0", "0", "300"])
        }
    }

    @Test func `what was paid is listed`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            for amount in [300, 410] as [UInt64] {
                try scene.outpace.write(try scene.proof(amount: amount), to: "proof.json")
                _ = try await scene.withdraw()
            }
            let listed = try await scene.outpace.succeed(
                "channel", "withdrawals", "--ledger", "sqlite:ledger.db", "--channel-id",
                scene.id, "--json"
            ).json()
            let records = listed["withdrawals"]?.array ?? []
            #expect(records.map { $0.object?["paid"]?.string } == ["300", "110"])
            #expect(listed["remaining"]?.string == "590")
            let lines = try await scene.outpace.succeed(
                "channel", "withdrawals", "--ledger", "sqlite:ledger.db"
            ).output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.last?.hasSuffix(" 110") == true)
        }
    }
}
