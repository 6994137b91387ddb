// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Outpace
import Primitives
import Testing

extension HostileSuite.Strangers {
    /// Peers that ask for much and take nothing.
    @Suite(.serialized)
    struct SlowReaders {
        private static let kernelBuffer = 4 * 1024

        @Test func `twenty peers that never read cost a bounded sum`() async throws {
            // Each may hold 512 KiB on its way to the kernel, 48 KiB of answers and its streams.
            let toll = Toll(rounds: 1, growthLimit: 8 << 20, peakLimit: 24 << 20)
            try await withstand(toll) { victims in
                var sessions: [RawSession] = []
                for _ in 0..<20 {
                    let session = try await victims.session(receiveBuffer: Self.kernelBuffer)
                    let gossip = try #require(try await RawGossip(session))
                    try await gossip.subscribe([victims.closed.topic, victims.shared.topic])
                    try await gossip.graft([victims.closed.topic, victims.shared.topic])
                    await session.connection.stopReading()
                    sessions.append(session)
                }
                for session in sessions { try await ask(session) }
                try await hold(sessions[0])
                for session in sessions { session.close() }
            }
        }

        @Test(.enabled(if: HostileSuite.isFull, "takes 40 seconds"))
        func `a peer that never reads is let go of`() async throws {
            try await withstand(Toll(rounds: 0, counts: .session("pingTimeout"))) { victims in
                let session = try await victims.session(receiveBuffer: Self.kernelBuffer)
                try await ask(session)
                session.manners.answersPings = false
                #expect(try await session.ends(within: .seconds(45)))
            }
        }

        @Test(.enabled(if: HostileSuite.isFull, "takes 12 seconds"))
        func `connections that stop in the handshake are let go of`() async throws {
            try await withstand(Toll(rounds: 0, counts: .handshake("handshakeTimeout"))) {
                victims in
                let connection = try await RawConnection.open(port: victims.port)
                await connection.send(Bytes(ConnectionFloods.opening.prefix(96)))
                #expect(await connection.ends(within: .seconds(15)))
            }
        }

        /// Two hundred times who the victim is, and three thousand pings.
        private func ask(_ session: RawSession) async throws {
            var frames: Bytes = []
            for _ in 0..<200 {
                let stream = session.takeStreamNumber()
                frames += RawFrame(RawFrame.Kind.window, RawFrame.Flag.open, stream: stream).bytes
                let words = RawHandshake.multistream + identify
                frames += RawFrame(words, stream: stream).bytes
            }
            for value in 0..<3_000 {
                frames +=
                    RawFrame(
                        RawFrame.Kind.ping, RawFrame.Flag.open, stream: 0, length: UInt32(value)
                    ).bytes
            }
            try await session.send(plaintext: frames, within: .seconds(1))
        }

        private var identify: Bytes {
            let name = Bytes("/ipfs/id/1.0.0\n".utf8)
            return [UInt8(name.count)] + name
        }

        private func hold(_ session: RawSession) async throws {
            let time: Duration = HostileSuite.isFull ? .seconds(30) : .seconds(1)
            try await session.attend(until: { _ in false }, within: time)
        }
    }
}
