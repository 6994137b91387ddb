// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import NodeCore
import Settings
import Testing

/// What a node is told once all sources are read.
@Suite struct NodeConfigurationTests {
    private func load(
        _ text: String, environment: [String: String] = [:], flags: [ConfigurationFlag] = []
    ) throws -> (NodeConfiguration, folder: String) {
        let folder = FileManager.default.temporaryDirectory.path + "/settings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(text.utf8).write(to: URL(filePath: folder + "/config.yaml"))
        let sources = ConfigurationSources(
            file: folder + "/config.yaml", folder: "/elsewhere", environment: environment,
            flags: flags)
        return (try NodeConfiguration.load(sources), AbsolutePath.of(folder))
    }

    @Test func `relative paths start at the home, the home at the file`() throws {
        let (configuration, folder) = try load("home: data\nchain: {url: \"sqlite:../ledger.db\"}")
        #expect(configuration.home == folder + "/data")
        #expect(configuration.key.file == folder + "/data/validator.key")
        #expect(configuration.databasePath == folder + "/data/outpace.db")
        #expect(configuration.ledgerPath == folder + "/ledger.db")
    }

    @Test func `absolute paths stay as they are`() throws {
        let (configuration, _) = try load(
            "key: {file: /run/key}\nstorage: {url: \"sqlite:///var/a.db\"}")
        #expect(configuration.key.file == "/run/key")
        #expect(configuration.databasePath == "/var/a.db")
    }

    @Test func `a home from the command line starts where the command runs`() throws {
        let flag = ConfigurationFlag(path: "home", name: "--home", values: ["n0"])
        #expect(try load("home: .", flags: [flag]).0.home == "/elsewhere/n0")
    }

    @Test func `the password may come from the variable that AdEx uses`() throws {
        #expect(try load("", environment: ["KEYSTORE_PWD": "secret"]).0.key.password == "secret")
        #expect(try load("", environment: ["KEYSTORE_PWD": ""]).0.key.password == nil)
    }

    @Test func `port 0 and IPv6 are allowed for listeners`() throws {
        let (configuration, _) = try load(
            "api: {listen: \"127.0.0.1:0\"}\nmetrics: {listen: \"[::1]:9464\"}")
        #expect(configuration.apiListen.port == 0)
        #expect(configuration.metricsListen.host == "::1")
        #expect(configuration.metricsListen.description == "[::1]:9464")
    }

    @Test func `the core is run with what the operator decides`() throws {
        let (configuration, _) = try load(
            """
            liveness: {heartbeatInterval: 500ms, offlineAfter: 2s}
            limits: {channels: 8, eventBytesPerChannel: 2MiB}
            """)
        let parameters = configuration.nodeParameters
        #expect(parameters.heartbeatInterval == .milliseconds(500))
        #expect(parameters.channelLimit == 8)
        #expect(configuration.offlineAfter == .seconds(2))
        #expect(configuration.limits.eventBytesPerChannel == 2 << 20)
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("2s", .seconds(2)), ("5m", .seconds(300)),
        ("0s", .zero),
    ])
    func `lengths of time are read and printed`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: ["", "5", "s", "-1s", "1.5s", "1h", "1 s", "99999999999999999999s", "1sm"])
    func `other lengths of time are refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: ["a", ":1", "a:", "a:b", "a:-1", "a:65536", "::1:80", "a/b:1", "a@b:1"])
    func `other addresses are refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:8005", "http://127.0.0.1:8005"), ("0.0.0.0:81", "http://127.0.0.1:81"),
        ("[::]:81", "http://[::1]:81"), ("[fd00::1]:81", "http://[fd00::1]:81"),
        ("node.example:81", "http://node.example:81"), ("127.0.0.1:0", ""),
    ])
    func `a listener has an address for its own machine`(text: String, url: String) throws {
        #expect(try #require(ListenAddress(text)).localURL == url)
    }
}
