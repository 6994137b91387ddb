// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Testing

@testable import Sentry

/// Holds the API to its document: whatever a test sends and gets is compared with it.
struct APIContract {
    let routes: [Route]
    let checker: SchemaChecker

    init(_ configuration: SentryConfiguration, routes: RouteTable) {
        self.routes = routes.routes
        let isUsual = configuration.limits == SentryLimits()
        checker = SchemaChecker(
            document: isUsual ? Self.usual : APIDocument(configuration).json)
    }

    /// The document of the usual limits, which most tests have.
    private static let usual = APIDocument(
        SentryConfiguration(address: PaymentChannel.mainnetCore, version: "1.2.3")
    ).json

    /// What the document says of a route.
    func operation(_ method: APIRequest.Method, _ path: String) -> JSONObject? {
        let template = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.first == ":" ? "{\(segment.dropFirst())}" : String(segment)
        }.joined(separator: "/")
        return checker.document.object?["paths"]?.object?[template]?
            .object?[method.rawValue.lowercased()]?.object
    }

    /// Compares a request and its answer with the document.
    func check(_ request: APIRequest, _ reply: APIReply) {
        guard let method = request.method, method == .get || method == .post else { return }
        let segments = request.path.split(separator: "/")
        let found = routes.lazy.filter { $0.method == method }
            .compactMap { route in route.match(segments).map { (route, $0) } }.first
        guard let (route, parameters) = found else { return }
        let place = "\(method.rawValue) \(route.path): \(reply.status)"
        guard let operation = operation(method, route.path) else {
            Issue.record("\(place): the route is not described")
            return
        }
        if let fault = fault(in: reply, of: operation) { Issue.record("\(place): \(fault)") }
        guard reply.status == 200 else { return }
        if let fault = fault(inTaken: request, parameters, of: operation) {
            Issue.record("\(place), but \(fault)")
        }
    }

    private func fault(in reply: APIReply, of operation: JSONObject) -> String? {
        guard let described = operation["responses"]?.object?[String(reply.status)],
            let response = checker.resolve(described)?.object
        else { return "the status is not described" }
        guard let content = response["content"]?.object else {
            return reply.body.isEmpty ? nil : "it has a body"
        }
        let type = String(reply.contentType.prefix { $0 != ";" })
        guard let schema = content[type]?.object?["schema"] else {
            return "\(type) is not described"
        }
        let text = String(decoding: reply.body, as: UTF8.self)
        guard type == "application/json" else {
            return checker.fault(in: .string(text), schema, at: "body")
        }
        let limits = JSONLimits(byteLimit: 1 << 24, depthLimit: 64, valueLimit: 1 << 20)
        guard let value = try? JSONParser.parse(reply.body, limits: limits) else {
            return "the body is no JSON"
        }
        return checker.fault(in: value, schema, at: "body")
    }

    /// What is taken must be described.
    private func fault(
        inTaken request: APIRequest, _ values: [String: String], of operation: JSONObject
    ) -> String? {
        for parameter in (operation["parameters"]?.array ?? []).compactMap(\.object) {
            guard let name = parameter["name"]?.string, let schema = parameter["schema"],
                let text = parameter["in"] == "path" ? values[name] : request.queryValue(name),
                let fault = fault(inValue: text, schema, named: name)
            else { continue }
            return fault
        }
        // With `partial`, events may be wrong beside good ones.
        guard let content = operation["requestBody"]?.object?["content"]?.object,
            let schema = content["application/json"]?.object?["schema"],
            (try? request.queryFlag("partial")) != true
        else { return nil }
        guard let value = try? JSONParser.parse(request.body, limits: .standard) else {
            return "the request's body is no JSON"
        }
        return checker.fault(in: value, schema, at: "request")
    }

    /// Compares the text of a parameter, which stands for a number where one is described.
    func fault(inValue text: String, _ schema: JSONValue, named name: String) -> String? {
        let isNumber = checker.resolve(schema)?.object?["type"] == "integer"
        let isDigits = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return checker.fault(
            in: isNumber && isDigits ? .number(text) : .string(text), schema, at: name)
    }
}
