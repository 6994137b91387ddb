// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Cryptography
import JSON
import Testing

/// Keys between files and forms.
@Suite struct KeyCommandTests {
    private static let digits = String(repeating: "0", count: 63) + "1"
    private static let address = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"

    @Test func `a new key shows the same address later`() async throws {
        try await Executable.inFolder { outpace in
            let made = try await outpace.run("key", "new", "k", "--json").json()
            let shown = try await outpace.run("key", "show", "k", "--json").json()
            #expect(made["address"] == shown["address"])
            #expect(made["peerId"] == shown["peerId"])
        }
    }

    @Test func `a key goes into a keystore and comes out again`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.digits + "\n", to: "plain")
            try outpace.write("correct horse\n", to: "password")
            let made = try await outpace.run(
                "key", "import", "plain", "store", "--password-file", "password")
            #expect(made.code == 0)
            #expect(try outpace.read("store").contains("\"version\":3"))
            let out = try await outpace.run(
                "key", "export", "store", environment: ["KEYSTORE_PWD": "correct horse"])
            #expect(out.output == Self.digits + "\n")
        }
    }

    @Test func `a token names the node and who asks, and is signed`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.digits + "\n", to: "plain")
            let result = try await outpace.run("key", "token", "plain", "--node", Self.address)
            #expect(result.code == 0, "\(result.errors)")
            let token = try EWT(parsing: result.output.dropLast())
            #expect(token.id == Self.address)
            #expect(token.address.checksummed == Self.address)
        }
    }

    @Test func `a wrong password is one sentence and exit code 1`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.digits, to: "plain")
            try outpace.write("right\n", to: "right")
            try outpace.write("wrong\n", to: "wrong")
            _ = try await outpace.run("key", "import", "plain", "store", "--password-file", "right")
            let result = try await outpace.run(
                "key", "show", "store", "--password-file", "wrong")
            #expect(result.code == 1)
            #expect(result.errors.contains("password does not open store"))
            #expect(result.output.isEmpty)
        }
    }

    @Test func `a key that others may read is refused`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.digits, to: "k", mode: 0o644)
            let result = try await outpace.run("key", "show", "k")
            #expect(result.code == 1)
            #expect(result.errors.contains("chmod 600 k"))
        }
    }

    @Test func `a key never shows`() async throws {
        try await Executable.inFolder { outpace in
            try outpace.write(Self.digits, to: "k")
            let result = try await outpace.run("key", "show", "k")
            #expect(result.output.contains(Self.address))
            #expect(!result.output.contains(Self.digits))
        }
    }
}
