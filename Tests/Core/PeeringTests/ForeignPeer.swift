// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Multistream
import Noise
import Peering
import Primitives
import Yamux

/// A dialer built of the parts, which does what it is told instead of what a session would do.
///
/// It stands for other implementations (no early agreement on the multiplexer) and for hostile
/// ones.
struct ForeignPeer {
    static let key = SessionPair.nodeKey(5)

    var session: Session
    var now = Instant(nanoseconds: 5_000_000_000)
    var multiplexer = Multiplexer(isDialer: true, limits: YamuxLimits())
    var heard: [SessionEffect] = []
    var received: [StreamID: Bytes] = [:]
    var resets: [StreamID] = []
    private var transport: TransportState?
    private var reader = NoiseFrameReader()

    /// Connects to a listening session and goes as far as open streams.
    init(multiplexers: [String], limits: SessionLimits = SessionLimits()) throws {
        session = SessionPair.session(.listener, SessionPair.listenerKey, seed: 77, limits, now)
        var handshake = SecureHandshake(
            isInitiator: true, key: Self.key, staticKeys: Self.keys(50),
            ephemeralKeys: Self.keys(51), multiplexers: multiplexers, expected: nil)
        var negotiation = MultistreamDialer(proposals: ["/noise"])
        let answer = step([.started, .received(negotiation.start())])
        _ = try negotiation.receive(answer[...])
        reader.append(step([.received(try handshake.start())]))
        guard let second = reader.next() else { return }
        let outcome = try handshake.receive(second)
        transport = outcome.completion?.transport
        let rest = step([.received(outcome.output)])
        guard multiplexers.isEmpty else {
            take(rest)
            return
        }
        var agreement = MultistreamDialer(proposals: ["/yamux/1.0.0"])
        reader.append(rest)
        reader.append(sendRaw(agreement.start()))
        var isAgreed = false
        for part in try readPlain() {
            if isAgreed {
                demultiplex(part)
            } else if case .agreed(_, let remainder) = try agreement.receive(part[...]).verdict {
                isAgreed = true
                demultiplex(remainder)
            }
        }
        flush()
    }

    static func keys(_ octet: UInt8) -> NoiseKeyPair {
        NoiseKeyPair(secret: SecretBytes(copying: Bytes(repeating: octet, count: 32)))
    }

    /// Opens a stream and proposes a protocol on it.
    mutating func open(_ name: String) -> StreamID {
        guard let id = multiplexer.open(rank: 0) else { preconditionFailure("no stream") }
        multiplexer.write(MultistreamDialer(proposals: [name]).start(), to: id)
        flush()
        return id
    }

    mutating func write(_ bytes: Bytes, to id: StreamID) {
        multiplexer.write(bytes, to: id)
        flush()
    }

    /// Sends frames the multiplexer would not.
    mutating func sendFrames(_ bytes: Bytes) { take(sendRaw(bytes)) }

    mutating func flush() {
        while multiplexer.hasOutput { take(sendRaw(multiplexer.takeOutput(upTo: 65_519))) }
    }

    /// Moves time on to each deadline of the session up to the end.
    mutating func advance(by duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = session.nextDeadline, next <= end {
            now = max(now, next)
            take(step([.woke]))
            flush()
        }
        now = end
    }

    private mutating func sendRaw(_ plaintext: Bytes) -> Bytes {
        var wire: Bytes = []
        do throws(NoiseFault) {
            try transport?.seal(plaintext[...], appendingTo: &wire)
        } catch {
            preconditionFailure("cannot seal: \(error)")
        }
        return step([.received(wire)])
    }

    private mutating func step(_ inputs: [SessionInput]) -> Bytes {
        var output: Bytes = []
        for effect in session.step(inputs, at: now) {
            if case .write(let bytes) = effect { output += bytes } else { heard.append(effect) }
        }
        return output
    }

    private mutating func take(_ bytes: Bytes) {
        reader.append(bytes)
        do throws(NoiseFault) {
            for part in try readPlain() { demultiplex(part) }
        } catch {
            preconditionFailure("cannot open: \(error)")
        }
    }

    private mutating func readPlain() throws(NoiseFault) -> [Bytes] {
        var parts: [Bytes] = []
        while let frame = reader.next() {
            if let part = try transport?.open(frame) { parts.append(part) }
        }
        return parts
    }

    private mutating func demultiplex(_ bytes: Bytes) {
        for event in multiplexer.receive(bytes[...]) {
            switch event {
            case .received(let id, let part):
                received[id, default: []] += part
                multiplexer.consume(part.count, of: id, at: now)
            case .reset(let id, _, _): resets.append(id)
            case .opened, .finished, .ponged, .wentAway, .failed: continue
            }
        }
    }
}
