// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import ProcessHarness
import Testing

extension IntegrationSuite {
    /// `outpace start` on what it cannot run: one sentence, a code that is not 0, nothing overwritten.
    @Suite(.serialized)
    struct RefusalTests {
        @Test func `an unknown key in the configuration is named`() async throws {
            try await refuses("networc: {}\n", appendedTo: "config.yaml", saying: "networc")
        }

        @Test func `a value out of range is named`() async throws {
            try await refuses(
                "limits: {channels: -1}\n", appendedTo: "config.yaml", saying: "limits")
        }

        @Test func `a taken port is named`() async throws {
            try await withNetwork(validators: 2) { network in
                try network.start([0])
                _ = try await eventually(within: .seconds(25), "node0 answers") {
                    await network.status(at: 0) != nil
                }
                let port = try port(of: "api", at: 0, in: network)
                let file = network.home(1) + "/config.yaml"
                let text = try String(contentsOfFile: file, encoding: .utf8)
                let mine = try self.port(of: "api", at: 1, in: network)
                try text.replacing(":\(mine)\"", with: ":\(port)\"")
                    .write(toFile: file, atomically: true, encoding: .utf8)
                try expectRefusal(of: network.home(1), saying: "\(port)", leaving: 2)
            }
        }

        @Test func `a home in use is refused`() async throws {
            try await withNetwork(validators: 2) { network in
                try network.start([0])
                _ = try await eventually(within: .seconds(25), "node0 answers") {
                    await network.status(at: 0) != nil
                }
                let outcome = try Program.run(["start", "--home", network.home(0)])
                #expect(outcome.code == 1)
                #expect(outcome.errors.contains("another outpace process"))
            }
        }

        @Test func `a missing key is named`() async throws {
            try await withNetwork(validators: 2) { network in
                try FileManager.default.removeItem(atPath: network.home(0) + "/validator.key")
                try expectRefusal(of: network.home(0), saying: "validator.key")
            }
        }

        @Test(arguments: ["nonsense", "truncated", "missing"]) func `a bad database is refused`(
            kind: String
        ) async throws {
            try await withNetwork(validators: 2) { network in
                let file = network.home(0) + "/outpace.db"
                switch kind {
                case "nonsense":
                    try Data("not a database".utf8).write(to: URL(filePath: file))
                    try FileManager.default.setAttributes(
                        [.posixPermissions: 0o600], ofItemAtPath: file)
                case "truncated":
                    let handle = try FileHandle(forWritingTo: URL(filePath: file))
                    try handle.truncate(atOffset: 5_000)
                    try handle.close()
                default: try FileManager.default.removeItem(atPath: file)
                }
                try expectRefusal(of: network.home(0), saying: "outpace.db")
            }
        }

        private func refuses(
            _ line: String, appendedTo name: String, saying word: String
        ) async throws {
            try await withNetwork(validators: 2) { network in
                let file = network.home(0) + "/" + name
                let text = try String(contentsOfFile: file, encoding: .utf8) + line
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                try expectRefusal(of: network.home(0), saying: word)
            }
        }

        /// One sentence with the word in it, a code that is not 0, and the files as they were; a good
        /// database is opened before a port is found taken, and may take up its own log then.
        private func expectRefusal(
            of home: String, saying word: String, leaving count: Int = 3
        ) throws {
            let before = contents(of: home).prefix(count)
            let outcome = try Program.run(["start", "--home", home])
            #expect(outcome.code != 0)
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
            #expect(!outcome.errors.contains("Fatal error"))
            #expect(contents(of: home).prefix(count) == before)
        }

        /// What an operator must never lose; SQLite's side files come and go.
        private func contents(of home: String) -> [Data?] {
            ["config.yaml", "validator.key", "outpace.db"].map {
                FileManager.default.contents(atPath: home + "/" + $0)
            }
        }

        private func port(of section: String, at node: Int, in network: LocalNetwork) throws -> Int
        {
            let origin = try network.origin(of: section, at: node)
            return try #require(origin.split(separator: ":").last.flatMap { Int($0) })
        }
    }
}
