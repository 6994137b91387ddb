// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// Ports of this machine that nobody listens on right now.
package enum FreePorts {
    /// A base such that base + 10 i + 0...2 are free for every node i.
    package static func base(forNodes count: Int) -> Int {
        for _ in 0..<200 {
            let base = Int.random(in: 2_100...2_900) * 10
            let ports = (0..<count).flatMap { node in (0...2).map { base + 10 * node + $0 } }
            if ports.allSatisfy(isFree) { return base }
        }
        return 29_000
    }

    /// Whether a port can be bound right now.
    package static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
