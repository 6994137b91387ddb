// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import Settings

/// Which node's configuration to use, and what the command line changes in it.
struct HomeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The node's home; its config.yaml is read.", valueName: "dir"))
    var home: String?

    @Option(
        help: ArgumentHelp("The configuration file, instead of one in a home.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Listen for peers here; may be repeated.", valueName: "multiaddr"))
    var listen: [String] = []

    @Option(help: ArgumentHelp("The peer list; may be repeated.", valueName: "multiaddr"))
    var peer: [String] = []

    @Option(help: ArgumentHelp("Listen for API requests here.", valueName: "host:port"))
    var apiListen: String?

    @Option(help: ArgumentHelp("Serve metrics and the dashboard here.", valueName: "host:port"))
    var metricsListen: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical."))
    var logLevel: String?

    @Option(help: ArgumentHelp("text or json."))
    var logFormat: String?

    @Option(
        help: ArgumentHelp(
            "Set any key of the configuration; may be repeated.", valueName: "key=value"))
    var set: [String] = []

    func validate() throws {
        if home != nil, config != nil {
            throw ValidationError("--home and --config exclude each other; give one.")
        }
        for text in set where !text.contains("=") {
            throw ValidationError("--set needs key=value, as in --set network.maxConnections=64.")
        }
    }

    /// The sources, with the environment of this process.
    ///
    /// - Parameter needsFile: whether it is an error that neither --home nor --config is given and the
    ///   folder we are in holds no config.yaml.
    func sources(needsFile: Bool) throws(CommandFailure) -> ConfigurationSources {
        let folder = FileManager.default.currentDirectoryPath
        let environment = ProcessInfo.processInfo.environment
        var sources = ConfigurationSources(
            file: file(in: folder), folder: folder, environment: environment, flags: flags)
        if sources.file == nil, let home = environment["OUTPACE_HOME"] {
            sources.file = AbsolutePath.of(home + "/config.yaml", in: folder)
        }
        guard sources.file != nil || !needsFile else {
            throw CommandFailure(
                "no configuration: give --home DIR or --config FILE; "
                    + "`outpace init --home DIR` makes a home")
        }
        return sources
    }

    private func file(in folder: String) -> String? {
        if let config { return AbsolutePath.of(config, in: folder) }
        if let home { return AbsolutePath.of(home + "/config.yaml", in: folder) }
        let local = folder + "/config.yaml"
        return FileManager.default.fileExists(atPath: local) ? local : nil
    }

    private var flags: [ConfigurationFlag] {
        var flags: [ConfigurationFlag] = []
        func add(_ path: String, _ name: String, _ values: [String]) {
            guard !values.isEmpty else { return }
            flags.append(ConfigurationFlag(path: path, name: name, values: values))
        }
        for text in set {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            add(String(parts[0]), "--set", [String(parts.last ?? "")])
        }
        add("home", "--home", [home].compactMap(\.self))
        add("network.listen", "--listen", listen)
        add("network.peers", "--peer", peer)
        add("api.listen", "--api-listen", [apiListen].compactMap(\.self))
        add("metrics.listen", "--metrics-listen", [metricsListen].compactMap(\.self))
        add("log.level", "--log-level", [logLevel].compactMap(\.self))
        add("log.format", "--log-format", [logFormat].compactMap(\.self))
        return flags
    }
}
