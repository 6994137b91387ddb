// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
import Noise
public import Primitives
import Wire
import Yamux

/// One peer's conversation as one value: octets of a connection in, messages out, and back.
///
/// The connection grows in stages, each of which hands its unread octets to the next: negotiation
/// of Noise, the handshake, the agreement on yamux (inside the handshake, or by a second
/// negotiation with peers that do not know how), then streams. On the streams: identify, ping, and
/// two lanes of messages.
///
/// Everything a peer can make grow is bounded: octets of an incomplete frame or message, streams,
/// what is queued for it on each lane, answers it does not read. A fault of stream scope resets the
/// stream; a fault of session scope ends the session with one `finished`.
///
/// The value does no I/O and reads no clock. All octets of one `step` leave in one `write`; a shell
/// with many messages at hand gives them to one `step`.
///
/// - Source: libp2p specification, `connections`, `noise`, `yamux`, `identify`, `ping`.
public struct Session: Sendable {
    /// How far the conversation is.
    enum Phase: Sendable {
        case waiting
        case securing(Negotiation, SecureHandshake)
        case handshaking(SecureHandshake)
        case multiplexing(Negotiation)
        case running
        case finished
    }

    /// A ping on its way.
    struct Ping: Sendable {
        let value: UInt32
        let sentAt: Instant
    }

    let role: SessionRole
    let key: NodeKey
    let limits: SessionLimits
    let agent: String
    var listenAddresses: [Bytes]
    let observedAddress: Bytes?
    var secrets: SessionSecrets

    var phase = Phase.waiting
    var frames = NoiseFrameReader()
    var transport: TransportState?
    var multiplexer: Multiplexer
    var streams: [StreamID: SessionStream] = [:]
    var decoders: [StreamID: FrameDecoder] = [:]
    var gossip = LaneState()
    var direct = LaneState()
    var streamFaultCount = 0
    var handshakeDeadline: Instant
    var ping: Ping?
    var nextPingAt: Instant
    /// When octets of the peer came last.
    var receivedAt: Instant
    var isCongested = false
    /// Since when octets wait that one step did not write.
    var backlogSince: Instant?
    /// Until when what is queued may leave; set once this node ends the session.
    var drainDeadline: Instant?
    /// Requests that wait for streams; at most one of a kind.
    var waitingRequests: [(number: UInt64, request: SessionRequest)] = []
    /// Streams of transfers, ours and the peer's.
    var transfers: [StreamID] = []
    /// Whether the peer does not know what changed about us, whether it wants to, and since when it
    /// may be told.
    var isPushDue = false
    var readsPushes = false
    var nextPushAt: Instant
    /// How often the peer may push.
    var pushCredit: PacedCredit
    /// How often it may open the direct lane.
    var openingCredit: PacedCredit
    var output: Bytes = []
    var effects: [SessionEffect] = []

    /// The proven identity of the peer, once there is one.
    public internal(set) var remote: PublicKey?
    /// The hash of the handshake: equal on both sides, different for every session. Salts what must
    /// not be foreseen by others. Empty before the handshake is through.
    public internal(set) var handshakeHash: Bytes = []

    /// Makes a session for a connection.
    ///
    /// - Parameters:
    ///   - key: the identity we prove.
    ///   - agent: name and version of this software, told to the peer.
    ///   - listenAddresses: multiaddrs in binary form, without peer id, told to the peer.
    ///   - observedAddress: the multiaddr the peer is seen at, told to the peer.
    ///   - now: the handshake deadline counts from here.
    public init(
        role: SessionRole, key: NodeKey, limits: SessionLimits, agent: String,
        listenAddresses: [Bytes], observedAddress: Bytes?, secrets: SessionSecrets, now: Instant
    ) {
        self.role = role
        self.key = key
        self.limits = limits
        self.agent = agent
        self.listenAddresses = listenAddresses
        self.observedAddress = observedAddress
        self.secrets = secrets
        multiplexer = Multiplexer(isDialer: role.isDialer, limits: limits.multiplexer)
        handshakeDeadline = now.advanced(by: limits.handshakeTimeout)
        nextPingAt = now
        receivedAt = now
        nextPushAt = now
        pushCredit = PacedCredit(at: now)
        openingCredit = PacedCredit(at: now)
    }

    /// Whether `finished` was said.
    public var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    /// Whether the peer is proven and streams are open.
    public var isEstablished: Bool {
        if case .running = phase { true } else { false }
    }

