// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives

/// The shape of `spec.eventSubmission`: who may post events and how often.
///
/// An unknown kind of limit is refused here, where the advertiser can mend it, instead of being
/// taken for "no limit" later.
///
/// - Source: AdEx v4 event submission rules.
enum EventSubmission {
    private static let limitTypes = ["ip", "uid", "sid"]

    static func checked(_ reader: KeyedReader) throws(ChannelFault) -> JSONValue? {
        guard let value = reader.object["eventSubmission"] else { return nil }
        let own = try KeyedReader(value, path: reader.path("eventSubmission"))
        try own.refuseKeys(otherThan: ["allow"])
        for (index, rule) in try own.objects("allow").enumerated() {
            try check(rule, path: "\(own.path("allow"))[\(index)]")
        }
        return value
    }

    private static func check(_ rule: JSONValue, path: String) throws(ChannelFault) {
        let own = try KeyedReader(rule, path: path)
        try own.refuseKeys(otherThan: ["uids", "evTypes", "rateLimit"])
        for key in ["uids", "evTypes"] {
            guard let list = own.object[key], !list.isNull else { continue }
            guard let elements = list.array, elements.allSatisfy({ $0.string != nil }) else {
                throw .invalid(own.path(key), found: list, allowed: "an array of strings, or null")
            }
        }
        guard let limit = own.object["rateLimit"], !limit.isNull else { return }
        let rate = try KeyedReader(limit, path: own.path("rateLimit"))
        try rate.refuseKeys(otherThan: ["type", "timeframe"])
        let allowed = "one of \(limitTypes.joined(separator: ", "))"
        let type = try rate.required("type", allowed: allowed)
        guard let name = type.string,
            limitTypes.contains(where: { $0.utf8.elementsEqual(name.utf8) })
        else { throw .invalid(rate.path("type"), found: type, allowed: allowed) }
        let frame = try rate.required("timeframe", allowed: "milliseconds")
        guard frame.uint64 != nil else {
            throw .invalid(
                rate.path("timeframe"), found: frame, allowed: "a whole number of milliseconds"
            )
        }
    }
}
