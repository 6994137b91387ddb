// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// Events from the command line.
@Suite struct EventCommandTests {
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
}