    /// Whether streams are written: as a dialer also before the peer agreed to it.
    var isMultiplexed: Bool {
        switch phase {
        case .running: true
        case .multiplexing: role.isDialer
        case .waiting, .securing, .handshaking, .finished: false
        }
    }

    /// Whether messages can be sent on the lane.
    public func isReady(_ lane: SessionLane) -> Bool { self[lane].readySince != nil }

    /// Octets of messages that wait on the lane.
    public func bufferedByteCount(_ lane: SessionLane) -> Int {
        guard let writer = self[lane].writer else { return 0 }
        return multiplexer.queuedByteCount(writer)
    }

    /// Takes one thing that happened.
    public mutating func step(_ input: SessionInput, at now: Instant) -> [SessionEffect] {
        step(CollectionOfOne(input), at: now)
    }

    /// Takes several things that happened, and writes once for all of them.
    public mutating func step(
        _ inputs: some Sequence<SessionInput>, at now: Instant
    ) -> [SessionEffect] {
        guard !isFinished else { return [] }
        do throws(SessionFault) {
            for input in inputs where !isFinished { try take(input, at: now) }
            if !isFinished { try meetDeadlines(at: now) }
            try flush(at: now)
        } catch {
            finish(error)
        }
        defer { effects = [] }
        return effects
    }

    private mutating func take(_ input: SessionInput, at now: Instant) throws(SessionFault) {
        switch input {
        case .started: try start()
        case .received(let bytes): try receive(bytes, at: now)
        case .sent(let lane, let message): send(message, on: lane)
        case .congested: isCongested = true
        case .relieved: isCongested = false
        case .requested(let request, let number): ask(request, number: number, at: now)
        case .cancelled(let number): cancel(number, at: now)
        case .announced(let addresses): announce(addresses, at: now)
        case .woke: break
        case .closed: close(at: now)
        case .aborted: finish(nil)
        }
    }

    /// Ends the session once what is queued on the lanes has left.
    private mutating func close(at now: Instant) {
        guard case .running = phase else { return finish(nil) }
        guard drainDeadline == nil else { return }
        drainDeadline = now.advanced(by: limits.drainTimeout)
        for id in transfers { end(id, because: .sessionEnded, at: now) }
    }

    private var isDrained: Bool {
        !isCongested && !multiplexer.hasOutput
            && SessionLane.allCases.allSatisfy { lane in bufferedByteCount(lane) == 0 }
    }

    /// Says farewell and ends; what was said before still goes out first.
    mutating func finish(_ fault: SessionFault?) {
        if case .running = phase, !isCongested {
            // Keys that are used up are the one reason for a farewell to fail; the end is the same.
            try? seal()
            multiplexer.goAway(fault?.farewell ?? 0)
            // The farewell goes ahead of data, so one frame has it.
            try? sealFrame()
        }
        failRequests()
        if !output.isEmpty { effects.append(.write(output)) }
        output = []
        phase = .finished
        streams = [:]
        decoders = [:]
        transport = nil
        effects.append(.finished(fault))
    }

    /// Writes what this step produced.
    private mutating func flush(at now: Instant) throws(SessionFault) {
        guard !isFinished else { return }
        if isMultiplexed, !isCongested {
            try seal()
            backlogSince = multiplexer.hasOutput ? now : nil
        }
        if drainDeadline != nil, isDrained { return finish(nil) }
        followTransfers(at: now)
        if !output.isEmpty {
            effects.append(.write(output))
            output = []
        }
        relieveLanes()
        forgetClosedStreams()
    }

    private mutating func seal() throws(SessionFault) {
        // One allocation for a long write, headers and tags included.
        let sendable = min(multiplexer.sendableByteCount, limits.stepByteLimit)
        if sendable > NoiseFraming.plaintextByteLimit {
            output.reserveCapacity(output.count + sendable + sendable / 64 + 4096)
        }
        while multiplexer.hasOutput, output.count < limits.stepByteLimit { try sealFrame() }
    }

    private mutating func sealFrame() throws(SessionFault) {
        let plaintext = multiplexer.takeOutput(upTo: NoiseFraming.plaintextByteLimit)
        do throws(NoiseFault) {
            try transport?.seal(plaintext[...], appendingTo: &output)
        } catch {
            throw .noise(error)
        }
    }

    subscript(lane: SessionLane) -> LaneState {
        get {
            switch lane {
            case .gossip: gossip
            case .direct: direct
            }
        }
        set {
            switch lane {
            case .gossip: gossip = newValue
            case .direct: direct = newValue
            }
        }
    }
}
