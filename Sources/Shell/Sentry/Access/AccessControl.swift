// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import Outpace
import Primitives

/// Finds out who asks, and lets only those in whom the table names.
struct AccessControl: Sendable {
    let table: AccessTable
    /// Whom tokens must be for.
    let address: Address
    /// The wall clock.
    let now: @Sendable () -> Timestamp
    /// A channel that the node holds.
    let channel: @Sendable (ChannelID) async -> PaymentChannel?

    /// The request with its session, when it may use the route.
    ///
    /// - Throws: 401 for a bad token wherever it is sent, and for one that is missing or of
    ///   somebody else where one is needed; 404 when it depends on a channel that is not held.
    func admit(_ request: APIRequest, to route: Route) async throws(APIFault) -> APIRequest {
        var request = request
        request.session = try session(of: request)
        let audience = table.audience(of: route)
        if audience.contains(.anyone) { return request }
        guard let session = request.session else { throw .unauthorized }
        if audience.contains(.session) { return request }
        if audience.contains(.user), isUser(session, of: request) { return request }
        guard audience.contains(.validator) || audience.contains(.creator) else {
            throw .unauthorized
        }
        let channel = try await channel(of: request)
        if audience.contains(.validator), channel.index(of: session.uid) != nil { return request }
        if audience.contains(.creator), channel.creator == session.uid { return request }
        throw .unauthorized
    }

    private func session(of request: APIRequest) throws(APIFault) -> Session? {
        guard let authorization = request.authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        // Another scheme is none of ours: a proxy may have asked for it.
        guard parts.first?.lowercased() == "bearer" else { return nil }
        do {
            return try EWT(parsing: parts.count > 1 ? parts[1] : "")
                .session(for: address, at: now())
        } catch { throw .badToken(error) }
    }

    private func isUser(_ session: Session, of request: APIRequest) -> Bool {
        Address(hex: request.parameters["user"] ?? "") == session.uid
    }

    private func channel(of request: APIRequest) async throws(APIFault) -> PaymentChannel {
        let id = try request.channelID()
        guard let channel = await channel(id) else { throw .unknownChannel(id) }
        return channel
    }
}

extension APIFault {
    /// No token, or one of somebody who may not; AdEx's text.
    static var unauthorized: APIFault {
        var reply = APIReply(contentType: "text/plain; charset=utf-8", text: "Unauthorized")
        reply.status = 401
        reply.headers.append(("WWW-Authenticate", "Bearer"))
        return APIFault(reply: reply)
    }

    /// A token that proves nothing, and why.
    static func badToken(_ fault: TokenFault) -> APIFault {
        var reply = APIFault.message(401, "Unauthorized", detail: fault.message).reply
        reply.headers.append(("WWW-Authenticate", #"Bearer error="invalid_token""#))
        return APIFault(reply: reply)
    }
}
