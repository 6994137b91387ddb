// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulatedWorld

extension ScenarioReader {
    /// A way to misbehave; nil for none.
    func role(_ value: YAMLValue) throws(ScenarioProblem) -> Role? {
        let names = RoleForm.all.map(\.name)
        let allowed = names.joined(separator: ", ")
        switch value.content {
        case .text(let name):
            guard let form = RoleForm.all.first(where: { $0.name == name }) else {
                throw value.problem(allowed: allowed + NearestName.hint(name, among: names))
            }
            switch form.argument {
            case .none(let role): return role
            case .sybil: return .sybil(SybilForm())
            case .share, .rate:
                throw value.problem(allowed: "{ \(name): \(form.argument.allowed) }")
            }
        case .mapping(let entries):
            guard let entry = entries.first, entries.count == 1 else {
                throw value.problem(allowed: "one of " + allowed)
            }
            guard let form = RoleForm.all.first(where: { $0.name == entry.key }) else {
                throw ScenarioProblem(
                    line: entry.line, path: entry.value.path,
                    message: "unknown role; allowed: "
                        + allowed + NearestName.hint(entry.key, among: names))
            }
            return try role(form, entry.value)
        case .null, .list: throw value.problem(allowed: allowed)
        }
    }

    private func role(_ form: RoleForm, _ value: YAMLValue) throws(ScenarioProblem) -> Role? {
        switch form.argument {
        case .none(let role):
            guard case .null = value.content else {
                throw value.problem(allowed: "\(form.name) without a value")
            }
            return role
        case .share(let make): return .plain(make(try value.share()))
        case .rate(let make): return .plain(make(try value.rate(upTo: 100_000) / 1_000))
        case .sybil: return .sybil(try sybil(value))
        }
    }

    private func sybil(_ value: YAMLValue) throws(ScenarioProblem) -> SybilForm {
        let fields = try value.fields(.sybil)
        var form = SybilForm()
        if let value = fields["target"] { form.target = try selectors.read(value) }
        if let value = fields["censors"] { form.censored = try selectors.read(value) }
        if let value = fields["withholds"] { form.withholdsPerMille = try value.share() }
        if let value = fields["promises"] {
            form.breaksPromises = try value.word([("broken", true), ("kept", false)])
        }
        if let value = fields["behaves"] { form.behavesFor = try value.duration() }
        return form
    }
}

/// A role as scenarios write it.
public struct RoleForm: Sendable {
    /// What stands behind the name.
    enum Argument: Sendable {
        case none(Role?)
        case share(@Sendable (Int) -> AdversaryRole)
        case rate(@Sendable (Int) -> AdversaryRole)
        case sybil

        var allowed: String {
            switch self {
            case .none: "-"
            case .share: "a share"
            case .rate: "a rate"
            case .sybil: "see Sybil"
            }
        }
    }

    /// As it is written.
    public let name: String
    let argument: Argument
    /// What a host with it does.
    public let meaning: String

    /// The table of the documentation.
    public static var table: String {
        let rows = all.map { form in
            let example: String
            switch form.argument {
            case .none: example = "role: \(form.name)"
            case .share: example = "role: { \(form.name): 30 % }"
            case .rate: example = "role: { \(form.name): 100 /s }"
            case .sybil: example = "role: { \(form.name): { target: 0 } }"
            }
            return "| `\(example)` | \(form.meaning) |"
        }
        return (["| written as | what the host does |", "|---|---|"] + rows)
            .joined(separator: "\n")
    }
}
