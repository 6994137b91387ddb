// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives

/// Balances as JSON: an object of addresses and decimal amounts.
enum BalancesReading {
    /// Reads balances; `name` is for messages.
    static func balances(_ object: JSONObject, name: String) throws(CommandFailure) -> Balances {
        var entries: [Balances.Entry] = []
        entries.reserveCapacity(object.count)
        for key in object.keys {
            guard let account = Address(text: key, requiringChecksum: false) else {
                throw CommandFailure(
                    "\(name): \(key.excerpt) is no address; allowed: 0x and 40 hexadecimal digits"
                )
            }
            guard let amount = amount(object[key]) else {
                throw CommandFailure(
                    "\(name): the balance of \(key) is no amount; allowed: a decimal number in quotes"
                )
            }
            entries.append(Balances.Entry(account: account, amount: amount))
        }
        do throws(BalancesFault) {
            return try Balances(entries)
        } catch {
            throw CommandFailure("\(name): \(error.message)")
        }
    }

    /// A decimal amount, in quotes or not.
    static func amount(_ value: JSONValue?) -> Amount? {
        (value?.string ?? value?.number).flatMap { Amount(decimal: $0) }
    }

    /// The tree over balances, which needs at least one.
    static func tree(_ balances: Balances, name: String) throws(CommandFailure) -> StateTree {
        guard let tree = StateTree(balances) else {
            throw CommandFailure("\(name) holds no balances, so there is no root")
        }
        return tree
    }
}
