// This source file is part of the Outpace project. License: see LICENSE.

/// The keys that one mapping of a scenario file may have: what the reader accepts, what messages
/// offer, and what the tables of `Simulations/README.md` say.
public struct KeySet: Sendable {
    /// One key.
    public struct Key: Sendable {
        /// As it is written.
        public let name: String
        /// What may stand there.
        public let allowed: String
        /// What holds when it is left out; empty when it must be given.
        public let standard: String
        /// What it means.
        public let meaning: String

        init(_ name: String, _ allowed: String, _ standard: String, _ meaning: String) {
            self.name = name
            self.allowed = allowed
            self.standard = standard
            self.meaning = meaning
        }
    }

    /// What the mapping is called in the documentation.
    public let title: String
    /// The keys in the order of the documentation.
    public let keys: [Key]

    init(_ title: String, _ keys: [Key]) {
        self.title = title
        self.keys = keys
    }

    /// The keys' names.
    public var names: [String] { keys.map(\.name) }

    /// The table of the documentation.
    public var table: String {
        let rows = keys.map { key in
            "| `\(key.name)` | \(key.allowed) | \(key.standard.isEmpty ? "-" : key.standard) "
                + "| \(key.meaning) |"
        }
        return (["| key | allowed | default | meaning |", "|---|---|---|---|"] + rows)
            .joined(separator: "\n")
    }
}
