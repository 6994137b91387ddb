// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// The sockets of this machine, as the kernel lists them.
enum SocketCensus {
    /// How many connections to a local port somebody holds open at the listening end.
    static func heldConnections(onPort port: UInt16) -> Int {
        guard let table = try? String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8) else {
            return 0
        }
        let suffix = ":" + String(format: "%04X", port)
        return table.split(separator: "\n").dropFirst().count { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[1].hasSuffix(suffix) else { return false }
            // 0A listens; a socket without an inode belongs to the kernel alone.
            return fields[3] != "0A" && fields[9] != "0"
        }
    }
}
