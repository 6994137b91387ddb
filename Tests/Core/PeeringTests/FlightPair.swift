// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Multistream
import Noise
import Peering
import Primitives

/// Two sessions on a network where everything takes half a round trip: what a side writes in one
/// flight arrives together, one flight later.
struct FlightPair {
    static let flightTime = Duration.milliseconds(20)

    var dialer: Session
    var listener: Session
    var now = Instant(nanoseconds: 1_000_000_000)
    /// How many flights of either side there were, those of the TCP handshake included.
    var flightCount = 0
    var dialerHeard: [SessionEffect] = []
    var listenerHeard: [SessionEffect] = []
    var towardsDialer: Bytes = []
    var towardsListener: Bytes = []
    /// The octets of each flight of the dialer.
    var dialerFlights: [Int] = []

    init(limits: SessionLimits = SessionLimits()) {
        dialer = SessionPair.session(
            .dialer(expecting: SessionPair.listenerKey.peerID), SessionPair.dialerKey, seed: 1,
            limits, now)
        listener = SessionPair.session(.listener, SessionPair.listenerKey, seed: 2, limits, now)
    }

    /// Opens the connection: SYN and SYN-ACK are two flights. Requests are made at once.
    mutating func connect(asking requests: [SessionRequest] = []) {
        pass()
        stepListener([.started])
        // What the listener says at once travels behind its SYN-ACK.
        pass()
        var inputs = [SessionInput.started]
        for (number, request) in requests.enumerated() {
            inputs.append(.requested(request, number: UInt64(number)))
        }
        let early = towardsDialer
        towardsDialer = []
        stepDialer(inputs + [.received(early)])
        dialerFlights.append(towardsListener.count)
    }

    /// Lets what is under way arrive, in the next two flights: there, and the answers back.
    mutating func exchange() {
        pass()
        let there = towardsListener
        towardsListener = []
        if !there.isEmpty { stepListener([.received(there)]) }
        pass()
        let back = towardsDialer
        towardsDialer = []
        if !back.isEmpty { stepDialer([.received(back)]) }
        dialerFlights.append(towardsListener.count)
    }

    /// Exchanges until the dialer heard something of a kind, or too long.
    mutating func exchange(until condition: (SessionEffect) -> Bool) {
        while !dialerHeard.contains(where: condition), flightCount < 2000 { exchange() }
    }

    var roundTripCount: Int { flightCount / 2 }

    private mutating func pass() {
        flightCount += 1
        now = now.advanced(by: Self.flightTime)
    }

    mutating func stepDialer(_ inputs: [SessionInput]) {
        var inputs = inputs
        repeat {
            for effect in dialer.step(inputs, at: now) {
                if case .write(let bytes) = effect {
                    towardsListener += bytes
                } else {
                    dialerHeard.append(effect)
                }
            }
            inputs = [.woke]
        } while dialer.nextDeadline.map { $0 <= now } ?? false
    }

    mutating func stepListener(_ inputs: [SessionInput]) {
        var inputs = inputs
        repeat {
            for effect in listener.step(inputs, at: now) {
                if case .write(let bytes) = effect {
                    towardsDialer += bytes
                } else {
                    listenerHeard.append(effect)
                }
            }
            inputs = [.woke]
        } while listener.nextDeadline.map { $0 <= now } ?? false
    }
}
