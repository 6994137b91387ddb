// This source file is part of the Outpace project. License: see LICENSE.

import Settings
import Testing

/// What is refused, and how well the message helps.
@Suite struct ConfigurationErrorTests {
    /// A configuration, the key to blame, and pieces of the message.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let path: String
        let pieces: [String]

        var testDescription: String { text }
    }

    static let cases = [
        Case(
            text: "network:\n  maxConnection: 3", path: "network.maxConnection",
            pieces: ["unknown key", "network.maxConnections", "line 2"]),
        Case(text: "maxConnections: 3", path: "maxConnections", pieces: ["network.maxConnections"]),
        Case(
            text: "network:\n  maxConnections: many", path: "network.maxConnections",
            pieces: ["found many", "1 to 16384", "line 2"]),
        Case(
            text: "network:\n  maxConnections: \"256\"", path: "network.maxConnections",
            pieces: ["the text \"256\"", "whole number"]),
        Case(
            text: "network:\n  maxConnections: 0", path: "network.maxConnections",
            pieces: ["found 0", "1 to 16384"]),
        Case(
            text: "network:\n  maxConnections: [3]", path: "network.maxConnections",
            pieces: ["found a list"]),
        Case(
            text: "network: 3", path: "network",
            pieces: ["found 3", "listen, peers, maxConnections"]),
        Case(
            text: "network:\n  listen: /ip4/0.0.0.0/tcp/1", path: "network.listen",
            pieces: ["a list of addresses"]),
        Case(
            text: "network:\n  listen: [/ip4/0.0.0.0/udp/1]", path: "network.listen",
            pieces: ["/udp", "/ip4/0.0.0.0/tcp/4001"]),
        Case(
            text: "network:\n  peers: [/ip4/10.0.0.2/tcp/4001]", path: "network.peers",
            pieces: ["/p2p/"]),
        Case(
            text: "api:\n  listen: 8005", path: "api.listen", pieces: ["found 8005", "host:port"]),
        Case(
            text: "api:\n  listen: \"127.0.0.1:70000\"", path: "api.listen",
            pieces: ["127.0.0.1:70000", "0 to 65535"]),
        Case(
            text: "api:\n  trustedProxies: [example.org]", path: "api.trustedProxies",
            pieces: ["example.org", "IP addresses"]),
        Case(
            text: "storage:\n  url: \"postgres://localhost/outpace\"", path: "storage.url",
            pieces: ["PostgreSQL is not supported", "sqlite:path"]),
        Case(
            text: "storage:\n  url: outpace.db", path: "storage.url", pieces: ["sqlite:outpace.db"]),
        Case(
            text: "chain:\n  adapter: ethereum", path: "chain.adapter",
            pieces: ["found ethereum", "ledger"]),
        Case(
            text: "liveness:\n  heartbeatInterval: 1", path: "liveness.heartbeatInterval",
            pieces: ["found 1", "500ms, 2s or 5m"]),
        Case(
            text: "liveness:\n  heartbeatInterval: 5s\n  offlineAfter: 6s",
            path: "liveness.offlineAfter", pieces: ["found 6s", "at least twice", "10s"]),
        Case(text: "log:\n  level: loud", path: "log.level", pieces: ["found loud", "warning"]),
        Case(text: "log:\n  level:", path: "log.level", pieces: ["found nothing"]),
        Case(
            text: "limits:\n  requestBody: 1TiB", path: "limits.requestBody",
            pieces: ["found 1TiB", "1KiB to 16MiB"]),
        Case(text: "home: .\nhome: /var", path: "home", pieces: ["given twice"]),
        Case(text: "home: [", path: "", pieces: ["not YAML"]),
        Case(text: "- home", path: "", pieces: ["found no keys"]),
    ]

    @Test(arguments: cases)
    func `a wrong setting is refused with its key, place and what is allowed`(
        example: Case
    ) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationLayers(
                file: (example.text, "config.yaml"), environment: [:], flags: [])
        }
        let problem = try #require(error.problems.first)
        #expect(problem.path == example.path)
        for piece in example.pieces { #expect(problem.description.contains(piece)) }
    }

    @Test func `all wrong settings of a file are reported at once`() throws {
        let text = "nonsense: 1\nlog: {level: loud}\nnetwork: {maxConnections: -1}"
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationLayers(file: (text, "config.yaml"), environment: [:], flags: [])
        }
        #expect(error.problems.count == 3)
        #expect(error.description.split(separator: "\n").count == 3)
    }

    @Test func `a misspelt environment variable of ours is refused`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationLayers(
                file: nil, environment: ["OUTPACE_NETWORK_LISTENS": "x"], flags: [])
        }
        #expect(error.description.contains("OUTPACE_NETWORK_LISTEN?"))
    }

    @Test func `an environment variable of somebody else is left alone`() throws {
        _ = try ConfigurationLayers(
            file: nil, environment: ["OUTPACE_BIN": "/usr/bin/outpace", "PATH": "/bin"], flags: [])
    }

    @Test func `a flag for a key that does not exist is refused with a suggestion`() throws {
        let flag = ConfigurationFlag(path: "log.levels", name: "--set", values: ["info"])
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationLayers(file: nil, environment: [:], flags: [flag])
        }
        #expect(error.description.contains("did you mean log.level?"))
    }

    @Test func `a file that is missing is named`() throws {
        let sources = ConfigurationSources(
            file: "/nonexistent/config.yaml", folder: "/", environment: [:])
        let error = try #require(throws: ConfigurationError.self) {
            try NodeConfiguration.load(sources)
        }
        #expect(error.description.contains("/nonexistent/config.yaml"))
    }
}
