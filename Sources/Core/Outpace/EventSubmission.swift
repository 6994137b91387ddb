// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
public import Primitives

/// `spec.eventSubmission`: who may submit events and how often.
///
/// An unknown kind of limit is refused here, where the advertiser can mend it, instead of being
/// taken for "no limit" later.
///
/// - Source: AdEx v4 event submission rules.
public struct EventSubmission: Hashable, Sendable {
    /// What a limit counts.
    public enum Scope: Hashable, Sendable {
        /// The events of one type from an IP address: `ip`.
        case address
        /// The events of who proved to be who: `uid`, or `sid` in AdEx v5.
        case user
    }

    /// One event in a time.
    public struct Limit: Hashable, Sendable {
        /// What it counts.
        public let scope: Scope
        /// The time, in milliseconds.
        public let frameMillis: UInt64

        /// Makes a limit.
        public init(scope: Scope, frameMillis: UInt64) {
            self.scope = scope
            self.frameMillis = frameMillis
        }
    }

    /// What some may submit.
    public struct Rule: Hashable, Sendable {
        /// Whom it is for, nil among them for those without a token; nil for everybody.
        public let uids: [Address?]?
        /// The names of the types of event it is for; nil for all.
        public let eventTypes: [String]?
        /// How often; nil for any number of times.
        public let limit: Limit?

        /// Makes a rule; without arguments one for everybody and everything.
        public init(uids: [Address?]? = nil, eventTypes: [String]? = nil, limit: Limit? = nil) {
            self.uids = uids
            self.eventTypes = eventTypes
            self.limit = limit
        }

        /// Whether it is for an event of the type that `uid` submits, nil without a token.
        public func matches(_ uid: Address?, type: String) -> Bool {
            if let uids, !uids.contains(uid) { return false }
            guard let eventTypes else { return true }
            return eventTypes.contains { $0.utf8.elementsEqual(type.utf8) }
        }
    }

    /// The rules; nil when the channel leaves it to the nodes, none when nobody may submit.
    public let allow: [Rule]?

    static func read(_ reader: KeyedReader) throws(ChannelFault) -> EventSubmission? {
        guard let value = reader.object["eventSubmission"] else { return nil }
        let own = try KeyedReader(value, path: reader.path("eventSubmission"))
        try own.refuseKeys(otherThan: ["allow"])
        guard own.object["allow"] != nil else { return EventSubmission(allow: nil) }
        var rules: [Rule] = []
        for (index, rule) in try own.objects("allow").enumerated() {
            rules.append(try Self.rule(rule, path: "\(own.path("allow"))[\(index)]"))
        }
        return EventSubmission(allow: rules)
    }

    private static func rule(_ value: JSONValue, path: String) throws(ChannelFault) -> Rule {
        let own = try KeyedReader(value, path: path)
        try own.refuseKeys(otherThan: ["uids", "evTypes", "rateLimit"])
        return Rule(
            uids: try uids(own), eventTypes: try eventTypes(own), limit: try limit(own))
    }

    private static func uids(_ rule: KeyedReader) throws(ChannelFault) -> [Address?]? {
        guard let list = rule.object["uids"], !list.isNull else { return nil }
        let allowed = "an array of addresses and nulls, or null"
        guard let elements = list.array else {
            throw .invalid(rule.path("uids"), found: list, allowed: allowed)
        }
        var uids: [Address?] = []
        for element in elements {
            let address = element.string.flatMap { Address(text: $0, requiringChecksum: false) }
            guard element.isNull || address != nil else {
                throw .invalid(rule.path("uids"), found: element, allowed: allowed)
            }
            uids.append(address)
        }
        return uids
    }

    private static func eventTypes(_ rule: KeyedReader) throws(ChannelFault) -> [String]? {
        guard let list = rule.object["evTypes"], !list.isNull else { return nil }
        guard let elements = list.array, elements.allSatisfy({ $0.string != nil }) else {
            throw .invalid(
                rule.path("evTypes"), found: list, allowed: "an array of strings, or null")
        }
        return elements.compactMap(\.string)
    }

    private static func limit(_ rule: KeyedReader) throws(ChannelFault) -> Limit? {
        guard let limit = rule.object["rateLimit"], !limit.isNull else { return nil }
        let rate = try KeyedReader(limit, path: rule.path("rateLimit"))
        try rate.refuseKeys(otherThan: ["type", "timeframe"])
        let allowed = "one of ip, uid, sid"
        let type = try rate.required("type", allowed: allowed)
        let scope: Scope
        switch type.string {
        case "ip": scope = .address
        case "uid", "sid": scope = .user
        case .some, nil: throw .invalid(rate.path("type"), found: type, allowed: allowed)
        }
        let frame = try rate.required("timeframe", allowed: "milliseconds")
        guard let frameMillis = frame.uint64 else {
            throw .invalid(
                rate.path("timeframe"), found: frame, allowed: "a whole number of milliseconds")
        }
        return Limit(scope: scope, frameMillis: frameMillis)
    }
}
