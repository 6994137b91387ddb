// This source file is part of the Outpace project. License: see LICENSE.

import Multistream
import Primitives

/// A negotiation from either side.
enum Negotiation: Sendable {
    case proposing(MultistreamDialer)
    case answering(MultistreamListener)

    /// Negotiates one protocol: the dialer of the connection proposes it.
    init(_ name: String, isDialer: Bool) {
        self =
            isDialer
            ? .proposing(MultistreamDialer(proposals: [name]))
            : .answering(MultistreamListener(protocols: [name]))
    }

    /// The octets to send first.
    func start() -> Bytes {
        switch self {
        case .proposing(let dialer): dialer.start()
        case .answering(let listener): listener.start()
        }
    }

    mutating func receive(
        _ bytes: ArraySlice<UInt8>
    ) throws(SessionFault) -> NegotiationOutcome {
        do throws(MultistreamFault) {
            switch self {
            case .proposing(var dialer):
                let outcome = try dialer.receive(bytes)
                self = .proposing(dialer)
                return outcome
            case .answering(var listener):
                let outcome = try listener.receive(bytes)
                self = .answering(listener)
                return outcome
            }
        } catch {
            throw .negotiation(error)
        }
    }
}
