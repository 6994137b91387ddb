// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Peering
import Primitives

/// Two sessions on an in-memory connection whose octets arrive in pieces of seeded lengths.
struct SessionPair {
    static let dialerKey = nodeKey(1)
    static let listenerKey = nodeKey(2)

    var dialer: Session
    var listener: Session
    var now = Instant(nanoseconds: 1_000_000_000)
    var towardsDialer: Bytes = []
    var towardsListener: Bytes = []
    var dialerHeard: [SessionEffect] = []
    var listenerHeard: [SessionEffect] = []
    var generator: SeededGenerator
    var pieceLimit = 2000
    var dialerWrites = 0

    init(
        seed: UInt64, expecting: PeerID? = listenerKey.peerID, limits: SessionLimits = .init(),
        listenerKey: NodeKey = listenerKey
    ) {
        generator = SeededGenerator(seed: seed)
        dialer = Self.session(
            .dialer(expecting: expecting), Self.dialerKey, seed: 2 * seed + 1, limits, now)
        listener = Self.session(.listener, listenerKey, seed: 2 * seed + 2, limits, now)
    }

    static func nodeKey(_ number: UInt8) -> NodeKey {
        do throws(CryptographyError) {
            return NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: number, count: 32)))
        } catch {
            preconditionFailure("\(number) makes a key: \(error)")
        }
    }

    static func secrets(seed: UInt64) -> SessionSecrets {
        var generator = SeededGenerator(seed: seed)
        func octets() -> Bytes {
            (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        return SessionSecrets(
            staticSecret: SecretBytes(copying: octets()),
            ephemeralSecret: SecretBytes(copying: octets()), seed: seed)
    }

    static func session(
        _ role: SessionRole, _ key: NodeKey, seed: UInt64, _ limits: SessionLimits, _ now: Instant
    ) -> Session {
        Session(
            role: role, key: key, limits: limits, agent: "outpace/test",
            listenAddresses: [[4, 127, 0, 0, 1, 6, 0x0f, 0xa1]], observedAddress: nil,
            secrets: secrets(seed: seed), now: now)
    }

    mutating func start() {
        stepDialer([.started])
        stepListener([.started])
        run()
    }

    mutating func stepDialer(_ inputs: [SessionInput]) {
        for effect in dialer.step(inputs, at: now) {
            if case .write(let bytes) = effect {
                towardsListener += bytes
                dialerWrites += 1
            } else {
                dialerHeard.append(effect)
            }
        }
    }

    mutating func stepListener(_ inputs: [SessionInput]) {
        for effect in listener.step(inputs, at: now) {
            if case .write(let bytes) = effect {
                towardsDialer += bytes
            } else {
                listenerHeard.append(effect)
            }
        }
    }

    /// Delivers what is under way until nothing is.
    mutating func run() {
        while !towardsDialer.isEmpty || !towardsListener.isEmpty || isDue(dialer)
            || isDue(listener)
        {
            if let piece = take(\.towardsListener) { stepListener([.received(piece)]) }
            if let piece = take(\.towardsDialer) { stepDialer([.received(piece)]) }
            if isDue(dialer) { stepDialer([.woke]) }
            if isDue(listener) { stepListener([.woke]) }
        }
    }

    private func isDue(_ session: Session) -> Bool {
        session.nextDeadline.map { deadline in deadline <= now } ?? false
    }

    /// Moves time on and wakes whoever asked for it before.
    mutating func advance(by duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = [dialer.nextDeadline, listener.nextDeadline].compactMap(\.self).min(),
            next <= end
        {
            now = max(now, next)
            stepDialer([.woke])
            stepListener([.woke])
            run()
        }
        now = end
    }

    private mutating func take(_ way: WritableKeyPath<SessionPair, Bytes>) -> Bytes? {
        guard !self[keyPath: way].isEmpty else { return nil }
        let limit = Int.random(in: 1...pieceLimit, using: &generator)
        let piece = Bytes(self[keyPath: way].prefix(limit))
        self[keyPath: way].removeFirst(piece.count)
        return piece
    }
}

extension [SessionEffect] {
    func messages(_ lane: SessionLane) -> [Bytes] {
        compactMap { effect in
            if case .heard(lane, let message) = effect { message } else { nil }
        }
    }

    var fault: SessionFault? {
        for effect in self {
            if case .finished(let fault) = effect { return fault }
        }
        return nil
    }

    var isFinished: Bool {
        contains { effect in
            if case .finished = effect { true } else { false }
        }
    }
}
