// This source file is part of the Outpace project. License: see LICENSE.

import Noise
import Primitives
import Testing

extension HostileSuite.Strangers {
    /// Proven peers that break the rules of the secured frames and of the multiplexer.
    @Suite(.serialized)
    struct SessionAttacks {
        typealias Kind = RawFrame.Kind
        typealias Flag = RawFrame.Flag

        @Test func `a forged ciphertext ends the session`() async throws {
            try await withstand(Toll(counts: .session("authenticationFailed"))) { victims in
                let session = try await victims.session()
                _ = try await RawGossip(session)
                await session.connection.send(NoiseFraming.frame(Bytes(repeating: 1, count: 64)))
                #expect(try await session.ends(within: .seconds(3)))
            }
        }

        @Test(arguments: [0, 1, 15]) func `a frame shorter than its tag ends the session`(
            count: Int
        ) async throws {
            try await withstand(Toll(counts: .session("authenticationFailed"))) { victims in
                let session = try await victims.session()
                _ = try await RawGossip(session)
                await session.connection.send(
                    NoiseFraming.frame(Bytes(repeating: 1, count: count)))
                #expect(try await session.ends(within: .seconds(3)))
            }
        }

        @Test func `a session that stops in the middle of a frame holds nothing`() async throws {
            try await withstand(Toll(rounds: 3, growthLimit: 4 << 20)) { victims in
                for _ in 0..<20 {
                    let session = try await victims.session()
                    _ = try await RawGossip(session)
                    await session.connection.send(
                        [0xff, 0xff] + Bytes(repeating: 1, count: 60_000))
                    session.close()
                }
            }
        }

        @Test func `half a header and half a message are let go of with the session`() async throws
        {
            try await withstand(Toll(growthLimit: 4 << 20)) { victims in
                for _ in 0..<20 {
                    let session = try await victims.session()
                    let gossip = try #require(try await RawGossip(session))
                    // A message of a megabyte of which a hundred thousand octets come.
                    let half = [0x80, 0x80, 0x40] + Bytes(repeating: 0x0a, count: 100_000)
                    try await session.write(half, on: gossip.stream)
                    try await session.send(plaintext: [0, 0, 0, 0, 0])
                    session.close()
                }
            }
        }

        /// One frame, or a few, that no honest peer sends.
        static let faults: [String: [RawFrame]] = [
            "an opening with data over the window": [
                RawFrame(Kind.data, Flag.open, stream: 1, length: 256 * 1024 + 1)
            ],
            "an opening with data of 4 GiB": [
                RawFrame(Kind.data, Flag.open, stream: 1, length: .max)
            ],
            "credit of 2^32-1 twice": [
                RawFrame(Kind.window, Flag.open, stream: 1),
                RawFrame(Kind.window, stream: 1, length: .max),
                RawFrame(Kind.window, stream: 1, length: .max),
            ],
            "an opening with credit of 2^32-1": [
                RawFrame(Kind.window, Flag.open, stream: 1, length: .max)
            ],
            "data over the window": [
                RawFrame(Kind.window, Flag.open, stream: 1),
                RawFrame(Kind.data, stream: 1, length: 256 * 1024 + 1),
            ],
            "data for stream zero": [RawFrame([1], stream: 0)],
            "credit for stream zero": [RawFrame(Kind.window, stream: 0, length: 1)],
            "an opening with the other side's number": [
                RawFrame(Kind.window, Flag.open, stream: 2)
            ],
            "an opening of an open stream": [
                RawFrame(Kind.window, Flag.open, stream: 1),
                RawFrame(Kind.window, Flag.open, stream: 1),
            ],
            "an opening of a closed stream": [
                RawFrame(Kind.window, Flag.open, stream: 1),
                RawFrame(Kind.window, Flag.reset, stream: 1),
                RawFrame(Kind.window, Flag.open, stream: 1),
            ],
            "an opening of a stream closed 512 streams ago": reopening,
            "data for a stream nobody opened": [RawFrame([1], stream: 99)],
            "a ping that names a stream": [RawFrame(Kind.ping, Flag.open, stream: 1, length: 1)],
            "a farewell that names a stream": [RawFrame(Kind.goAway, stream: 1)],
            "a kind that does not exist": [RawFrame(4, stream: 1)],
            "a version that does not exist": [future],
        ]

        /// Octets of a stream that is gone by the time they are looked at, and its number again.
        static var reopening: [RawFrame] {
            let passed = (1...512).flatMap { number in
                let stream = UInt32(number * 2 + 1)
                return [
                    RawFrame(Kind.window, Flag.open, stream: stream),
                    RawFrame(Kind.window, Flag.reset, stream: stream),
                ]
            }
            let first = [
                RawFrame([7], Flag.open, stream: 1), RawFrame(Kind.window, Flag.reset, stream: 1),
            ]
            return first + passed + [RawFrame(Kind.window, Flag.open, stream: 1)]
        }

