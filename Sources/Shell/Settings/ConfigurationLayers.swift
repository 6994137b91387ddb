// This source file is part of the Outpace project. License: see LICENSE.

/// Where the value of a key comes from.
package enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Nobody said anything.
    case standard
    /// The file, at this line.
    case file(String, line: Int)
    /// An environment variable.
    case environment(String)
    /// A flag of the command.
    case flag(String)

    /// As `config show --origin` prints it.
    package var description: String {
        switch self {
        case .standard: "default"
        case .file(let name, let line): "\(name):\(line)"
        case .environment(let name): "environment \(name)"
        case .flag(let name): "flag \(name)"
        }
    }
}

/// A value somebody gave on the command line, which wins over everything else.
package struct ConfigurationFlag: Hashable, Sendable {
    /// The key that is set.
    package let path: String
    /// The flag, for messages: `--api-listen`.
    package let name: String
    /// What was given; several for a key that takes a list.
    package let values: [String]

    /// Makes a flag for the key at `path`.
    package init(path: String, name: String, values: [String]) {
        self.path = path
        self.name = name
        self.values = values
    }
}

/// The values of all keys with their origins: flags over environment over file over defaults.
package struct ConfigurationLayers: Sendable {
    /// One key, its value and who said so.
    package struct Entry: Sendable {
        /// The key.
        package let key: ConfigurationKey
        /// The value in force.
        package let value: ConfigurationValue
        /// Who said so.
        package let origin: ConfigurationOrigin
    }

    /// The keys in the order of the file.
    package private(set) var entries: [Entry]
    private var problems: [ConfigurationProblem] = []

    /// Lays the sources over each other.
    ///
    /// - Parameters:
    ///   - file: the file's text and the name that messages use; nil for none.
    ///   - environment: the environment; names that do not start with `OUTPACE_` are not looked at.
    ///   - flags: what the command line says.
    /// - Throws: everything that is wrong in any of them.
    package init(
        file: (text: String, name: String)?, environment: [String: String],
        flags: [ConfigurationFlag]
    ) throws(ConfigurationError) {
        entries = ConfigurationKey.all.map {
            Entry(key: $0, value: $0.standard, origin: .standard)
        }
        if let file { lay(ConfigurationFile(text: file.text, name: file.name), name: file.name) }
        lay(environment)
        for flag in flags { lay(flag) }
        checkTogether()
        guard problems.isEmpty else { throw ConfigurationError(problems) }
    }

    /// The value of a key that is in the catalogue; another path is a bug of the caller.
    func value(_ path: String) -> ConfigurationValue { entry(path).value }

    func entry(_ path: String) -> Entry {
        guard let entry = entries.first(where: { $0.key.path == path }) else {
            preconditionFailure("no key \(path)")
        }
        return entry
    }

    private mutating func lay(_ file: ConfigurationFile, name: String) {
        problems += file.problems
        for setting in file.settings {
            set(setting.key, setting.value, .file(name, line: setting.line))
        }
    }

    private mutating func lay(_ environment: [String: String]) {
        let sections = ConfigurationKey.all.compactMap(\.section).map { $0.uppercased() }
        let names = environment.keys.filter { $0.hasPrefix("OUTPACE_") }.sorted()
        for name in names {
            let folded = Self.folded(name)
            let match = ConfigurationKey.all.first { Self.folded($0.environmentName) == folded }
            if let key = match {
                read(key, [environment[name] ?? ""], place: name, origin: .environment(name))
                continue
            }
            // Names outside our sections may belong to scripts around us.
            guard sections.contains(where: { name.hasPrefix("OUTPACE_\($0)_") }) else { continue }
            let known = ConfigurationKey.all.map(\.environmentName)
            let hint = Suggestion.nearest(to: name, among: known).map { "; did you mean \($0)?" }
            problems.append(
                ConfigurationProblem(
                    path: "", place: name, message: "no such setting\(hint ?? "")"))
        }
    }

    private mutating func lay(_ flag: ConfigurationFlag) {
        guard let key = ConfigurationKey.named(flag.path) else {
            let hint = Suggestion.nearest(to: flag.path, among: ConfigurationKey.all.map(\.path))
            problems.append(
                ConfigurationProblem(
                    path: flag.path, place: flag.name,
                    message: "unknown key" + (hint.map { "; did you mean \($0)?" } ?? "")))
            return
        }
        read(key, flag.values, place: flag.name, origin: .flag(flag.name))
    }

    private mutating func read(
        _ key: ConfigurationKey, _ texts: [String], place: String, origin: ConfigurationOrigin
    ) {
        let raw: RawValue
        if key.kind.isList {
            let parts = texts.flatMap { $0.split(separator: ",") }
            raw = .list(
                parts.map { .scalar(String($0).trimmed, isQuoted: false) })
        } else {
            let text = texts.last ?? ""
            raw = text.isEmpty || text == "null" ? .null : .scalar(text, isQuoted: false)
        }
        do throws(ValueRefusal) {
            set(key, try key.kind.read(raw), origin)
        } catch {
            problems.append(
                ConfigurationProblem(path: key.path, place: place, message: error.message))
        }
    }

    private mutating func set(
        _ key: ConfigurationKey, _ value: ConfigurationValue, _ origin: ConfigurationOrigin
    ) {
        guard let index = entries.firstIndex(where: { $0.key.path == key.path }) else { return }
        entries[index] = Entry(key: key, value: value, origin: origin)
    }

    /// What one value demands of another.
    private mutating func checkTogether() {
        let offline = entry("liveness.offlineAfter")
        guard case .duration(let interval) = value("liveness.heartbeatInterval"),
            case .duration(let patience) = offline.value, patience < interval * 2
        else { return }
        problems.append(
            ConfigurationProblem(
                path: "liveness.offlineAfter", place: offline.origin.description,
                message: "found \(DurationText.print(patience)); allowed: at least twice "
                    + "liveness.heartbeatInterval, \(DurationText.print(interval * 2))"))
    }

    private static func folded(_ name: String) -> String { name.filter { $0 != "_" } }
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
