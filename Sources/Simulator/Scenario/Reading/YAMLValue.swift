// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Yams

/// A value of a scenario file, with where it stands.
struct YAMLValue {
    /// What it is.
    enum Content {
        case null
        case text(String)
        case list([YAMLValue])
        case mapping([Entry])
    }

    /// A key with its value.
    struct Entry {
        let key: String
        let line: Int
        let value: YAMLValue
    }

    /// The longest file that is read, in octets.
    static let byteLimit = 1 << 20
    /// How deep values nest; our language needs six levels.
    private static let depthLimit = 12

    let line: Int
    let path: String
    let content: Content

    /// Reads a file's text.
    static func parse(_ text: String) throws(ScenarioProblem) -> YAMLValue {
        guard text.utf8.count <= byteLimit else {
            throw ScenarioProblem(
                line: 1, path: "",
                message: "found \(text.utf8.count) octets; allowed: at most \(byteLimit)")
        }
        let root: Yams.Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw refusal(error)
        } catch {
            throw ScenarioProblem(line: 1, path: "", message: "it cannot be read as YAML: \(error)")
        }
        guard let root else {
            throw ScenarioProblem(line: 1, path: "", message: "found nothing; allowed: a mapping")
        }
        return try read(root, path: "", line: 1, depth: 0)
    }

    private static func read(
        _ node: Yams.Node, path: String, line: Int, depth: Int
    ) throws(ScenarioProblem) -> YAMLValue {
        let line = node.mark?.line ?? line
        guard depth < depthLimit else {
            throw ScenarioProblem(line: line, path: path, message: "it nests too deep")
        }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain || scalar.style == .any
            let content: Content =
                isNull && ["", "~", "null"].contains(scalar.string)
                ? .null : .text(scalar.string)
            return YAMLValue(line: line, path: path, content: content)
        case .sequence(let sequence):
            var elements: [YAMLValue] = []
            for (index, element) in sequence.enumerated() {
                elements.append(
                    try read(element, path: "\(path)[\(index)]", line: line, depth: depth + 1))
            }
            return YAMLValue(line: line, path: path, content: .list(elements))
        case .mapping(let mapping):
            var entries: [Entry] = []
            for (keyNode, value) in mapping {
                let keyLine = keyNode.mark?.line ?? line
                guard let key = keyNode.scalar?.string else {
                    throw ScenarioProblem(
                        line: keyLine, path: path, message: "found a key that is no text")
                }
                let inner = path.isEmpty ? key : "\(path).\(key)"
                entries.append(
                    Entry(
                        key: key, line: keyLine,
                        value: try read(value, path: inner, line: keyLine, depth: depth + 1)))
            }
            return YAMLValue(line: line, path: path, content: .mapping(entries))
        case .alias:
            throw ScenarioProblem(
                line: line, path: path, message: "found an alias; write the value out")
        }
    }

    private static func refusal(_ error: YamlError) -> ScenarioProblem {
        switch error {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _),
            .composer(_, let text, let mark, _):
            ScenarioProblem(line: mark.line, path: "", message: "it is not YAML: \(text)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            ScenarioProblem(
                line: context.mark.line, path: duplicates.sorted().joined(separator: ", "),
                message: "the key is given twice; keep one")
        default: ScenarioProblem(line: 1, path: "", message: "it is not YAML in UTF-8")
        }
    }
}

extension YAMLValue {
    /// What stands here, for messages.
    var found: String {
        switch content {
        case .null: "nothing"
        case .text(let text): "\"\(text.prefix(60))\""
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Something else is allowed here.
    func problem(allowed: String) -> ScenarioProblem {
        ScenarioProblem(line: line, path: path, message: "found \(found); allowed: \(allowed)")
    }

    /// What stands here is of the right kind, and still not allowed.
    func problem(_ reason: String, allowed: String) -> ScenarioProblem {
        ScenarioProblem(
            line: line, path: path, message: "found \(found), \(reason); allowed: \(allowed)")
    }

    /// A text.
    func text(_ allowed: String = "a text") throws(ScenarioProblem) -> String {
        guard case .text(let text) = content else { throw problem(allowed: allowed) }
        return text
    }

    /// One of some words.
    func word<Word>(_ words: [(String, Word)]) throws(ScenarioProblem) -> Word {
        let names = words.map(\.0)
        let allowed = names.joined(separator: ", ")
        let text = try self.text(allowed)
        guard let word = words.first(where: { $0.0 == text }) else {
            throw problem(allowed: allowed + NearestName.hint(text, among: names))
        }
        return word.1
    }

    /// A list; anything else is a list of one.
    var elements: [YAMLValue] {
        if case .list(let elements) = content { elements } else { [self] }
    }

    /// A list.
    func list(_ allowed: String) throws(ScenarioProblem) -> [YAMLValue] {
        guard case .list(let elements) = content else { throw problem(allowed: allowed) }
        return elements
    }

    /// A mapping whose keys are all known.
    func fields(_ keys: KeySet) throws(ScenarioProblem) -> Fields {
        guard case .mapping(let entries) = content else {
            throw problem(allowed: "a mapping with " + keys.names.joined(separator: ", "))
        }
        for entry in entries where !keys.names.contains(entry.key) {
            let hint = NearestName.hint(entry.key, among: keys.names)
            throw ScenarioProblem(
                line: entry.line, path: entry.value.path,
                message: "unknown key; allowed: " + keys.names.joined(separator: ", ") + hint)
        }
        return Fields(owner: self, entries: entries)
    }

    /// The values of a mapping by their known keys.
    struct Fields {
        let owner: YAMLValue
        let entries: [Entry]

        /// The value of a key, unless it is missing or empty.
        subscript(_ key: String) -> YAMLValue? {
            guard let value = entries.first(where: { $0.key == key })?.value else { return nil }
            if case .null = value.content { return nil }
            return value
        }

        /// The value of a key that must be there.
        func need(_ key: String) throws(ScenarioProblem) -> YAMLValue {
            guard let value = self[key] else { throw missing(key) }
            return value
        }

        /// A key must be there and is not.
        func missing(_ key: String, _ reason: String? = nil) -> ScenarioProblem {
            ScenarioProblem(
                line: owner.line, path: owner.path.isEmpty ? key : "\(owner.path).\(key)",
                message: "it is missing" + (reason.map { "; \($0)" } ?? ""))
        }
    }
}
