// This source file is part of the Outpace project. License: see LICENSE.

/// One setting: its name, what it may be, what it is when nobody says anything, and why it exists.
///
/// The list of all of them is the only description of the configuration: the reader, the file that
/// `init` writes, the names of the environment variables and the messages come from it.
package struct ConfigurationKey: Sendable {
    /// What values a key takes.
    package enum Kind: Hashable, Sendable {
        /// The path of a file or folder.
        case path
        /// The same, or nothing.
        case optionalPath
        /// A host and a port.
        case listenAddress
        /// Multiaddresses with IP and TCP port.
        case listenMultiaddrs
        /// Multiaddresses with host, TCP port and peer id.
        case peerMultiaddrs
        /// IP addresses.
        case hosts
        /// A whole number.
        case number(ClosedRange<Int>)
        /// A number of octets, also written as `64KiB`, `8MiB` or `1GiB`.
        case byteCount(ClosedRange<Int>)
        /// A length of time.
        case duration(ClosedRange<Duration>)
        /// One of these words.
        case choice([String])
        /// `sqlite:` and a path.
        case database
    }

    /// The path, with dots: `network.maxConnections`.
    package let path: String
    /// What it takes.
    package let kind: Kind
    /// What it is by default.
    package let standard: ConfigurationValue
    /// What it is for, in one line.
    package let comment: String

    init(_ path: String, _ kind: Kind, _ standard: ConfigurationValue, _ comment: String) {
        self.path = path
        self.kind = kind
        self.standard = standard
        self.comment = comment
    }

    /// The environment variable that sets it: `OUTPACE_NETWORK_MAX_CONNECTIONS`.
    package var environmentName: String {
        var name = "OUTPACE_"
        for character in path {
            if character.isUppercase { name += "_" }
            name += character == "." ? "_" : character.uppercased()
        }
        return name
    }

    /// The section a key is in, or nil for one at the top.
    var section: String? {
        let parts = path.split(separator: ".")
        return parts.count > 1 ? String(parts[0]) : nil
    }

    /// The last part of the path.
    var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    /// A value of this key as the file spells it: sizes with their unit.
    package func text(of value: ConfigurationValue) -> String {
        if case .byteCount = kind, case .number(let count) = value {
            return ByteCountText.print(count)
        }
        return value.description
    }
}
