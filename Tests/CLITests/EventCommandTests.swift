// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// Events from the command line.
@Suite struct EventCommandTests {
    @Test func `the same events go to every validator that is named`() async throws {
        try await Executable.inFolder { outpace in
            let id = "0x" + String(repeating: "1", count: 64)
            let publisher = "0x" + String(repeating: "2", count: 40)
            let one = try FixedServer(answer: #"{"success":true,"ids":["0x01"]}"#)
            defer { one.close() }
            let other = try FixedServer(status: "503 Busy", answer: #"{"message":"try again"}"#)
            defer { other.close() }
            let result = try await outpace.run(
                "event", "send", "--channel", id, "--publisher", publisher, "--api", other.origin,
                "--api", one.origin)
            #expect(result.code == 1)
            #expect(result.errors.contains("1 of 2"))
            #expect(result.output == "0x01\n")
            #expect(result.errors.contains("try again"))
            #expect(one.asked == ["/channel/\(id)/events"])
            #expect(one.asked == other.asked)
        }
    }

    @Test(arguments: ["3", "CLOSE", "sale"])
    func `a type that nobody can submit so is refused with those that are allowed`(
        type: String
    ) async throws {
        try await Executable.inFolder { outpace in
            let id = "0x" + String(repeating: "1", count: 64)
            let publisher = "0x" + String(repeating: "2", count: 40)
            let result = try await outpace.run(
                "event", "send", "--channel", id, "--publisher", publisher, "--type", type)
            #expect(result.code == 64)
            #expect(result.errors.contains("IMPRESSION"))
            #expect(result.errors.contains("CLICK"))
        }
    }

    @Test(
        arguments: [
            (["--channel", "0x12"], "64 hexadecimal digits"),
            (["--publisher", "0x12"], "40 hexadecimal digits"),
            (["--publisher", "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA6A"], "right checksum"),
        ])
    func `an argument that cannot be read is refused with what is allowed`(
        arguments: [String], allowed: String
    ) async throws {
        try await Executable.inFolder { outpace in
            let result = try await outpace.run(["event", "send"] + arguments)
            #expect(result.code == 64)
            #expect(result.errors.contains(arguments[1]))
            #expect(result.errors.contains(allowed))
        }
    }
}
