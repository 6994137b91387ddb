// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// `outpace simulate` as scripts see it: exit codes, JSON and files.
@Suite struct SimulateCommandTests {
    private static let head = """
        name: pair
        proves: Two validators pay.
        duration: 4 s
        healed: 5 s
        nodes: 2
        workload: { rate: 5 /s }

        """
    private static let passing = head + "expect: [{ at: end, online: 2, allPaid: true }]\n"
    private static let failing = head + "expect:\n  - { at: 3 s, online: 1 }\n"

    private func inFolder(_ body: (Executable) async throws -> Void) async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.passing, to: "pair.yaml")
            try outpace.write(Self.failing, to: "odd.yaml")
            try outpace.write("name: bad\nnods: 2\n", to: "bad.yaml")
            try await body(outpace)
        }
    }

    @Test func `a run that passes exits with 0 and prints its hash`() async throws {
        try await inFolder { outpace in
            let result = try await outpace.succeed("simulate", "pair.yaml")
            #expect(result.output.hasPrefix("passed pair"))
            #expect(result.output.contains("hash 0x"))
            #expect(result.errors.isEmpty)
        }
    }

    @Test func `a run that fails exits with 1 and prints the command that does it again`()
        async throws
    {
        try await inFolder { outpace in
            let result = try await outpace.run("simulate", "odd.yaml", "--depth", "octets")
            #expect(result.code == 1)
            #expect(result.output.contains("seed 1, after 3.000000 s: expectation in line 8"))
            #expect(
                result.output.hasSuffix(
                    "  again: outpace simulate odd.yaml --seed 1 --depth octets\n"))
        }
    }

    @Test(arguments: [
        (["bad.yaml"], "bad.yaml, line 2: nods: unknown key"),
        (["pair.yaml", "bad.yaml"], "did you mean nodes?"),
        (["none.yaml"], "there is no file or folder none.yaml"),
        (["pair.yaml", "--nodes", "1"], "channel 0 of 1 validators cannot be"),
    ])
    func `a file that is no scenario is answered with 2, and nothing runs`(
        arguments: [String], message: String
    ) async throws {
        try await inFolder { outpace in
            let result = try await outpace.run(["simulate"] + arguments)
            #expect(result.code == 2)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains(message))
        }
    }

    @Test(arguments: [
        ["--seeds", "0"], ["--nodes", "0"], ["--depth", "bytes"], ["--jobs", "0"],
        ["--seeds", "2", "--transcript", "t"], ["odd.yaml", "--transcript", "t"],
        ["--report", "missing/page.html"], ["--report", "."], ["--transcript", "missing/t"],
    ])
    func `wrong usage is answered with 64`(arguments: [String]) async throws {
        try await inFolder { outpace in
            let result = try await outpace.run(["simulate", "pair.yaml"] + arguments)
            #expect(result.code == 64)
            #expect(result.output.isEmpty)
        }
    }

    @Test func `the JSON of a run that passes has its figures and no failure`() async throws {
        try await inFolder { outpace in
            let result = try await outpace.succeed(
                "simulate", "pair.yaml", "--json", "--nodes", "2")
            let run = try result.json()
            #expect(run["scenario"] == .string("pair"))
            #expect(run["passed"] == .bool(true))
            #expect(run["seedsDone"] == .integer(1))
            #expect(run["posted"] == run["paid"])
            #expect(run["failure"] == .null)
            #expect(run["checks"]?.array?.count == 8)
            let hash = try #require(run["hash"]?.string)
            #expect(hash.count == 66)
        }
    }

    @Test func `the JSON of a run that fails has the seed, the time and the transcript`()
        async throws
    {
        try await inFolder { outpace in
            let result = try await outpace.run("simulate", "odd.yaml", "--json", "--seed", "3")
            #expect(result.code == 1)
            let failure = try #require(try result.json()["failure"]?.object)
            #expect(failure["seed"] == .number("3"))
            #expect(failure["atSeconds"] == .number("3.000000000"))
            #expect(failure["command"] == .string("outpace simulate odd.yaml --seed 3"))
            #expect(failure["transcript"]?.array?.isEmpty == false)
        }
    }

    @Test func `a folder stands for its scenarios, one line of JSON each, by name`() async throws {
        try await Executable.inFolder { outpace in
            for name in ["b", "a"] {
                let text = Self.passing.replacing("name: pair", with: "name: \(name)")
                try outpace.write(text, to: "\(name).yaml")
            }
            let result = try await outpace.succeed("simulate", ".", "--json")
            let lines = result.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.contains(#""scenario":"a""#) == true)
        }
    }

    @Test func `in a folder a scenario is called like its file, alone it need not be`() async throws
    {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.passing, to: "other.yaml")
            let all = try await outpace.run("simulate", ".")
            #expect(all.code == 2)
            #expect(all.errors.contains(#"other.yaml, line 1: name: found "pair"; allowed: other"#))
            _ = try await outpace.succeed("simulate", "other.yaml")
        }
    }

    @Test func `seeds that are done are kept in a file and not run again`() async throws {
        try await inFolder { outpace in
            _ = try await outpace.succeed(
                "simulate", "pair.yaml", "--seeds", "2", "--resume", "done")
            #expect(try outpace.read("done").hasSuffix(" 1 2\n"))
            let again = try await outpace.succeed(
                "simulate", "pair.yaml", "--seeds", "3", "--resume", "done", "--json")
            let run = try again.json()
            #expect(run["seedsDone"] == .integer(3))
            #expect(run["virtualSeconds"] == .number("9.000"))
            #expect(try outpace.read("done").hasSuffix(" 1 3\n"))
        }
    }

    @Test func `a scenario with spaces in its name is resumed`() async throws {
        try await inFolder { outpace in
            try outpace.write(
                Self.passing.replacing("name: pair", with: "name: a  pair"), to: "pair.yaml")
            for seeds in ["1", "2"] {
                _ = try await outpace.succeed(
                    "simulate", "pair.yaml", "--seeds", seeds, "--resume", "done")
            }
            #expect(try outpace.read("done").hasSuffix(" 1 2\n"))
        }
    }

    @Test func `a changed scenario begins anew`() async throws {
        try await inFolder { outpace in
            _ = try await outpace.succeed("simulate", "pair.yaml", "--resume", "done")
            try outpace.write(Self.passing + "# changed\n", to: "pair.yaml")
            let again = try await outpace.succeed(
                "simulate", "pair.yaml", "--resume", "done", "--json")
            #expect(try again.json()["virtualSeconds"] == .number("9.000"))
        }
    }

    @Test(arguments: [("done", "no file of --resume"), ("missing/done", "cannot write")])
    func `a file that cannot be resumed is known before anything runs`(
        path: String, message: String
    ) async throws {
        try await inFolder { outpace in
            try outpace.write("garbage\n", to: "done")
            let result = try await outpace.run("simulate", "pair.yaml", "--resume", path)
            #expect(result.code == 1)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains(message))
        }
    }

    @Test func `the page of a run that failed is about its seed`() async throws {
        try await inFolder { outpace in
            let result = try await outpace.run(
                "simulate", "pair.yaml", "odd.yaml", "--seed", "4", "--report", "page.html")
            #expect(result.code == 1)
            let page = try outpace.read("page.html")
            #expect(page.contains("outpace simulate odd.yaml --seed 4"))
            #expect(page.contains("expectation in line 8"))
        }
    }
}
