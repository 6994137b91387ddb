// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Primitives

/// What the verifying commands share: how they answer, and the check of one signature.
enum Verdict {
    /// What was found to be true: in words, and for programs.
    struct Finding {
        let text: String
        var members: [(String, JSONValue)] = []
    }

    /// Prints what was found to be true, or fails with why not.
    static func report(
        asJSON: Bool, _ check: () throws(CommandFailure) -> String
    ) throws(CommandFailure) {
        try report(asJSON: asJSON) { () throws(CommandFailure) -> Finding in
            Finding(text: try check())
        }
    }

    /// Prints what was found to be true, or fails with why not.
    static func report(
        asJSON: Bool, _ check: () throws(CommandFailure) -> Finding
    ) throws(CommandFailure) {
        do throws(CommandFailure) {
            let finding = try check()
            if asJSON {
                Output.json(.object(JSONObject(members: [("valid", true)] + finding.members)))
            } else {
                Output.line("valid: \(finding.text)")
            }
        } catch {
            if asJSON { Output.json(["valid": false, "reason": .string(error.description)]) }
            throw error
        }
    }

    /// Checks that `signer` signed a state root.
    static func check(
        _ signature: String, of root: Digest, by signer: Address
    ) throws(CommandFailure) {
        let form: RecoverableSignature
        do throws(CryptographyError) {
            form = try RecoverableSignature(hex: signature)
        } catch {
            throw CommandFailure(
                "the signature of \(signer.checksummed) is malformed: \(error.message)")
        }
        let found = form.recoverAddress(digest: PersonalMessage.digest(of: root))
        guard found == signer else {
            throw CommandFailure(
                "\(signer.checksummed) did not sign \(root): the signature is of "
                    + (found?.checksummed ?? "nobody"))
        }
    }
}
