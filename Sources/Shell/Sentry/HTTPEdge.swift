// This source file is part of the Outpace project. License: see LICENSE.

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

    func respond(to request: Request, context: HTTPConnection) async throws -> Response {
        var own = APIRequest(
            APIRequest.Method(rawValue: request.method.rawValue), request.head.path ?? "/")
        own.ifNoneMatch = request.headers[.ifNoneMatch]
        guard let body = try await body(of: request, on: context.channel) else {
            return response(tooLong, to: request)
        }
        own.body = body
        return response(await routes.answer(own), to: request)
    }

    /// The whole body, or nil when it is too long; the connection is then closed soon.
    private func body(of request: Request, on channel: any Channel) async throws -> Bytes? {
        let declared = request.headers[.contentLength]
        guard declared != nil || request.headers[.transferEncoding] != nil else { return [] }
        if let length = declared.flatMap({ Int($0) }), length > limits.bodyByteLimit {
            close(channel, after: Self.farewell)
            return nil
        }
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limits.bodyDeadline)) {
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        var body: Bytes = []
        for try await chunk in request.body {
            guard body.count + chunk.readableBytes <= limits.bodyByteLimit else {
                close(channel, after: Self.farewell)
                return nil
            }
            body += chunk.readableBytesView
        }
        return body
    }

    private func close(_ channel: any Channel, after delay: TimeAmount) {
        channel.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }

    private var tooLong: APIReply {
        APIFault.message(
            413, "the body is too long; at most \(limits.bodyByteLimit) bytes are allowed"
        ).reply
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
