// This source file is part of the Outpace project. License: see LICENSE.

/// Why a command failed, or why its answer is no: one sentence for stderr; the exit code is 1.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
