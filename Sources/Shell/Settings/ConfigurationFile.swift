// This source file is part of the Outpace project. License: see LICENSE.

import Yams

/// A configuration file taken apart into keys and values, each with its line.
struct ConfigurationFile {
    /// The longest file that is read, in octets; thousands of peers fit.
    static let byteLimit = 1 << 20

    /// One key that was set.
    struct Setting {
        let key: ConfigurationKey
        let value: ConfigurationValue
        let line: Int
    }

    private(set) var settings: [Setting] = []
    private(set) var problems: [ConfigurationProblem] = []
    private let name: String

    /// Reads a file's text; `name` is what messages call it.
    init(text: String, name: String) {
        self.name = name
        do {
            guard let root = try Yams.compose(yaml: text) else { return }
            guard case .mapping(let mapping) = root else {
                if case .scalar(let scalar) = root, scalar.string.isEmpty { return }
                problem("", line: 1, "found no keys; allowed: a mapping like \"home: .\"")
                return
            }
            read(mapping)
        } catch let error as YamlError {
            refuse(error)
        } catch {
            problem("", line: 1, "it cannot be read as YAML: \(error)")
        }
    }

    private mutating func read(_ mapping: Node.Mapping) {
        let sections = Set(ConfigurationKey.all.compactMap(\.section))
        for (keyNode, value) in mapping {
            let line = keyNode.mark?.line ?? 1
            guard let name = keyNode.scalar?.string else {
                problem("", line: line, "found a key that is no text; allowed: names like network")
                continue
            }
            guard sections.contains(name) else {
                read(name, value, line: line, siblings: sections.sorted())
                continue
            }
            switch value {
            case .mapping(let section): read(section: name, section)
            case .scalar(let scalar) where scalar.string.isEmpty || Self.raw(value) == .null:
                continue
            default:
                let keys = ConfigurationKey.all.filter { $0.section == name }.map(\.name)
                problem(
                    name, line: line,
                    "found \(Self.raw(value).found); allowed: a mapping of "
                        + keys.joined(separator: ", "))
            }
        }
    }

    private mutating func read(section: String, _ mapping: Node.Mapping) {
        for (keyNode, value) in mapping {
            let line = keyNode.mark?.line ?? 1
            let path = "\(section).\(keyNode.scalar?.string ?? "?")"
            read(path, value, line: line, siblings: [])
        }
    }

    private mutating func read(_ path: String, _ value: Node, line: Int, siblings: [String]) {
        guard let key = ConfigurationKey.named(path) else {
            let known = ConfigurationKey.all.map(\.path) + siblings
            let hint =
                Suggestion.nearest(to: path, among: known)
                .map { "did you mean \($0)?" } ?? "the known keys are in `outpace config show`"
            problem(path, line: line, "unknown key; \(hint)")
            return
        }
        do throws(ValueRefusal) {
            let value = try key.kind.read(Self.raw(value))
            settings.append(Setting(key: key, value: value, line: line))
        } catch {
            problem(path, line: value.mark?.line ?? line, error.message)
        }
    }

    private static func raw(_ node: Node) -> RawValue {
        switch node {
        case .scalar(let scalar):
            switch scalar.style {
            case .singleQuoted, .doubleQuoted, .literal, .folded:
                return .scalar(scalar.string, isQuoted: true)
            case .any, .plain:
                let isNull = ["", "~", "null", "Null", "NULL"].contains(scalar.string)
                return isNull ? .null : .scalar(scalar.string, isQuoted: false)
            }
        case .sequence(let sequence): return .list(sequence.map(raw))
        case .mapping: return .mapping
        case .alias: return .mapping
        }
    }

    private mutating func refuse(_ error: YamlError) {
        switch error {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _),
            .composer(_, let text, let mark, _):
            problem("", line: mark.line, "it is not YAML: \(text)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().joined(separator: ", ")
            problem(keys, line: context.mark.line, "the key is given twice; keep one")
        default: problem("", line: 1, "it is not YAML in UTF-8")
        }
    }

    private mutating func problem(_ path: String, line: Int, _ message: String) {
        problems.append(
            ConfigurationProblem(path: path, place: "\(name), line \(line)", message: message))
    }
}
