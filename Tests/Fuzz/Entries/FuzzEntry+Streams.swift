// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Multistream
import Noise
import Peering
import Primitives
import Yamux

extension FuzzEntry {
    /// Frames of a peer, in as many pieces as the first octet says; what they bring is dealt with
    /// after each piece, when the multiplexer has read all of it.
    static let yamux = FuzzEntry("yamux") {
        sampleFrames
    } run: { bytes in
        var multiplexer = Multiplexer(isDialer: false, limits: YamuxLimits())
        var outputCount = 0
        for piece in pieces(of: bytes) {
            for event in multiplexer.receive(piece) {
                switch event {
                case .failed: return
                case .opened(let id): multiplexer.write([1, 2, 3], to: id)
                case .received(let id, let part):
                    multiplexer.consume(part.count, of: id, at: .zero)
                case .finished(let id): multiplexer.finish(id)
                case .reset, .ponged, .wentAway: break
                }
            }
            while multiplexer.hasOutput { outputCount += multiplexer.takeOutput(upTo: 4_096).count }
            precondition(outputCount <= 4_096 + bytes.count * 8, "amplified")
        }
    }

    /// The same frames, from a dialer that a session has just let in.
    static let session = FuzzEntry("session") {
        sampleFrames
    } run: { bytes in
        var (session, transport) = established
        var now = beginning
        for piece in pieces(of: bytes) {
            var wire: Bytes = []
            guard (try? transport.seal(piece, appendingTo: &wire)) != nil else { return }
            _ = session.step(.received(wire), at: now)
            now = session.nextDeadline ?? now
            _ = session.step(.woke, at: now)
        }
        _ = session.step(.aborted, at: now)
        precondition(session.isFinished, "what was aborted goes on")
    }

    private static let beginning = Instant(nanoseconds: 1_000_000_000)

    /// A session that listens, right after the handshake, and what its dialer seals with.
    private static let established: (Session, TransportState) = {
        var session = Session(
            role: .listener, key: otherKey, limits: SessionLimits(), agent: "outpace/fuzz",
            listenAddresses: [], observedAddress: nil,
            secrets: SessionSecrets(
                staticSecret: SecretBytes(copying: Bytes(repeating: 21, count: 32)),
                ephemeralSecret: SecretBytes(copying: Bytes(repeating: 22, count: 32)), seed: 1),
            now: beginning)
        var dialer = handshake(isInitiator: true, number: 3)
        var reader = NoiseFrameReader()
        let negotiation = MultistreamDialer(proposals: ["/noise"]).start()
        do throws(NoiseFault) {
            _ = session.step([.started, .received(negotiation)], at: beginning)
            for effect in session.step(.received(try dialer.start()), at: beginning) {
                if case .write(let bytes) = effect { reader.append(bytes) }
            }
            if let second = reader.next() {
                let outcome = try dialer.receive(second)
                _ = session.step(.received(outcome.output), at: beginning)
                if let completion = outcome.completion, session.isEstablished {
                    return (session, completion.transport)
                }
            }
        } catch {
            preconditionFailure("the handshake failed: \(error)")
        }
        preconditionFailure("the session is not established")
    }()

    /// Cuts octets into one to four pieces of like length, as the first of them says.
    private static func pieces(of bytes: Bytes) -> [ArraySlice<UInt8>] {
        guard let first = bytes.first else { return [] }
        let rest = bytes.dropFirst()
        let count = max(1, rest.count / (1 + Int(first & 3)) + 1)
        return stride(from: rest.startIndex, to: rest.endIndex, by: count).map { start in
            rest[start..<min(rest.endIndex, start + count)]
        }
    }

    private static var sampleFrames: [Bytes] {
        var mixed: Bytes = [1]
        FrameHeader(.data, .open, stream: StreamID(1), length: 3).append(to: &mixed)
        mixed += [1, 2, 3]
        FrameHeader(.windowUpdate, .finish, stream: StreamID(1), length: 70_000).append(to: &mixed)
        FrameHeader(.ping, .open, stream: StreamID(0), length: 9).append(to: &mixed)
        var lanes: Bytes = [0]
        let names = ["/outpace/channel/1", "/meshsub/1.1.0", "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0"]
        for (index, name) in names.enumerated() {
            let id = StreamID(UInt32(index * 2 + 1))
            let proposal = MultistreamDialer(proposals: [name]).start() + [2, 8, 1]
            FrameHeader(.data, .open, stream: id, length: UInt32(proposal.count))
                .append(to: &lanes)
            lanes += proposal
        }
        return [mixed, lanes, reopening]
    }

    /// Many streams that end at once, and the first of them again.
    private static var reopening: Bytes {
        var frames: Bytes = [0]
        FrameHeader(.data, .open, stream: StreamID(1), length: 1).append(to: &frames)
        frames.append(7)
        FrameHeader(.windowUpdate, .reset, stream: StreamID(1), length: 0).append(to: &frames)
        for number in 1...512 {
            let id = StreamID(UInt32(number * 2 + 1))
            FrameHeader(.windowUpdate, .open, stream: id, length: 0).append(to: &frames)
            FrameHeader(.windowUpdate, .reset, stream: id, length: 0).append(to: &frames)
        }
        FrameHeader(.windowUpdate, .open, stream: StreamID(1), length: 0).append(to: &frames)
        return frames
    }
}
