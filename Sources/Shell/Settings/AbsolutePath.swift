// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// Paths without `.` and `..`, starting at the root.
package enum AbsolutePath {
    /// The path itself when it is absolute, else the one it names in `folder`.
    package static func of(_ path: String, in folder: String) -> String {
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The same, in the folder this process runs in.
    package static func of(_ path: String) -> String {
        of(path, in: FileManager.default.currentDirectoryPath)
    }

    /// The folder that the file at an absolute path lies in.
    package static func folder(of path: String) -> String { of(path + "/..", in: "/") }
}
