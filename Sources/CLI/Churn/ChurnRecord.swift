// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Synchronization

/// What was done to the nodes of a network, and when.
final class ChurnRecord: Sendable {
    /// A node that was not there for a while.
    struct Absence: Sendable {
        let node: Int
        let killedAt: Date
        /// When its process was started again; nil while it is down.
        var startedAt: Date?
    }

    private struct State {
        var absences: [Absence] = []
        var stallCount = 0
        var guestCount = 0
    }

    private let state = Mutex(State())

    var absences: [Absence] { state.withLock { $0.absences } }
    var stallCount: Int { state.withLock { $0.stallCount } }
    var guestCount: Int { state.withLock { $0.guestCount } }

    func noteKill(of node: Int, at time: Date = Date()) {
        state.withLock { $0.absences.append(Absence(node: node, killedAt: time)) }
    }

    func noteStart(of node: Int, at time: Date = Date()) {
        state.withLock { state in
            guard let index = state.absences.lastIndex(where: { $0.node == node }) else { return }
            state.absences[index].startedAt = time
        }
    }

    func noteStall() { state.withLock { $0.stallCount += 1 } }

    func noteGuest() { state.withLock { $0.guestCount += 1 } }
}
