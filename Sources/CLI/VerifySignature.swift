// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import JSON
import Primitives

/// `outpace verify signature`
struct VerifySignature: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signature", abstract: "Check one validator's signature under a state root.")

    @Option(
        help: ArgumentHelp("Who should have signed.", valueName: "address"),
        transform: Address.argument)
    var address: Address

    @Option(help: ArgumentHelp("What was signed.", valueName: "hash"), transform: Digest.argument)
    var stateRoot: Digest

    @Option(help: ArgumentHelp("0x and 130 hexadecimal digits.", valueName: "hex"))
    var signature: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try Verdict.report(asJSON: json) { () throws(CommandFailure) in
            try Verdict.check(signature, of: stateRoot, by: address)
            return "\(address.checksummed) signed \(stateRoot)"
        }
    }
}
