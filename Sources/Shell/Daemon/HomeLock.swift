// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// The right to run on a home: one process holds it at a time, and the system frees it at its end.
package final class HomeLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a home, or waits for a holder that is about to end: a process that was killed
    /// holds it until the system has cleared the process away.
    ///
    /// - Parameter patience: how long a holder may take to end.
    /// - Throws: `DaemonError` when another process holds it still or the home cannot be written.
    package static func take(
        home: String, patience: Duration = .seconds(2)
    ) async throws(DaemonError) -> HomeLock {
        let path = home + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DaemonError(
                code: .home,
                message: "cannot write to the home \(home): \(String(cString: strerror(errno)))")
        }
        let lock = HomeLock(descriptor: descriptor)
        let start = ContinuousClock.now
        // The system tells of a freed lock only who blocks a thread for it, without a time limit.
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let isOver = start.duration(to: .now) >= patience
            guard !isOver, (try? await Task.sleep(for: .milliseconds(20))) != nil else {
                throw DaemonError(
                    code: .locked,
                    message: "another outpace process runs on the home \(home); stop it first, or "
                        + "use another --home")
            }
        }
        return lock
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
