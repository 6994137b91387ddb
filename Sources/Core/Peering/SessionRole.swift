// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// Which side of the connection we are.
package enum SessionRole: Hashable, Sendable {
    /// We dialled; a peer other than the expected one is refused, nil expects nobody in particular.
    case dialer(expecting: PeerID?)
    /// We were dialled.
    case listener

    /// Whether we dialled.
    package var isDialer: Bool {
        switch self {
        case .dialer: true
        case .listener: false
        }
    }
}
