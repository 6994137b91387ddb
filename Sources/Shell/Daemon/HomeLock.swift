// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// The right to run on a home: one process holds it at a time, and the system frees it at its end.
package final class HomeLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a home.
    ///
    /// - Throws: `DaemonError` when another process holds it or the home cannot be written.
    package init(home: String) throws(DaemonError) {
        let path = home + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DaemonError(
                code: .home,
                message: "cannot write to the home \(home): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw DaemonError(
                code: .locked,
                message: "another outpace process runs on the home \(home); stop it first, or use "
                    + "another --home")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
