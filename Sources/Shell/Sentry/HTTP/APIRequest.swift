// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Outpace
import Primitives

/// A request as the routes see it, whole.
struct APIRequest: Sendable {
    /// The methods that mean something here.
    enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case options = "OPTIONS"
    }

    /// The method, or nil for one that no route has.
    let method: Method?
    /// The path, as sent, without the query.
    let path: String
    /// The query after the question mark, as sent.
    let query: String
    /// The tag of `If-None-Match`.
    var ifNoneMatch: String?
    /// The whole `Authorization` field.
    var authorization: String?
    /// Where the request comes from and the page it names, as far as we know.
    var submitter = Submitter()
    /// Who asks, once the token was checked; nil without one.
    var session: Session? {
        didSet { submitter.uid = session?.uid }
    }
    /// The body.
    var body: Bytes = []
    /// What stands in the path where the route has a parameter.
    var parameters: [String: String] = [:]

    init(_ method: Method?, _ target: String) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map { String($0) } ?? "/"
        query = parts.count > 1 ? String(parts[1]) : ""
    }

    /// The channel that the path names.
    func channelID() throws(APIFault) -> ChannelID {
        let text = parameters["id"] ?? ""
        guard let id = ChannelID(hex: text) else {
            throw .message(
                404, "no channel \"\(text.prefix(80))\"; an id is 64 hexadecimal digits")
        }
        return id
    }

    /// What stands for yes or no in a query.
    static let flagTexts = ["true", "false", "1", "0"]

    /// Whether a query parameter says yes; no when it is not given.
    func queryFlag(_ name: String) throws(APIFault) -> Bool {
        guard let text = queryValue(name) else { return false }
        guard Self.flagTexts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
            throw .badRequest(
                "\(name): found \"\(text.excerpt)\"; "
                    + "allowed: \(Self.flagTexts.joined(separator: ", "))", key: name)
        }
        return text == "true" || text == "1"
    }

    /// The value of a query parameter, decoded; the first one when it is repeated.
    func queryValue(_ name: String) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, PercentCoding.decode(key) == name else { continue }
            return parts.count > 1 ? PercentCoding.decode(parts[1]) ?? "" : ""
        }
        return nil
    }

    /// A whole number from the query, or nil when it is not given.
    func queryNumber(_ name: String, in range: ClosedRange<UInt64>) throws(APIFault) -> UInt64? {
        guard let text = queryValue(name) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = UInt64(text), range.contains(number)
        else {
            throw .badRequest(
                "\(name): found \"\(text.excerpt)\"; allowed: a whole number from "
                    + "\(range.lowerBound) to \(range.upperBound)", key: name)
        }
        return number
    }
}
