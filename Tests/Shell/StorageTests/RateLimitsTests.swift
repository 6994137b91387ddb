// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Outpace
import Primitives
import Testing

@testable import Storage

@Suite struct RateLimitsTests {
    private func limit(_ number: UInt8, until: UInt64) throws -> RateLimit {
        let bytes = Bytes(repeating: number, count: 32)
        return RateLimit(
            key: try #require(Digest(bytes: bytes)), channel: try #require(ChannelID(bytes: bytes)),
            until: Timestamp(milliseconds: until))
    }

    private func at(_ milliseconds: UInt64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test func `limits are there after a crash`() async throws {
        let folder = try TemporaryFolder()
        let limits = try RateLimits(path: folder.file())
        let (first, second) = (try limit(1, until: 100), try limit(2, until: 200))
        try await limits.save([first, second], at: at(0))
        let copy = try RateLimits(path: folder.copy(as: "copy.db"))
        #expect(try await copy.load(at: at(0)) == [first, second])
        #expect(try await copy.load(at: at(100)) == [second])
    }

    @Test func `ended limits are removed`() async throws {
        let folder = try TemporaryFolder()
        let limits = try RateLimits(path: folder.file())
        for number in 0..<200 as Range<UInt8> {
            try await limits.save(
                [try limit(number, until: UInt64(number) + 1)], at: at(UInt64(number)))
        }
        #expect(try await limits.load(at: at(0)).count == 1)
    }

    @Test func `only the use that is given back is removed`() async throws {
        let folder = try TemporaryFolder()
        let limits = try RateLimits(path: folder.file())
        try await limits.save([try limit(1, until: 200)], at: at(0))
        try await limits.remove([try limit(1, until: 100)])
        #expect(try await limits.load(at: at(0)).count == 1)
        try await limits.remove([try limit(1, until: 200)])
        #expect(try await limits.load(at: at(0)).isEmpty)
    }

    @Test func `many at once are all stored`() async throws {
        let folder = try TemporaryFolder()
        let limits = try RateLimits(path: folder.file())
        try await withThrowingTaskGroup { group in
            for number in 0..<200 as Range<UInt8> {
                let limit = try limit(number, until: .max)
                group.addTask { try await limits.save([limit], at: Timestamp(milliseconds: 0)) }
            }
            try await group.waitForAll()
        }
        try await limits.close()
        let again = try RateLimits(path: folder.file())
        #expect(try await again.load(at: at(0)).count == 200)
    }

    @Test func `a file of another program is refused`() throws {
        let folder = try TemporaryFolder()
        try NodeDatabase.create(at: folder.file()).close()
        #expect(throws: StorageError.self) { try RateLimits(path: folder.file()) }
    }
}
