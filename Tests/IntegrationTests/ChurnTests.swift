// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import ProcessHarness
import Testing

extension IntegrationSuite {
    @Suite(.serialized)
    struct ChurnTests {
        @Test func `killed, stalled and visited, a network pays every event once`() throws {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "outpace-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let outcome = try Program.run([
                "testnet", "--validators", "4", "--channels", "2", "--output", folder.path(),
                "--base-port", "\(FreePorts.base(forNodes: 4))", "--churn", "15s",
                "--stall", "500ms", "--json",
            ])
            let report = try JSONParser.parse(Bytes(outcome.output.utf8), limits: .standard).object
            #expect(outcome.code == 0, "\(outcome.errors) \(outcome.output)")
            #expect(report?["faults"]?.array?.isEmpty == true)
            let acknowledged = try #require(report?["acknowledged"]?.uint64)
            #expect(acknowledged > 0)
            #expect(
                report?["paid"]?.array?.compactMap(\.uint64) == [
                    acknowledged, acknowledged, acknowledged, acknowledged,
                ])
        }
    }
}
