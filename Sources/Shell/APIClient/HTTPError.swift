// This source file is part of the Outpace project. License: see LICENSE.

/// Why a request got no answer.
///
/// Two errors are equal when their codes are: the message is for people. An answer with a status
/// like 404 is no error.
package struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// The URL is not one of ours.
        case invalidURL
        /// Nobody answers at that address.
        case unreachable
        /// The answer did not come in time.
        case timedOut
        /// The answer is longer than allowed.
        case bodyTooLong
        /// The connection ended before the answer was complete.
        case connectionClosed
        /// What came back is not HTTP/1.1.
        case malformed
        /// More requests wait on one connection than allowed.
        case tooManyRequests
        /// The client was shut down.
        case shutDown
    }

    /// What went wrong.
    package let code: Code
    /// What is wrong and what to do, in one sentence.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
