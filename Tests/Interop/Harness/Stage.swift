// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import Synchronization
import Testing

/// Starts puppets and ends them.
final class Stage: Sendable {
    /// The kind of key that names a puppet of another implementation.
    enum KeyKind: String, CaseIterable, Sendable {
        case secp256k1, ed25519
    }

    /// Where logs are.
    let folder: URL
    private let puppets = Mutex<[Puppet]>([])

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "outpace-interop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// A puppet of our own network code.
    func ours(_ settings: JSONValue = [:]) async throws -> Puppet {
        try await ready(
            Puppet.Kind.ours.rawValue, program: ForeignPeers.built("InteropPeer"),
            arguments: [Self.text(settings)])
    }

    /// A go-libp2p puppet.
    ///
    /// - Parameter hasRouter: whether it is a gossipsub peer, or only has streams.
    func go(_ key: KeyKind = .secp256k1, hasRouter: Bool = true) async throws -> Puppet {
        try await foreign(
            Puppet.Kind.go.rawValue, driver: "go_peer.py",
            ["key": .string(key.rawValue), "pubsub": .bool(hasRouter)])
    }

    /// A py-libp2p puppet.
    ///
    /// - Parameter isMeshless: whether it grafts nobody.
    func py(_ key: KeyKind = .secp256k1, isMeshless: Bool = false) async throws -> Puppet {
        try await foreign(
            Puppet.Kind.py.rawValue, driver: "py_peer.py",
            ["key": .string(key.rawValue), "meshless": .bool(isMeshless)])
    }

    /// A puppet of any kind.
    func puppet(_ kind: Puppet.Kind, _ key: KeyKind = .secp256k1) async throws -> Puppet {
        switch kind {
        case .ours: try await ours()
        case .go: try await go(key)
        case .py: try await py(key)
        }
    }

    /// A driver in Python that tells when it is ready.
    func foreign(
        _ name: String, driver: String, _ settings: JSONValue = [:]
    ) async throws -> Puppet {
        try await ready(
            name, program: ForeignPeers.python,
            arguments: [
                ForeignPeers.drivers.appending(path: driver).path(), Self.text(settings),
            ])
    }

    /// Ends all puppets.
    func clear() {
        for puppet in puppets.withLock({ $0 }) { puppet.end() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What all puppets told and logged.
    var story: String { puppets.withLock { $0 }.map(\.story).joined(separator: "\n") }

    /// Our environment, where the foreign programs are, and nothing that would configure a node.
    static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("OUTPACE_")
        }
        environment["INTEROP_GO"] = ForeignPeers.go.path()
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        return environment
    }

    private func ready(
        _ name: String, program: URL, arguments: [String]
    ) async throws -> Puppet {
        let puppet = try Puppet(
            name, program: program, arguments: arguments, environment: Self.environment,
            folder: folder)
        puppets.withLock { $0.append(puppet) }
        try await puppet.first("listening", within: .seconds(60))
        return puppet
    }

    private static func text(_ settings: JSONValue) -> String {
        String(decoding: settings.serialized(), as: UTF8.self)
    }
}

/// Gives a test its puppets and takes them away again, whatever happens; tells what they did when
/// the test throws.
func onStage(_ body: (Stage) async throws -> Void) async throws {
    let stage = try Stage()
    defer { stage.clear() }
    do {
        try await body(stage)
    } catch {
        print(stage.story)
        throw error
    }
}
