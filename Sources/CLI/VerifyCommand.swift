// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check proofs, signatures and certificates offline: exit code 0, or 1 and why.",
        subcommands: [
            VerifyProof.self, VerifySignature.self, VerifyState.self, VerifyEvent.self,
        ])
}
