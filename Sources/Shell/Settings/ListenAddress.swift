// This source file is part of the Outpace project. License: see LICENSE.

/// A host and port to listen on or to connect to.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an IP address, without brackets.
    package let host: String
    /// The port; 0 takes any free one.
    package let port: Int

    /// Reads `host:port` or `[IPv6]:port`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains(where: { "/[]@ ".contains($0) }), !digits.isEmpty,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits)
        else { return nil }
        self.host = host
        self.port = Int(port)
    }

    /// `host:port`, with brackets around an IPv6 address.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The URL by which this machine reaches what listens here; empty when the system chooses the port.
    package var localURL: String {
        guard port > 0 else { return "" }
        let unspecified = ["0.0.0.0": "127.0.0.1", "::": "[::1]"]
        return "http://" + (unspecified[host].map { "\($0):\(port)" } ?? description)
    }
}
