// This source file is part of the Outpace project. License: see LICENSE.

import Access
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Primitives

/// The connection that a request came on.
struct HTTPConnection: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Turns the library's requests into ours and our answers into the library's.
///
/// A body is read whole before a route is looked for, within a limit and a deadline, so no route
/// can forget either. The deadline closes the connection: a client that drips has no use for an
/// answer.
struct HTTPEdge: HTTPResponder {
    /// How long a client whose body was too long gets to read so, before the connection is closed.
    private static let farewell = TimeAmount.seconds(1)

    let routes: RouteTable
    let limits: HTTPLimits
    let trustedProxies: Set<ClientAddress>
    let budget: BodyBudget

    func respond(to request: Request, context: HTTPConnection) async throws -> Response {
        var own = APIRequest(
            APIRequest.Method(rawValue: request.method.rawValue), request.head.path ?? "/")
        own.ifNoneMatch = request.headers[.ifNoneMatch]
        own.authorization = request.headers[.authorization]
        own.submitter = submitter(of: request, on: context.channel)
        var taken = 0
        let client = own.submitter.client
        defer { budget.giveBack(taken, for: client) }
        do {
            own.body = try await body(
                of: request, from: client, on: context.channel, taken: &taken)
        } catch let fault as APIFault {
            close(context.channel, after: Self.farewell)
            return response(fault.reply, to: request)
        }
        return response(await routes.answer(own), to: request)
    }

    /// Where a request comes from. Only a proxy of ours is asked about the client's address, and what it
    /// says of the country is what we saw; else country and page can only be held against a request, so
    /// anybody may name them.
    private func submitter(of request: Request, on channel: any Channel) -> Submitter {
        var submitter = Submitter()
        let connection = channel.remoteAddress?.ipAddress.flatMap { ClientAddress($0) }
        submitter.isCountrySeen = connection.map { trustedProxies.contains($0) } ?? false
        submitter.client = ClientAddress.client(
            connection: connection,
            forwarded: Self.forwardedFor.flatMap { request.headers[$0] }, trusted: trustedProxies)
        submitter.country = Self.country.flatMap { request.headers[$0] }
        submitter.referrer = request.headers[.referer]
        return submitter
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")
    private static let country = HTTPField.Name("CF-IPCountry")

    /// The whole body.
    ///
    /// - Parameter taken: what it took from the budget, also when this throws.
    /// - Throws: `APIFault` when it is too long, or too many are being read; the connection is of
    ///   no use then, for the rest of the body would follow.
    private func body(
        of request: Request, from client: ClientAddress?, on channel: any Channel,
        taken: inout Int
    ) async throws -> Bytes {
        let declared = request.headers[.contentLength]
        guard declared != nil || request.headers[.transferEncoding] != nil else { return [] }
        if let length = declared.flatMap({ Int($0) }), length > limits.bodyByteLimit {
            throw tooLong
        }
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limits.bodyDeadline)) {
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        var body: Bytes = []
        for try await chunk in request.body {
            guard body.count + chunk.readableBytes <= limits.bodyByteLimit else { throw tooLong }
            guard budget.take(chunk.readableBytes, for: client) else { throw tooBusy }
            taken += chunk.readableBytes
            body += chunk.readableBytesView
        }
        return body
    }

    private func close(_ channel: any Channel, after delay: TimeAmount) {
        channel.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }

    private var tooLong: APIFault {
        .message(413, "the body is too long; at most \(limits.bodyByteLimit) bytes are allowed")
    }

    private var tooBusy: APIFault {
        var reply = APIFault.message(
            503, "the node is reading as many requests as it can; try again later"
        ).reply
        reply.headers += [("Retry-After", "1"), ("Connection", "close")]
        return APIFault(reply: reply)
    }

    private func response(_ reply: APIReply, to request: Request) -> Response {
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields[name] = value
        }
        if !reply.body.isEmpty { fields[.contentType] = reply.contentType }
        if reply.status == 413 { fields[.connection] = "close" }
        let response = Response(
            status: HTTPResponse.Status(code: reply.status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        return request.method == .head ? response.createHeadResponse() : response
    }
}
