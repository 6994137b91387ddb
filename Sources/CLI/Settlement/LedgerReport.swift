// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import JSON
import Primitives

/// How the commands that call the ledger answer.
enum LedgerReport {
    /// Prints what was done, or fails with the ledger's refusal; as JSON also that is data.
    static func report(
        asJSON: Bool, _ call: () async throws -> [(String, JSONValue)]
    ) async throws {
        let members: [(String, JSONValue)]
        do {
            members = try await call()
        } catch let error as ChainError {
            if asJSON {
                Output.json([
                    "error": .string(error.code.rawValue), "message": .string(error.message),
                ])
            }
            throw CommandFailure("\(error)")
        }
        guard !asJSON else {
            Output.json(.object(JSONObject(members: members)))
            return
        }
        for (name, value) in members {
            Output.line("\(name.padding(to: 11)) \(value.string ?? value.number ?? "")")
        }
    }
}
