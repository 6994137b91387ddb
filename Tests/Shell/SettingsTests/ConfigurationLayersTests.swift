// This source file is part of the Outpace project. License: see LICENSE.

import Settings
import Testing

/// Which source wins, and that each says so.
@Suite struct ConfigurationLayersTests {
    private static let file = (text: "log:\n  level: debug\n  format: json", name: "config.yaml")
    private static let environment = ["OUTPACE_LOG_LEVEL": "warning"]
    private static let flag = ConfigurationFlag(
        path: "log.level", name: "--log-level", values: ["error"])

    private func level(_ layers: ConfigurationLayers) throws -> ConfigurationLayers.Entry {
        try #require(layers.entries.first { $0.key.path == "log.level" })
    }

    @Test func `the default holds when nobody says anything`() throws {
        let entry = try level(ConfigurationLayers(file: nil, environment: [:], flags: []))
        #expect(entry.value == .text("info"))
        #expect(entry.origin == .standard)
    }

    @Test func `the file wins over the default`() throws {
        let entry = try level(ConfigurationLayers(file: Self.file, environment: [:], flags: []))
        #expect(entry.value == .text("debug"))
        #expect(entry.origin == .file("config.yaml", line: 2))
    }

    @Test func `the environment wins over the file`() throws {
        let entry = try level(
            ConfigurationLayers(file: Self.file, environment: Self.environment, flags: []))
        #expect(entry.value == .text("warning"))
        #expect(entry.origin == .environment("OUTPACE_LOG_LEVEL"))
    }

    @Test func `a flag wins over everything`() throws {
        let entry = try level(
            ConfigurationLayers(
                file: Self.file, environment: Self.environment, flags: [Self.flag]))
        #expect(entry.value == .text("error"))
        #expect(entry.origin == .flag("--log-level"))
    }

    @Test(arguments: ["OUTPACE_NETWORK_MAX_CONNECTIONS", "OUTPACE_NETWORK_MAXCONNECTIONS"])
    func `a variable may part the words of a key or not`(name: String) throws {
        let layers = try ConfigurationLayers(file: nil, environment: [name: "7"], flags: [])
        let entry = try #require(layers.entries.first { $0.key.path == "network.maxConnections" })
        #expect(entry.value == .number(7))
    }

    @Test func `a list in the environment is parted by commas`() throws {
        let layers = try ConfigurationLayers(
            file: nil,
            environment: ["OUTPACE_NETWORK_LISTEN": "/ip4/127.0.0.1/tcp/1, /ip6/::1/tcp/2"],
            flags: [])
        let entry = try #require(layers.entries.first { $0.key.path == "network.listen" })
        #expect(entry.value == .list(["/ip4/127.0.0.1/tcp/1", "/ip6/::1/tcp/2"]))
    }

    @Test(arguments: ConfigurationKey.all.map(\.path))
    func `the file that is written holds every key with its default`(path: String) throws {
        let layers = try ConfigurationLayers(
            file: (ConfigurationTemplate.text(), "config.yaml"), environment: [:], flags: [])
        let entry = try #require(layers.entries.first { $0.key.path == path })
        #expect(entry.value == entry.key.standard)
        #expect(entry.origin != .standard)
    }

    @Test func `settings that are written are read back`() throws {
        let settings: [String: ConfigurationValue] = [
            "network.listen": .list(["/ip4/127.0.0.1/tcp/4600"]),
            "api.listen": .text("127.0.0.1:4601"), "chain.url": .text("sqlite:../ledger.db"),
            "key.passwordFile": .text("a \"strange\" \\ name: #1"),
            "liveness.offlineAfter": .duration(.milliseconds(2_500)),
            "limits.requestBody": .number(3 << 10),
        ]
        let layers = try ConfigurationLayers(
            file: (ConfigurationTemplate.text(settings), "config.yaml"), environment: [:],
            flags: [])
        for (path, value) in settings {
            #expect(layers.entries.first { $0.key.path == path }?.value == value)
        }
    }

    @Test func `an empty file means the defaults`() throws {
        for text in ["", "# nothing\n", "network:\n", "network: {}\n"] {
            _ = try ConfigurationLayers(file: (text, "config.yaml"), environment: [:], flags: [])
        }
    }
}
