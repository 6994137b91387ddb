// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Opening a channel, and taking back what is left of it.
@Suite struct ChannelOpenCommandTests {
    private func open(
        _ scene: SettlementScene, key: String = "creator.key", _ more: String...
    ) async throws -> Executable.Result {
        try await scene.outpace.run(
            ["channel", "open", "channel.json", "--ledger", "sqlite:ledger.db", "--key", key] + more
        )
    }

    private func takeRest(
        _ scene: SettlementScene, key: String = "creator.key", _ more: String...
    ) async throws -> Executable.Result {
        try await scene.outpace.run(
            [
                "channel", "withdraw-expired", "--channel-id", scene.id,
                "--ledger", "sqlite:ledger.db", "--key", key,
            ] + more)
    }

    @Test func `a channel is opened by its creator`() async throws {
        try await SettlementScene.make { scene in
            let opened = try await open(scene, "--json")
            #expect(opened.code == 0, "\(opened.errors)")
            let document = try opened.json()
            #expect(document["channelId"]?.string == scene.id)
            #expect(document["deposit"]?.string == "1000")
            let listed = try await scene.outpace.succeed(
                "channel", "withdrawals", "--ledger", "sqlite:ledger.db", "--channel-id",
                scene.id, "--json")
            #expect(try listed.json()["remaining"]?.string == "1000")
        }
    }

    @Test func `for people the id is printed`() async throws {
        try await SettlementScene.make { scene in
            let opened = try await open(scene)
            #expect(opened.output.contains("channelId   \(scene.id)\n"))
            #expect(opened.output.contains("deposit     1000\n"))
        }
    }

    @Test func `another's key is INVALID_CREATOR`() async throws {
        try await SettlementScene.make { scene in
            let refused = try await open(scene, key: "earner.key", "--json")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("INVALID_CREATOR"))
            #expect(try refused.json()["error"]?.string == "INVALID_CREATOR")
        }
    }

    @Test func `a second opening is INVALID_STATE`() async throws {
        try await SettlementScene.make { scene in
            _ = try await open(scene)
            let refused = try await open(scene)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("INVALID_STATE"))
            #expect(refused.output.isEmpty)
        }
    }

    @Test func `a channel that has ended is INVALID_CHANNEL`() async throws {
        try await SettlementScene.make(isOver: true) { scene in
            let refused = try await open(scene)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("INVALID_CHANNEL"))
        }
    }

    @Test func `a home stands for its ledger and its key`() async throws {
        try await SettlementScene.make { scene in
            let home = scene.outpace.folder + "/home"
            try FileManager.default.createDirectory(
                atPath: home, withIntermediateDirectories: false)
            try scene.outpace.write(
                "chain: {url: \"sqlite:../shared.db\"}\n", to: "home/config.yaml")
            try scene.outpace.write(
                try scene.outpace.read("creator.key"), to: "home/validator.key")
            let opened = try await scene.outpace.run(
                "channel", "open", "channel.json", "--home", "home")
            #expect(opened.code == 0, "\(opened.errors)")
            let listed = try await scene.outpace.run(
                "channel", "withdrawals", "--ledger", "sqlite:shared.db")
            #expect(listed.code == 0)
        }
    }

    @Test func `the rest goes back to the creator, once`() async throws {
        try await SettlementScene.make(isOver: true) { scene in
            try await scene.open()
            let paid = try await takeRest(scene, "--json")
            #expect(paid.code == 0, "\(paid.errors)")
            #expect(try paid.json()["paid"]?.string == "1000")
            let refused = try await takeRest(scene)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("INVALID_STATE"))
        }
    }

    @Test func `the rest does not go to others`() async throws {
        try await SettlementScene.make(isOver: true) { scene in
            try await scene.open()
            let refused = try await takeRest(scene, key: "earner.key")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("INVALID_CREATOR"))
        }
    }

    @Test func `the rest is not paid before the end`() async throws {
        try await SettlementScene.make { scene in
            try await scene.open()
            let refused = try await takeRest(scene)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("NOT_EXPIRED"))
        }
    }

    @Test(arguments: [
        ["--key", "creator.key"], ["--ledger", "ledger.db", "--key", "creator.key"],
        ["--ledger", "sqlite:", "--key", "creator.key"], ["--ledger", "sqlite:ledger.db"],
        ["--ledger", "sqlite:ledger.db", "--home", ".", "--key", "creator.key"],
    ]) func `without one ledger and a key it is wrong usage`(arguments: [String]) async throws {
        try await SettlementScene.make { scene in
            let refused = try await scene.outpace.run(
                ["channel", "open", "channel.json"] + arguments)
            #expect(refused.code == 64)
            #expect(!FileManager.default.fileExists(atPath: "\(scene.outpace.folder)/ledger.db"))
        }
    }
}
