// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Primitives

/// A value before its kind was checked.
enum RawValue: Hashable {
    case null
    case scalar(String, isQuoted: Bool)
    case list([RawValue])
    case mapping

    /// What was found, short enough for a message.
    var found: String {
        switch self {
        case .null: "nothing"
        case .scalar(let text, isQuoted: false): String(text.prefix(80))
        case .scalar(let text, isQuoted: true): "the text \"\(text.prefix(80))\""
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// Why a value is not one of its kind.
struct ValueRefusal: Error, Hashable {
    let message: String

    init(found: String, allowed: String) { message = "found \(found); allowed: \(allowed)" }
}

extension ConfigurationKey.Kind {
    /// Whether the value is a list.
    var isList: Bool {
        switch self {
        case .listenMultiaddrs, .peerMultiaddrs, .hosts: true
        case .path, .optionalPath, .listenAddress, .number, .byteCount, .duration, .choice,
            .database:
            false
        }
    }

    /// What is allowed, in words.
    var allowed: String {
        switch self {
        case .path: "a path"
        case .optionalPath: "a path, or null"
        case .listenAddress: "host:port, as in 127.0.0.1:8005 or [::1]:8005, port 0 to 65535"
        case .listenMultiaddrs: "a list of addresses like /ip4/0.0.0.0/tcp/4001"
        case .peerMultiaddrs: "a list of addresses like /ip4/10.0.0.2/tcp/4001/p2p/16Uiu2HA..."
        case .hosts:
            "a list of IP addresses, outside of a file joined by commas, as in 10.0.0.1,10.0.0.2"
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .byteCount(let range):
            "\(ByteCountText.print(range.lowerBound)) to \(ByteCountText.print(range.upperBound)), "
                + "in octets or with KiB, MiB or GiB"
        case .duration(let range):
            "\(DurationText.print(range.lowerBound)) to \(DurationText.print(range.upperBound)), "
                + DurationText.allowed
        case .choice(let words): words.joined(separator: ", ")
        case .database: "sqlite: and a path, as in sqlite:outpace.db"
        }
    }

    /// Checks a value.
    func read(_ raw: RawValue) throws(ValueRefusal) -> ConfigurationValue {
        let refusal = ValueRefusal(found: raw.found, allowed: allowed)
        switch (self, raw) {
        case (.optionalPath, .null): return .none
        case (.path, .scalar(let text, _)), (.optionalPath, .scalar(let text, _)):
            guard !text.isEmpty, !text.utf8.contains(0) else { throw refusal }
            return .text(text)
        case (.listenAddress, .scalar(let text, _)):
            guard ListenAddress(text) != nil else { throw refusal }
            return .text(text)
        case (.choice(let words), .scalar(let text, _)):
            guard words.contains(text) else { throw refusal }
            return .text(text)
        case (.database, .scalar(let text, _)): return .text(try Self.database(text))
        case (.number(let range), .scalar(let text, isQuoted: false)):
            guard let number = Int(text), range.contains(number) else { throw refusal }
            return .number(number)
        case (.byteCount(let range), .scalar(let text, isQuoted: false)):
            guard let number = ByteCountText.parse(text), range.contains(number) else {
                throw refusal
            }
            return .number(number)
        case (.duration(let range), .scalar(let text, _)):
            guard let time = DurationText.parse(text), range.contains(time) else { throw refusal }
            return .duration(time)
        case (_, .list(let elements)) where isList: return .list(try texts(elements))
        case (_, .null) where isList: return .list([])
        default: throw refusal
        }
    }

    private func texts(_ elements: [RawValue]) throws(ValueRefusal) -> [String] {
        var texts: [String] = []
        for element in elements {
            guard case .scalar(let text, _) = element else {
                throw ValueRefusal(found: "\(element.found) in the list", allowed: allowed)
            }
            try check(element: text)
            texts.append(text)
        }
        return texts
    }

    private func check(element text: String) throws(ValueRefusal) {
        if case .hosts = self {
            let isHost = ["ip4", "ip6"].contains { (try? Multiaddr(text: "/\($0)/\(text)")) != nil }
            guard isHost else { throw ValueRefusal(found: text, allowed: allowed) }
            return
        }
        let address: Multiaddr
        do {
            address = try Multiaddr(text: text)
        } catch {
            throw ValueRefusal(found: "\(text) (\(error.message))", allowed: allowed)
        }
        switch self {
        case .peerMultiaddrs:
            guard address.dialTarget != nil, address.peerID != nil else {
                throw ValueRefusal(found: text, allowed: allowed)
            }
        default:
            guard let first = address.components.first, address.dialTarget != nil,
                address.peerID == nil
            else { throw ValueRefusal(found: text, allowed: allowed) }
            switch first {
            case .ip4, .ip6: return
            default: throw ValueRefusal(found: text, allowed: allowed)
            }
        }
    }

    private static func database(_ text: String) throws(ValueRefusal) -> String {
        if text.hasPrefix("postgres") {
            throw ValueRefusal(
                found: "\(text.prefix(12))...",
                allowed: "sqlite:path; PostgreSQL is not supported by this version")
        }
        guard text.hasPrefix("sqlite:"), text.utf8.count > 7, !text.utf8.contains(0) else {
            throw ValueRefusal(found: text, allowed: Self.database.allowed)
        }
        return text
    }
}
