// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Identity

/// Where a configuration is read from.
package struct ConfigurationSources: Sendable {
    /// The file's path; nil to do without one.
    package var file: String?
    /// The folder that a relative home starts at when there is no file.
    package var folder: String
    /// The environment.
    package var environment: [String: String]
    /// The command line.
    package var flags: [ConfigurationFlag]

    /// Collects the sources.
    package init(
        file: String?, folder: String, environment: [String: String],
        flags: [ConfigurationFlag] = []
    ) {
        self.file = file
        self.folder = folder
        self.environment = environment
        self.flags = flags
    }

    /// Reads and layers them.
    package func layers() throws(ConfigurationError) -> ConfigurationLayers {
        guard let file else {
            return try ConfigurationLayers(file: nil, environment: environment, flags: flags)
        }
        let name = URL(filePath: file).lastPathComponent
        return try ConfigurationLayers(
            file: (try Self.text(of: file), name), environment: environment, flags: flags)
    }

    private static func text(of file: String) throws(ConfigurationError) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw refusal(file, "it cannot be read; `outpace init --home DIR` writes one")
        }
        guard data.count <= ConfigurationFile.byteLimit else {
            throw refusal(file, "it has \(data.count) octets; at most 1 MiB is allowed")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw refusal(file, "it is not UTF-8")
        }
        return text
    }

    private static func refusal(_ file: String, _ message: String) -> ConfigurationError {
        ConfigurationError([ConfigurationProblem(path: "", place: file, message: message)])
    }
}

extension NodeConfiguration {
    /// Reads, layers and checks a configuration.
    ///
    /// Relative paths in the file start at its `home`, a relative home at the file's folder.
    package static func load(
        _ sources: ConfigurationSources
    ) throws(ConfigurationError) -> NodeConfiguration {
        NodeConfiguration(try sources.layers(), sources: sources)
    }

    private init(_ layers: ConfigurationLayers, sources: ConfigurationSources) {
        let home = Self.home(layers, sources: sources)
        self.home = home
        let password = sources.environment["KEYSTORE_PWD"].flatMap { $0.isEmpty ? nil : $0 }
        key = KeySource(
            file: AbsolutePath.of(layers.text("key.file"), in: home),
            passwordFile: layers.optionalText("key.passwordFile")
                .map { AbsolutePath.of($0, in: home) },
            password: password)
        network = Network(
            listen: layers.addresses("network.listen"), peers: layers.addresses("network.peers"),
            maxConnections: layers.number("network.maxConnections"),
            servesPerf: layers.text("network.perf") == "served")
        apiListen = layers.listenAddress("api.listen")
        trustedProxies = layers.list("api.trustedProxies")
        metricsListen = layers.listenAddress("metrics.listen")
        databasePath = AbsolutePath.of(layers.databaseFile("storage.url"), in: home)
        ledgerPath = AbsolutePath.of(layers.databaseFile("chain.url"), in: home)
        heartbeatInterval = layers.duration("liveness.heartbeatInterval")
        offlineAfter = layers.duration("liveness.offlineAfter")
        logLevel = layers.text("log.level")
        logFormat = LogFormat(rawValue: layers.text("log.format")) ?? .text
        limits = Limits(layers)
    }

    private static func home(
        _ layers: ConfigurationLayers, sources: ConfigurationSources
    ) -> String {
        let entry = layers.entry("home")
        let fileFolder = sources.file.map { file in
            AbsolutePath.folder(of: AbsolutePath.of(file, in: sources.folder))
        }
        let base =
            switch entry.origin {
            case .standard, .file: fileFolder ?? sources.folder
            case .environment, .flag: sources.folder
            }
        return AbsolutePath.of(layers.text("home"), in: base)
    }
}

extension NodeConfiguration.Limits {
    fileprivate init(_ layers: ConfigurationLayers) {
        channels = layers.number("limits.channels")
        eventsPerChannel = layers.number("limits.eventsPerChannel")
        eventBytesPerChannel = layers.number("limits.eventBytesPerChannel")
        requestBodyBytes = layers.number("limits.requestBody")
        requestTime = layers.duration("limits.requestTime")
        apiConnections = layers.number("limits.apiConnections")
        submissions = layers.number("limits.submissions")
        inputs = layers.number("limits.inputs")
        laneQueueBytes = layers.number("limits.laneQueue")
        gossipSendQueueBytes = layers.number("limits.gossipSendQueue")
        directSendQueueBytes = layers.number("limits.directSendQueue")
        handshakeTime = layers.duration("limits.handshakeTime")
        signatureChecksPerSecond = layers.number("limits.signatureChecks")
        shutdownTime = layers.duration("limits.shutdownTime")
    }
}
