// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Synchronization

/// Passes a process's output on, line by line, with a prefix.
final class LineWriter: Sendable {
    /// A line longer than this is cut into several.
    private static let lineByteLimit = 64 << 10

    private let prefix: String
    private let rest = Mutex(Data())

    init(prefix: String) { self.prefix = prefix }

    /// Takes some output; no output means that there is no more.
    func write(_ data: Data) {
        let text = rest.withLock { rest -> String in
            rest.append(data)
            var text = ""
            while let end = rest.firstIndex(of: 0x0a) {
                text += prefix + String(decoding: rest[..<end], as: UTF8.self) + "\n"
                rest = Data(rest[rest.index(after: end)...])
            }
            if !rest.isEmpty, data.isEmpty || rest.count > Self.lineByteLimit {
                text += prefix + String(decoding: rest, as: UTF8.self) + "\n"
                rest = Data()
            }
            return text
        }
        if !text.isEmpty { Output.write(text) }
    }
}
