// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import Testing

extension InteropSuite {
    /// The contract of libp2p's transport tests, with a real redis between the sides.
    @Suite(.enabled(if: ForeignPeers.hasRedis, "there is no redis-server: Tests/Interop/setup"))
    struct TransportContractTests {
        /// Who takes part.
        enum Side: String, CaseIterable, Sendable {
            case outpace
            case py = "py-libp2p"
        }

        @Test(arguments: Side.allCases, Side.allCases)
        func `the dialer pings the listener`(dialer: Side, listener: Side) async throws {
            try await onStage { stage in
                let redis = try await stage.foreign("redis", driver: "redis_server.py")
                let told = try await redis.first("listening")
                let address = try #require(told["address"]?.string)
                let listening = try Self.start(listener, isDialer: false, address, stage)
                defer { listening.end() }
                let dialling = try Self.start(dialer, isDialer: true, address, stage)
                defer { dialling.end() }
                do {
                    let line = try await dialling.anything(within: .seconds(40))
                    let whole = Double(line["handshakePlusOneRTTMillis"]?.number ?? "")
                    let ping = Double(line["pingRTTMilllis"]?.number ?? "")
                    #expect(try #require(whole) >= (try #require(ping)))
                } catch {
                    print(listening.story, dialling.story)
                    throw error
                }
            }
        }

        private static func start(
            _ side: Side, isDialer: Bool, _ redis: String, _ stage: Stage
        ) throws -> Puppet {
            var environment = Stage.environment
            environment["transport"] = "tcp"
            environment["muxer"] = "yamux"
            environment["security"] = "noise"
            environment["is_dialer"] = "\(isDialer)"
            environment["ip"] = "127.0.0.1"
            environment["redis_addr"] = redis
            environment["test_timeout_seconds"] = "60"
            let name = "\(side.rawValue) \(isDialer ? "dialer" : "listener")"
            switch side {
            case .outpace:
                return try Puppet(
                    name, program: ForeignPeers.built("InteropPeer"), arguments: [],
                    environment: environment, folder: stage.folder)
            case .py:
                let driver = ForeignPeers.drivers.appending(path: "transport_test.py").path()
                return try Puppet(
                    name, program: ForeignPeers.python, arguments: [driver],
                    environment: environment, folder: stage.folder)
            }
        }
    }
}
