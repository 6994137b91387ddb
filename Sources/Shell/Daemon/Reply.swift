// This source file is part of the Outpace project. License: see LICENSE.

import Synchronization

/// One value that one task will fill and one task waits for, in either order.
final class Reply<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case empty
        case filled(Value)
        case waiting(CheckedContinuation<Value, Never>)
        case taken
    }

    private let state = Mutex(State.empty)

    /// Fills in the value; a second one is ignored.
    func fill(_ value: Value) {
        let waiting: CheckedContinuation<Value, Never>? = state.withLock { state in
            switch state {
            case .empty: state = .filled(value)
            case .waiting(let continuation):
                state = .taken
                return continuation
            case .filled, .taken: break
            }
            return nil
        }
        waiting?.resume(returning: value)
    }

    /// Waits for the value; called once.
    func value() async -> Value {
        await withCheckedContinuation { continuation in
            let value: Value? = state.withLock { state in
                guard case .filled(let value) = state else {
                    state = .waiting(continuation)
                    return nil
                }
                state = .taken
                return value
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}
