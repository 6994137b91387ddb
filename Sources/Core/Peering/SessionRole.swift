// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Which side of the connection we are.
public enum SessionRole: Hashable, Sendable {
    /// We dialled; a peer other than the expected one is refused, nil expects nobody in particular.
    case dialer(expecting: PeerID?)
    /// We were dialled.
    case listener

    /// Whether we dialled.
    public var isDialer: Bool {
        switch self {
        case .dialer: true
        case .listener: false
        }
    }
}