        static var future: RawFrame {
            var frame = RawFrame(Kind.ping, Flag.open, stream: 0)
            frame.version = 1
            return frame
        }

        @Test func `every fault of the multiplexer ends the session with a protocol error`()
            async throws
        {
            try await withstand(Toll(counts: .session("windowExceeded"))) { victims in
                for (name, frames) in Self.faults.sorted(by: { $0.key < $1.key }) {
                    let session = try await victims.session()
                    try await session.attend(until: { $0.gossipStream != nil }, within: .seconds(3))
                    try await session.send(plaintext: frames.flatMap(\.bytes))
                    #expect(try await session.ends(within: .seconds(3)), "\(name)")
                    #expect(session.farewell == 1, "\(name)")
                }
            }
        }

        @Test func `streams over the limit are refused one by one`() async throws {
            try await withstand { victims in
                let session = try await victims.session()
                for _ in 0..<300 {
                    try await session.send(
                        RawFrame(Kind.window, Flag.open, stream: session.takeStreamNumber()))
                }
                try await session.attend(until: { $0.resets.count >= 44 }, within: .seconds(3))
                #expect(session.resets.count == 44)
                try await session.send(RawFrame(Kind.ping, Flag.open, stream: 0, length: 7))
                #expect(try await session.attend(until: { $0.pongCount > 0 }, within: .seconds(3)))
                session.close()
            }
        }

        @Test func `a flood of streams ends the session`() async throws {
            try await withstand(Toll(counts: .session("streamFlood"))) { victims in
                let session = try await victims.session()
                let frames = (0..<1_400).map { _ in
                    RawFrame(Kind.window, Flag.open, stream: session.takeStreamNumber())
                }
                try await session.send(plaintext: frames.flatMap(\.bytes))
                #expect(try await session.ends(within: .seconds(3)))
            }
        }

        @Test func `streams opened and reset at once cost nobody else anything`() async throws {
            try await withstand { victims in
                let session = try await victims.session()
                for _ in 0..<HostileSuite.size(40, full: 400) where !session.isEnded {
                    let frames = (0..<250).flatMap { _ in
                        let stream = session.takeStreamNumber()
                        return RawFrame(Kind.window, Flag.open, stream: stream).bytes
                            + RawFrame(Kind.window, Flag.reset, stream: stream).bytes
                    }
                    try await session.send(plaintext: frames)
                    try await session.attend(until: { _ in false }, within: .milliseconds(1))
                }
                session.close()
            }
        }

        @Test func `pings without end that nobody reads the answers of end the session`()
            async throws
        {
            let toll = Toll(peakLimit: 12 << 20, counts: .session("controlFlood"))
            try await withstand(toll) { victims in
                let session = try await victims.session()
                _ = try await RawGossip(session)
                let pings = (0..<5_000).flatMap {
                    RawFrame(Kind.ping, Flag.open, stream: 0, length: $0).bytes
                }
                var isTaken = true
                // Until the kernel's buffers are full and the victim's bound is reached.
                for _ in 0..<1_000 where isTaken && !session.connection.isEnded {
                    isTaken = try await session.send(plaintext: pings, within: .seconds(1))
                }
                #expect(await session.connection.ends(within: .seconds(3)))
            }
        }

        @Test func `data after the end of a stream ends that stream, and in numbers the session`()
            async throws
        {
            try await withstand(Toll(counts: .session("tooManyStreamFaults"))) { victims in
                let session = try await victims.session()
                for _ in 0..<33 {
                    let stream = session.takeStreamNumber()
                    try await session.send(
                        RawFrame(Kind.window, Flag.open, stream: stream),
                        RawFrame(Kind.window, Flag.finish, stream: stream),
                        RawFrame([1], stream: stream))
                }
                #expect(try await session.ends(within: .seconds(3)))
            }
        }

        @Test func `streams that negotiate nonsense end the session in numbers`() async throws {
            try await withstand(Toll(counts: .session("tooManyStreamFaults"))) { victims in
                let session = try await victims.session()
                for _ in 0..<33 {
                    let stream = session.takeStreamNumber()
                    try await session.send(
                        RawFrame(Kind.window, Flag.open, stream: stream),
                        RawFrame(Bytes(repeating: 0xff, count: 2_000), stream: stream))
                }
                #expect(try await session.ends(within: .seconds(3)))
            }
        }
    }
}
