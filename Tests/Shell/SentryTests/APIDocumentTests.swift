// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import Testing

@testable import Sentry

@Suite struct APIDocumentTests {
    private let scene: RouteScene
    private let document: JSONValue

    init() throws {
        scene = try RouteScene()
        document = APIDocument(scene.configuration).json
    }

    @Test func `every route is described and nothing else`() throws {
        let routes = try scene.api().routes.routes
        let described = scene.descriptions.map { "\($0.method.rawValue) \($0.path) \($0.isTagged)" }
        let known = routes.map { "\($0.method.rawValue) \($0.path) \($0.isTagged)" }
        #expect(described.sorted() == known.sorted())
    }

    @Test func `a route answers the document`() async throws {
        let api = try scene.api()
        let reply = await api.get("/openapi.json")
        #expect(reply.status == 200)
        #expect(try reply.json == document)
        let tag = try #require(reply.header("ETag"))
        #expect(await api.get("/openapi.json", ifNoneMatch: tag).status == 304)
    }

    @Test func `operations have names of their own`() {
        let names = scene.descriptions.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.contains("getChannelIdStatus"))
    }

    @Test func `every value of a path is described`() {
        for description in scene.descriptions {
            let named = description.path.split(separator: "/").filter { $0.first == ":" }
                .map { String($0.dropFirst()) }
            let described = description.parameters.filter { $0.place == .path }.map(\.name)
            #expect(named == described, "\(description.path)")
        }
    }

    @Test func `every reference leads to something and everything is referred to`() throws {
        let text = String(decoding: document.serialized(), as: UTF8.self)
        let references = Set(text.matches(of: /"\$ref":"([^"]+)"/).map { String($0.1) })
        let shared =
            SharedSchema.allCases.map(\.reference) + SharedAnswer.allCases.map(\.reference)
        #expect(references.sorted() == shared.sorted())
    }

    @Test func `a token is asked for where not everybody is let in`() throws {
        for row in AccessTable.api.rows {
            let operation = try #require(
                try scene.api().contract.operation(row.method, row.path), "\(row.path)")
            let isOptional = operation["security"]?.array?.first == [:]
            #expect(isOptional == row.audience.contains(.anyone), "\(row.path)")
        }
    }

    /// Values at and beyond the ends of what is described.
    private static func texts(
        _ parameter: RouteDescription.Parameter, _ checker: SchemaChecker
    )
        -> [String]
    {
        var texts = [
            "", "0", "1", "-1", "1.5", "1e3", "x", "true", "TRUE", "null", "%00", "%C3%A9", "%",
            "a,,b", "2026-01-31", "2026-02-30T00:00:00Z", "IMPRESSION", "CLOSE", "UTC", "week",
            "eventPayouts", "7-1", "7-1-2", Sample.publisher, String(repeating: "0", count: 64),
            String(repeating: "9", count: 40), String(repeating: "x", count: 65),
        ]
        guard let schema = checker.resolve(parameter.schema.json)?.object else { return texts }
        for bound in [schema["minimum"], schema["maximum"]].compactMap({ $0?.number }) {
            guard let number = Int128(bound) else { continue }
            texts += ["\(number - 1)", "\(number)", "\(number + 1)"]
        }
        texts += (schema["enum"]?.array ?? []).compactMap(\.string)
        return texts
    }

    /// Whether a parameter of the right form can still be wrong: no calendar has every date, and a
    /// time frame is bounded as a whole.
    private static func isBoundedElsewhere(_ parameter: RouteDescription.Parameter) -> Bool {
        ["start", "end"].contains(parameter.name)
    }

    @Test func `a parameter is refused by name exactly when it is not as described`() async throws {
        let api = try scene.api()
        let checker = api.contract.checker
        for description in scene.descriptions {
            for parameter in description.parameters where parameter.place == .query {
                for text in Self.texts(parameter, checker) {
                    let query = "?\(parameter.name)=\(text)"
                    let request = try scene.request(description, query: query)
                    let value = try #require(request.queryValue(parameter.name))
                    let isDescribed =
                        api.contract.fault(
                            inValue: value, parameter.schema.json, named: parameter.name) == nil
                    let reply = await api.answer(request)
                    let isRefused =
                        reply.status == 400
                        && (try? reply.value("validation.keys.0")) == .string(parameter.name)
                    if isDescribed, Self.isBoundedElsewhere(parameter) { continue }
                    #expect(
                        isDescribed != isRefused,
                        "\(description.path)\(query) is answered with \(reply.status)")
                }
            }
        }
    }

    @Test func `no other parameter is read`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Shell/Sentry")
        let described = Set(scene.descriptions.flatMap(\.parameters).map(\.name))
        var read: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path())
        where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let calls = text.matches(
                of: /(?:query[A-Z][a-z]+|choice|time|parameters)[(\[]"([a-zA-Z]+)"/)
            read.formUnion(calls.map { String($0.1) })
        }
        #expect(read.subtracting(described) == [])
        #expect(described.subtracting(read) == [])
    }

    @Test func `a body is taken only when it is as described`() async throws {
        for description in scene.descriptions where description.body != nil {
            let request = try scene.request(description)
            let body = try JSONParser.parse(request.body, limits: .standard)
            let api = try scene.api()
            for changed in body.variants {
                var request = request
                request.body = changed.serialized()
                // `answer` compares what is taken with the document.
                let reply = await api.answer(request)
                #expect(reply.status < 500)
            }
        }
    }
}

extension JSONValue {
    /// This value with one thing changed: something else in the place of any value, a member more,
    /// or one less.
    fileprivate var variants: [JSONValue] {
        let others: [JSONValue] = [
            nil, true, -1, 1, .number("1.5"), .number("1e400"), "", "x", "0x", [], [[]], [:],
            ["x": [:]], .number("18446744073709551616"),
        ]
        return others + inner
    }

    private var inner: [JSONValue] {
        switch self {
        case .null, .bool, .number, .string: return []
        case .array(let elements):
            return elements.indices.flatMap { index in
                elements[index].variants.map { changed in
                    var elements = elements
                    elements[index] = changed
                    return .array(elements)
                }
            } + [.array(elements + elements)]
        case .object(let object):
            let members = object.keys.compactMap { key in object[key].map { (key, $0) } }
            let more = JSONValue.object(JSONObject(members: members + [("other", 1)]))
            return members.indices.flatMap { index in
                let less = JSONValue.object(
                    JSONObject(members: Array(members[..<index] + members[(index + 1)...])))
                return [less]
                    + members[index].1.variants.map { changed in
                        var members = members
                        members[index].1 = changed
                        return .object(JSONObject(members: members))
                    }
            } + [more]
        }
    }
}
