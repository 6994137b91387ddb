// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Testing

@testable import Daemon

struct HomeLockTests {
    @Test func `a home is locked once, and free again when its holder is gone`() throws {
        let home = FileManager.default.temporaryDirectory
            .appending(path: "outpace-lock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        var lock: HomeLock? = try HomeLock(home: home.path())
        let error = #expect(throws: DaemonError.self) { try HomeLock(home: home.path()) }
        #expect(error?.code == .locked)
        #expect(lock != nil)
        lock = nil
        #expect(throws: Never.self) { try HomeLock(home: home.path()) }
    }

    @Test func `a home that is not there is named`() {
        let error = #expect(throws: DaemonError.self) {
            try HomeLock(home: "/nonexistent-outpace-home")
        }
        #expect(error?.message.contains("/nonexistent-outpace-home") == true)
    }
}
