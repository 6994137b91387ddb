// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Primitives

/// An answer, whole.
struct APIReply: Sendable {
    /// The status code.
    var status = 200
    /// Header fields besides the content's type and length.
    var headers: [(name: String, value: String)] = []
    /// The type of the body.
    var contentType = "application/json"
    /// The body.
    var body: Bytes
    /// The entity tag, when it was worked out before.
    private var knownTag: String?

    init(status: Int = 200, json: JSONValue) {
        self.status = status
        body = json.serialized()
    }

    init(contentType: String, text: String) {
        self.contentType = contentType
        body = Bytes(text.utf8)
    }

    /// This answer with its entity tag worked out, for one that is given again and again.
    var fixed: APIReply {
        var reply = self
        reply.knownTag = tag
        return reply
    }

    private var tag: String { "\"\(Hex.encode(SHA256.hash(body).bytes.prefix(16)))\"" }

    /// This answer with an entity tag, or 304 when the client has it already.
    func tagged(for request: APIRequest) -> APIReply {
        guard status == 200 else { return self }
        let tag = knownTag ?? tag
        var reply = self
        reply.headers += [("ETag", tag), ("Cache-Control", "no-cache")]
        guard let known = request.ifNoneMatch, Self.names(known, tag) else { return reply }
        reply.status = 304
        reply.body = []
        return reply
    }

    /// Whether a list of tags holds this one; weak ones count, and `*` stands for all.
    private static func names(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { part in
            let candidate = part.drop { $0 == " " }.prefix { $0 != " " }
            return candidate == "*" || candidate == tag || candidate == "W/\(tag)"
        }
    }
}
