// This source file is part of the Outpace project. License: see LICENSE.

import Dispatch
import Foundation
import Synchronization

/// Hears SIGINT, SIGTERM and a terminal that goes away, instead of letting them end the process.
final class SignalWatch: Sendable {
    private let fired = Mutex(0)
    /// A value for each signal.
    let signals: AsyncStream<Int32>
    // Safety: a dispatch source may be cancelled from any thread, and nothing else is done with it.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    init() {
        let (signals, continuation) = AsyncStream.makeStream(
            of: Int32.self, bufferingPolicy: .bufferingOldest(8))
        self.signals = signals
        let queue = DispatchQueue(label: "signals")
        let numbers = [SIGINT, SIGTERM, SIGHUP]
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (number, source) in zip(numbers, sources) {
            source.setEventHandler { [weak self] in
                self?.fired.withLock { $0 += 1 }
                // A hangup asks for the same orderly end.
                continuation.yield(number == SIGHUP ? SIGTERM : number)
            }
            source.resume()
        }
    }

    deinit { for source in sources { source.cancel() } }

    /// Whether a signal came.
    var hasFired: Bool { fired.withLock { $0 > 0 } }
}
