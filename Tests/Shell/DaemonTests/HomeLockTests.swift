// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Testing

@testable import Daemon

struct HomeLockTests {
    private static func withHome(_ body: (String) async throws -> Void) async throws {
        let home = FileManager.default.temporaryDirectory
            .appending(path: "outpace-lock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        try await body(home.path())
    }

    @Test func `a home is locked once, and free again when its holder is gone`() async throws {
        try await Self.withHome { home in
            var lock: HomeLock? = try await HomeLock.take(home: home)
            let error = await #expect(throws: DaemonError.self) {
                try await HomeLock.take(home: home, patience: .milliseconds(50))
            }
            #expect(error?.code == .locked)
            #expect(lock != nil)
            lock = nil
            _ = try await HomeLock.take(home: home, patience: .seconds(60))
        }
    }

    @Test func `a holder that ends is waited for`() async throws {
        try await Self.withHome { home in
            var lock: HomeLock? = try await HomeLock.take(home: home)
            #expect(lock != nil)
            async let next = HomeLock.take(home: home, patience: .seconds(60))
            lock = nil
            _ = try await next
        }
    }

    @Test func `a home that is not there is named`() async {
        let error = await #expect(throws: DaemonError.self) {
            try await HomeLock.take(home: "/nonexistent-outpace-home")
        }
        #expect(error?.message.contains("/nonexistent-outpace-home") == true)
    }
}
