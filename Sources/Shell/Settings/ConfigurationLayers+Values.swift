// This source file is part of the Outpace project. License: see LICENSE.

import Identity

/// Typed access to values whose kinds were checked when they were read.
extension ConfigurationLayers {
    func text(_ path: String) -> String {
        guard let text = optionalText(path) else { preconditionFailure("\(path) has no text") }
        return text
    }

    func optionalText(_ path: String) -> String? {
        if case .text(let text) = value(path) { text } else { nil }
    }

    func number(_ path: String) -> Int {
        guard case .number(let number) = value(path) else {
            preconditionFailure("\(path) is no number")
        }
        return number
    }

    func duration(_ path: String) -> Duration {
        guard case .duration(let duration) = value(path) else {
            preconditionFailure("\(path) is no length of time")
        }
        return duration
    }

    func list(_ path: String) -> [String] {
        guard case .list(let list) = value(path) else { preconditionFailure("\(path) is no list") }
        return list
    }

    func addresses(_ path: String) -> [Multiaddr] {
        list(path).map { text in
            guard let address = try? Multiaddr(text: text) else {
                preconditionFailure("\(path) holds \(text)")
            }
            return address
        }
    }

    func listenAddress(_ path: String) -> ListenAddress {
        guard let address = ListenAddress(text(path)) else {
            preconditionFailure("\(path) is no host and port")
        }
        return address
    }

    /// The path after `sqlite:`; `sqlite:///a` is `/a`, as in other programs.
    func databaseFile(_ path: String) -> String {
        let file = text(path).dropFirst("sqlite:".count)
        return String(file.hasPrefix("//") ? file.dropFirst(2) : file)
    }
}
