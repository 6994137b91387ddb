// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives

/// What goes to stdout and stderr; written at once, never buffered.
enum Output {
    /// Writes a line of data.
    static func line(_ text: String) { write(text + "\n") }

    /// Writes a document on one line.
    static func json(_ value: JSONValue) {
        FileHandle.standardOutput.write(Data(value.serialized() + [0x0a]))
    }

    /// Writes text as it is.
    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    /// Writes a line to stderr: progress, never data.
    static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// Shows how far long work is, in place, to a person who watches stderr; nil takes it away.
    static func progress(_ text: String?) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let line = "\r\u{1b}[K" + (text ?? "")
        FileHandle.standardError.write(Data(line.utf8))
    }

    /// Whether a person watches stdout.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

extension JSONValue {
    /// The hash with `0x` in front.
    static func hash(_ digest: Digest) -> JSONValue { .string(digest.description) }
}
