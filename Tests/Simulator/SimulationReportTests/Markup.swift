// This source file is part of the Outpace project. License: see LICENSE.

/// Reads markup as strictly as XML wants it and tells the first fault.
struct Markup {
    private(set) var elementCount = 0
    private(set) var texts: [String] = []
    private var rest: Substring
    private var open: [String] = []

    static func fault(of text: some StringProtocol) -> String? {
        var markup = Markup(rest: Substring(text))
        return markup.read()
    }

    init(rest: Substring) { self.rest = rest }

    private mutating func read() -> String? {
        while let start = rest.firstIndex(of: "<") {
            if let fault = Self.faultOfText(rest[..<start]) { return fault }
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!") || tag.hasPrefix("?") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else {
                    return "</\(tag.dropFirst())> ends something else"
                }
                continue
            }
            let isClosed = tag.hasSuffix("/")
            let body = isClosed ? tag.dropLast() : tag
            let name = String(body.prefix { !$0.isWhitespace })
            if let fault = Self.faultOfAttributes(body.dropFirst(name.count)) {
                return "<\(name)>: " + fault
            }
            if !isClosed { open.append(name) }
        }
        return open.isEmpty ? nil : "<\(open[open.count - 1])> is never closed"
    }

    private static func faultOfText(_ text: Substring) -> String? {
        var rest = text
        while let mark = rest.firstIndex(of: "&") {
            let entity = rest[mark...].prefix { $0 != ";" }
            guard ["&amp", "&lt", "&gt", "&quot", "&#39"].contains(String(entity)) else {
                return "unknown entity \(entity.prefix(12))"
            }
            rest = rest[rest.index(after: mark)...]
        }
        return nil
    }

    private static func faultOfAttributes(_ text: Substring) -> String? {
        var rest = text.drop { $0.isWhitespace }
        var names: Set<String> = []
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" }
            guard names.insert(String(name)).inserted else { return "\(name) stands twice" }
            rest = rest.dropFirst(name.count)
            guard rest.hasPrefix("=\"") else { return "\(name) has no quoted value" }
            rest = rest.dropFirst(2)
            guard let end = rest.firstIndex(of: "\"") else { return "\(name) has no end" }
            if rest[..<end].contains("<") { return "\(name) holds a tag" }
            if let fault = faultOfText(rest[..<end]) { return fault }
            rest = rest[rest.index(after: end)...]
            if let next = rest.first, !next.isWhitespace { return "\(name) runs into the next" }
            rest = rest.drop { $0.isWhitespace }
        }
        return nil
    }
}
