// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Ending a campaign from the command line; what a node makes of it is tried with processes.
@Suite struct ChannelCloseCommandTests {
    private func close(
        _ scene: SettlementScene, _ more: String...
    ) async throws -> Executable.Result {
        try await scene.outpace.run(
            ["channel", "close", "--channel-id", scene.id, "--key", "creator.key", "--json"] + more)
    }

    @Test func `one validator that takes it is enough`() async throws {
        try await SettlementScene.make { scene in
            let address = try SettlementScene.account(1)
            let good = try FixedServer(answer: #"{"address":"\#(address)","success":true}"#)
            defer { good.close() }
            let bad = try FixedServer(
                status: "503 Service Unavailable", answer: #"{"message":"try again"}"#)
            defer { bad.close() }
            let result = try await close(scene, "--api", bad.origin, "--api", good.origin)
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("try again"))
            #expect(try result.json()["taken"]?.uint64 == 1)
            #expect(good.asked == ["/cfg", "/channel/\(scene.id)/events"])
        }
    }

    @Test func `that nobody takes it is a failure with everybody's reason`() async throws {
        try await SettlementScene.make { scene in
            let bad = try FixedServer(status: "403 Forbidden", answer: #"{"message":"not you"}"#)
            defer { bad.close() }
            let result = try await close(scene, "--api", bad.origin)
            #expect(result.code == 1)
            #expect(result.errors.contains("not you"))
        }
    }
}
