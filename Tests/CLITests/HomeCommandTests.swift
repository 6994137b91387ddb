// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Homes, configuration and the manners of the executable.
@Suite struct HomeCommandTests {
    @Test func `the version is printed alone`() async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run("--version")
            #expect(result.code == 0)
            #expect(result.output == "0.1.0\n")
        }
    }

    @Test(arguments: [
        [], ["init"], ["start"], ["testnet"], ["config", "show"], ["key", "new"],
        ["channel", "id"],
        ["state-root"], ["verify", "state"], ["event", "load"], ["status"], ["bench", "mempool"],
    ])
    func `every command has help on stdout`(command: [String]) async throws {
        try await Executable.inFolder { outpace in
            let first = command.first ?? "--help"
            let second = command.count > 1 ? command[1] : "--help"
            let result = try await outpace.run(first, second, "--help")
            #expect(result.code == 0)
            #expect(result.output.contains("USAGE: outpace"))
            #expect(result.errors.isEmpty)
        }
    }

    @Test func `wrong usage ends with 64 and says why on stderr alone`() async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run("start", "--bogus")
            #expect(result.code == 64)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("--bogus"))
        }
    }

    @Test func `a home is made with the key that is given`() async throws {
        try await Executable.inFolder { outpace in
            let key = String(repeating: "0", count: 63) + "1"
            let result = try await outpace.run(
                "init", "--home", "h", "--network-key", key, "--json")
            #expect(result.code == 0)
            let document = try result.json()
            #expect(document["address"]?.string == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
            #expect(document["peerId"]?.string?.hasPrefix("16Uiu2HA") == true)
            for name in ["config.yaml", "validator.key", "outpace.db"] {
                let path = "\(outpace.folder)/h/\(name)"
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
                #expect(mode as? Int == 0o600)
            }
        }
    }

    @Test func `a home is not overwritten`() async throws {
        try await Executable.inFolder { outpace in
            _ = try await outpace.succeed("init", "--home", "h")
            let key = try outpace.read("h/validator.key")
            let result = try await outpace.run("init", "--home", "h")
            #expect(result.code == 1)
            #expect(result.errors.contains("exists already"))
            #expect(try outpace.read("h/validator.key") == key)
        }
    }

    @Test func `a fresh home passes the check`() async throws {
        try await Executable.inFolder { outpace in
            _ = try await outpace.succeed("init", "--home", "h")
            _ = try await outpace.succeed("start", "--home", "h", "--check")
        }
    }

    @Test func `a wrong configuration stops the start with key, line and what is allowed`()
        async throws
    {
        try await Executable.inFolder { outpace in
            try outpace.write("network:\n  maxConection: 3\n", to: "config.yaml")
            let result = try await outpace.run("start", "--home", ".", "--check")
            #expect(result.code == 1)
            for piece in ["network.maxConection", "line 2", "network.maxConnections"] {
                #expect(result.errors.contains(piece))
            }
        }
    }

    @Test func `a start without a home says what to do`() async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run("start")
            #expect(result.code == 1)
            #expect(result.errors.contains("outpace init --home DIR"))
        }
    }

    @Test func `config show tells where each value comes from`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write("log:\n  level: debug\n", to: "config.yaml")
            let result = try await outpace.run(
                "config", "show", "--origin", "--api-listen", "127.0.0.1:0", "--json",
                environment: ["OUTPACE_LOG_FORMAT": "json"])
            let document = try result.json()
            func origin(_ key: String) -> String? { document[key]?.object?["origin"]?.string }
            #expect(origin("log.level") == "config.yaml:2")
            #expect(origin("log.format") == "environment OUTPACE_LOG_FORMAT")
            #expect(origin("api.listen") == "flag --api-listen")
            #expect(origin("home") == "default")
        }
    }
}
