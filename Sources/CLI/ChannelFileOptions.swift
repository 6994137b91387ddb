// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import JSON
import Outpace
import Primitives

/// The channel that a certificate has to be of, as whoever checks it knows it.
struct ChannelFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The channel's JSON: its validators and deposit count.", valueName: "file"))
    var channel: String?

    @Option(
        help: ArgumentHelp(
            "The contract; default: AdEx core v4 on the mainnet.", valueName: "address"),
        transform: Address.argument)
    var core: Address?

    /// Nil when no file is given.
    func read() throws(CommandFailure) -> PaymentChannel? {
        guard let channel else { return nil }
        return try InputFile.channel(channel, core: core)
    }
}

extension CertificateReader {
    /// Checks the signatures of a state root, the leader's and the quorum, by the validators of the
    /// channel, else by those that the file names; stderr says what is then only the file's word.
    ///
    /// - Returns: by whose word these are the validators, for JSON.
    func checkQuorum(
        of root: Digest, in channel: PaymentChannel?
    ) throws(CommandFailure) -> (String, JSONValue) {
        let isChecked = try checkSignatures(of: root, validators: channel?.validators)
        guard channel == nil else {
            guard isChecked else { throw CommandFailure("\(name): nobody signed") }
            return ("validatorsOf", "channel")
        }
        guard isChecked else {
            Output.note(
                "validators or signatures are not in \(name), so leader and quorum were not checked"
            )
            return ("validatorsOf", nil)
        }
        Output.note(
            "that these are the channel's validators is only what \(name) says; give --channel FILE"
        )
        return ("validatorsOf", "file")
    }
}
