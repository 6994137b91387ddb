// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Local networks on disk, and channels in files.
@Suite struct TestnetCommandTests {
    @Test func `a network is written as promised`() async throws {
        try await Executable.inFolder { outpace in
            let made = try await outpace.run(
                "testnet", "--validators", "3", "--channels", "2", "--base-port", "4900",
                "--output", "net")
            #expect(made.code == 0)
            let text = try outpace.read("net/testnet.json")
            let file = try #require(
                try JSONParser.parse(Array(text.utf8), limits: .standard).object)
            let nodes = try #require(file["nodes"]?.array)
            #expect(nodes.count == 3)
            #expect(nodes[2].object?["api"]?.string == "http://127.0.0.1:4921")
            #expect(nodes[2].object?["metrics"]?.string == "http://127.0.0.1:4922")
            #expect(
                nodes[2].object?["p2p"]?.string?.hasPrefix("/ip4/127.0.0.1/tcp/4920/p2p/") == true)
            for index in 0..<3 {
                let check = try await outpace.run("start", "--home", "net/node\(index)", "--check")
                #expect(check.code == 0)
            }
        }
    }

    @Test func `channels are well-formed, named by their ids, and led in turn`() async throws {
        try await Executable.inFolder { outpace in
            let made = try await outpace.run(
                "testnet", "--validators", "2", "--channels", "2", "--output", "net", "--json")
            let file = try made.json()
            let addresses = (file["nodes"]?.array ?? []).map { $0.object?["address"]?.string }
            for (number, channel) in (file["channels"]?.array ?? []).enumerated() {
                let id = try #require(channel.string)
                let path = "net/channels/\(id).json"
                let identified = try await outpace.succeed("channel", "id", path)
                #expect(identified.output == id + "\n")
                _ = try await outpace.succeed("channel", "validate", path)
                let text = try outpace.read(path)
                let document = try JSONParser.parse(Array(text.utf8), limits: .standard).object
                let validators = document?["spec"]?.object?["validators"]?.array
                #expect(validators?.first?.object?["id"]?.string == addresses[number % 2])
            }
        }
    }

    @Test func `a folder that holds something is left alone`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write("mine", to: "note")
            let result = try await outpace.run("testnet", "--validators", "2", "--output", ".")
            #expect(result.code == 1)
            #expect(result.errors.contains("is not empty"))
        }
    }

    @Test(arguments: [
        ["--validators", "1"], ["--validators", "26"], ["--channels", "0"],
        ["--base-port", "65520"], ["--events-per-second", "-1"],
    ])
    func `numbers out of range are wrong usage`(option: [String]) async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run(
                "testnet", "--output", "net", "\(option[0])=\(option[1])")
            #expect(result.code == 64)
            #expect(result.errors.contains("allowed"))
        }
    }

    @Test func `a channel that is none is refused with its fault`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write("{\"creator\":1}", to: "c.json")
            let result = try await outpace.run("channel", "validate", "c.json")
            #expect(result.code == 1)
            #expect(result.errors.contains("channel"))
        }
    }

    @Test func `nobody at the address is one sentence`() async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run("status", "--api", "http://127.0.0.1:1")
            #expect(result.code == 1)
            #expect(result.errors.contains("is the node running?"))
        }
    }

    @Test(arguments: [
        ["--churn", "1s"], ["--churn", "20s", "--down", "34"], ["--churn", "20s", "--guests", "9"],
        ["--churn", "20s", "--stall", "11s"],
    ]) func `churn out of range is refused with what is allowed`(arguments: [String]) async throws {
        try await Executable.inFolder { outpace in
            let refused = try await outpace.run(
                "testnet", "--output", "net", arguments[0], arguments[1],
                arguments.count > 2 ? "\(arguments[2])=\(arguments[3])" : "--guests=1")
            #expect(refused.code == 64)
            #expect(refused.errors.contains("allowed:"))
        }
    }
}
