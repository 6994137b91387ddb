// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Puppets of other implementations that play in many tests, because they take long to start.
///
/// They end when the process of the tests does, since their input ends then.
actor Troupe {
    static let shared = Troupe()

    private struct Part: Hashable {
        let kind: Puppet.Kind
        let key: Stage.KeyKind
    }

    private var stage: Stage?
    private var puppets: [Part: Puppet] = [:]

    /// The puppet of that kind and key.
    func puppet(_ kind: Puppet.Kind, _ key: Stage.KeyKind) async throws -> Puppet {
        let part = Part(kind: kind, key: key)
        if let puppet = puppets[part], puppet.isThere { return puppet }
        let stage = try self.stage ?? Stage()
        self.stage = stage
        let puppet = try await stage.puppet(kind, key)
        puppets[part] = puppet
        return puppet
    }
}

/// One of ours and one of another implementation.
struct Pairing: Sendable, CustomTestStringConvertible {
    let foreign: Puppet.Kind
    let key: Stage.KeyKind
    let isOursDialling: Bool

    /// Every combination.
    static let all = [Puppet.Kind.go, .py].flatMap { foreign in
        Stage.KeyKind.allCases.flatMap { key in
            [true, false].map { Pairing(foreign: foreign, key: key, isOursDialling: $0) }
        }
    }

    var testDescription: String {
        isOursDialling ? "we dial \(foreign) (\(key))" : "\(foreign) (\(key)) dials us"
    }

    /// Connects the two, has them do something, and tells what they did when that throws.
    func meet(_ body: (_ ours: Puppet, _ theirs: Puppet) async throws -> Void) async throws {
        let theirs = try await Troupe.shared.puppet(foreign, key)
        try await onStage { stage in
            let ours = try await stage.ours()
            do {
                if isOursDialling {
                    try await ours.dial(theirs)
                } else {
                    try await theirs.dial(ours)
                }
                try await body(ours, theirs)
            } catch {
                print(theirs.story)
                throw error
            }
        }
    }
}

/// Has all join a topic; returns when each knows of all others there.
func join(_ puppets: [Puppet], in topic: String) async throws {
    for puppet in puppets { try await puppet.subscribe(to: topic) }
    for puppet in puppets { try await puppet.awaits(puppets.filter { $0 !== puppet }, in: topic) }
}

/// Has neighbours join a topic; returns when each is in the other's mesh, as far as that shows.
func gather(_ puppets: [Puppet], in topic: String, _ neighbours: [(Puppet, Puppet)]) async throws {
    for puppet in puppets { try await puppet.subscribe(to: topic) }
    for (one, two) in neighbours + neighbours.map({ ($1, $0) }) where one.kind != .go {
        try await one.meshes(with: two, in: topic)
    }
}
