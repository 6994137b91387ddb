// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace

/// A refusal of a request, with the body that AdEx has for it.
struct APIFault: Error {
    var reply: APIReply
    /// What was wrong, in one sentence.
    var message = ""

    /// A body that says nothing but why.
    static func message(_ status: Int, _ message: String, detail: String = "") -> APIFault {
        var members: [(String, JSONValue)] = [("message", .string(message))]
        if !detail.isEmpty { members.append(("detail", .string(detail))) }
        let body = JSONValue.object(JSONObject(members: members))
        return APIFault(reply: APIReply(status: status, json: body), message: message)
    }

    /// A request that does not have the documented form.
    ///
    /// - Parameter key: the path of what is wrong, for programs.
    static func badRequest(_ message: String, key: String, source: String = "query") -> APIFault {
        APIFault(
            reply: APIReply(
                status: 400,
                json: [
                    "statusCode": 400, "error": "Bad Request", "message": .string(message),
                    "validation": ["source": .string(source), "keys": [.string(key)]],
                ]), message: message)
    }

    /// A body that does not have the documented form.
    static func badBody(_ message: String, key: String) -> APIFault {
        badRequest(message, key: key, source: "body")
    }

    /// Events that are refused, and which of the request were taken before the first of them.
    static func events(_ fault: EventFault, taken: [JSONValue]) -> APIFault {
        var reply = APIReply(
            status: fault.status,
            json: [
                "success": false, "statusCode": .integer(fault.status),
                "message": .string(fault.message), "ids": .array(taken),
            ])
        if let seconds = fault.retryAfterSeconds {
            reply.headers.append(("Retry-After", "\(seconds)"))
        }
        return APIFault(reply: reply, message: fault.message)
    }

    /// A channel that is not acceptable.
    init(_ fault: ChannelFault) {
        guard fault.code != .refused, fault.detail.isEmpty else {
            self = .message(400, fault.message, detail: fault.detail)
            return
        }
        let path = fault.path.split(separator: ".").drop { $0 == "channel" }.joined(separator: ".")
        let key = path.filter { $0 != "]" }.replacing("[", with: ".")
        self = .badBody(fault.message, key: key)
    }

    init(reply: APIReply, message: String = "") {
        self.reply = reply
        self.message = message
    }
}
