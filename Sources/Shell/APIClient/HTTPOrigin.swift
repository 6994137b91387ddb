// This source file is part of the Outpace project. License: see LICENSE.

/// Where an API answers: `http://host:port`, with an optional path in front of every route.
package struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    /// A name or an IP address, without brackets.
    package let host: String
    /// The TCP port.
    package let port: Int
    /// What stands in front of every path; empty or `/a` without a slash at the end.
    package let prefix: String

    /// Reads a URL.
    package init(_ text: String) throws(HTTPError) {
        let refusal = HTTPError(
            .invalidURL, "\(text.prefix(80)) is no address of an API; allowed: http://host:port")
        guard !text.hasPrefix("https://") else {
            throw HTTPError(
                .invalidURL,
                "\(text.prefix(80)): https is not spoken here; allowed: http://host:port")
        }
        guard text.hasPrefix("http://"), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw refusal
        }
        let rest = text.dropFirst("http://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        var path = rest[slash...]
        while path.last == "/" { path = path.dropLast() }
        guard !path.contains(where: { "?#".contains($0) }), !authority.contains("@") else {
            throw refusal
        }
        prefix = String(path)
        guard let (host, port) = Self.split(authority) else { throw refusal }
        self.host = host
        self.port = port
    }

    /// The URL.
    package var description: String { "http://\(authority)\(prefix)" }

    /// Host and port, as the Host header has them.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func split(_ authority: Substring) -> (host: String, port: Int)? {
        var host = authority
        var port = 80
        let closing = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[closing...].lastIndex(of: ":") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0
            else {
                return nil
            }
            port = Int(number)
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), port)
    }
}
