// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Multistream
import Noise
import Peering
import Primitives
import Wire
import Yamux

/// A listener built of the parts that names no multiplexer in its handshake, as py-libp2p does, and
/// that answers whatever it is told to.
struct ForeignListener {
    var session: Session
    var heard: [SessionEffect] = []
    var roundTripCount = 1
    /// Whether anything was answered with a refusal.
    var answersRefusal = false
    private let refused: String?
    private let isSilentAfterHandshake: Bool
    private let now = Instant(nanoseconds: 5_000_000_000)
    private var security = MultistreamListener(protocols: ["/noise"])
    private var muxing = MultistreamListener(protocols: ["/yamux/1.0.0"])
    private var handshake: SecureHandshake
    private var transport: TransportState?
    private var frames = NoiseFrameReader()
    private var multiplexer = Multiplexer(isDialer: false, limits: YamuxLimits())
    private var negotiations: [StreamID: MultistreamListener?] = [:]
    private var isSecuring = true
    private var isMuxed = false
    private var plain: Bytes = []

    init(refusing refused: String? = nil, silentAfterHandshake: Bool = false) throws {
        self.refused = refused
        isSilentAfterHandshake = silentAfterHandshake
        if refused == "/noise" { security = MultistreamListener(protocols: ["/tls/1.0.0"]) }
        if refused == "/yamux/1.0.0" { muxing = MultistreamListener(protocols: ["/mplex/6.7.0"]) }
        handshake = SecureHandshake(
            isInitiator: false, key: ForeignPeer.key, staticKeys: ForeignPeer.keys(60),
            ephemeralKeys: ForeignPeer.keys(61), multiplexers: [], expected: nil)
        session = SessionPair.session(
            .dialer(expecting: ForeignPeer.key.peerID), SessionPair.dialerKey, seed: 9,
            SessionLimits(), now)
    }

    /// Lets the session connect and answers it until nothing is under way.
    mutating func connect(asking request: SessionRequest) {
        var towardsUs = step([.started, .requested(request, number: 0)])
        while !towardsUs.isEmpty, !session.isFinished {
            var answer = isSecuring && roundTripCount == 1 ? security.start() : []
            do throws(NoiseFault) {
                answer += try self.answer(towardsUs)
            } catch {
                preconditionFailure("the handshake fails: \(error)")
            }
            roundTripCount += 1
            if heard.contains(where: \.isPingAnswer) || answer.isEmpty { return }
            towardsUs = step([.received(answer)])
            if heard.contains(where: \.isPingAnswer) { return }
        }
    }

    private mutating func step(_ inputs: [SessionInput]) -> Bytes {
        var output: Bytes = []
        for effect in session.step(inputs, at: now) {
            if case .write(let bytes) = effect { output += bytes } else { heard.append(effect) }
        }
        return output
    }

    private mutating func answer(_ bytes: Bytes) throws(NoiseFault) -> Bytes {
        var output: Bytes = []
        var rest = bytes[...]
        if isSecuring {
            guard let outcome = try? security.receive(rest) else { return [] }
            output += outcome.output
            guard case .agreed(_, let remainder) = outcome.verdict else { return output }
            isSecuring = false
            rest = remainder[...]
        }
        frames.append(rest)
        while let frame = frames.next() { output += try answerFrame(frame) }
        return output
    }

    private mutating func answerFrame(_ frame: ArraySlice<UInt8>) throws(NoiseFault) -> Bytes {
        guard transport != nil else {
            let outcome = try handshake.receive(frame)
            transport = outcome.completion?.transport
            guard transport != nil, !isSilentAfterHandshake else { return outcome.output }
            return outcome.output + (try seal(muxing.start()))
        }
        var part = try transport?.open(frame) ?? []
        guard !isSilentAfterHandshake else { return [] }
        var output: Bytes = []
        if !isMuxed {
            guard let outcome = try? muxing.receive(part[...]) else { return [] }
            output += try seal(outcome.output)
            guard case .agreed(_, let remainder) = outcome.verdict else { return output }
            isMuxed = true
            part = remainder
        }
        demultiplex(part)
        while multiplexer.hasOutput { output += try seal(multiplexer.takeOutput(upTo: 65_519)) }
        return output
    }

    /// Speaks ping and nothing else on streams.
    private mutating func demultiplex(_ bytes: Bytes) {
        for event in multiplexer.receive(bytes[...]) {
            switch event {
            case .opened(let id):
                let listener = MultistreamListener(protocols: ["/ipfs/ping/1.0.0"])
                multiplexer.write(listener.start(), to: id)
                negotiations[id] = .some(listener)
            case .received(let id, let part):
                multiplexer.consume(part.count, of: id, at: now)
                echo(part, on: id)
            case .finished, .reset, .ponged, .wentAway, .failed: continue
            }
        }
    }

    private mutating func echo(_ part: ArraySlice<UInt8>, on id: StreamID) {
        guard let known = negotiations[id], var listener = known else {
            return multiplexer.write(part, to: id)
        }
        guard let outcome = try? listener.receive(part) else { return }
        multiplexer.write(outcome.output, to: id)
        negotiations[id] = .some(listener)
        guard case .agreed(_, let remainder) = outcome.verdict else { return }
        negotiations[id] = .some(nil)
        multiplexer.write(remainder, to: id)
    }

    private mutating func seal(_ plaintext: Bytes) throws(NoiseFault) -> Bytes {
        var wire: Bytes = []
        try transport?.seal(plaintext[...], appendingTo: &wire)
        return wire
    }
}
