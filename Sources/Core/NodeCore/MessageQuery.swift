// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives
package import ValidatorMessages

/// Which stored statements of a channel are asked for, newest first.
package struct MessageQuery: Hashable, Sendable {
    /// Only this validator's; nil for everybody's.
    package var author: Address?
    /// Only these kinds; empty for all.
    package var kinds: [StatementKind]
    /// How many at most.
    package var limit: Int
    /// Only those stored before this cursor; nil to start with the newest.
    package var before: Int64?

    /// Asks for statements.
    package init(
        author: Address? = nil, kinds: [StatementKind] = [], limit: Int, before: Int64? = nil
    ) {
        self.author = author
        self.kinds = kinds
        self.limit = limit
        self.before = before
    }
}

/// A statement as storage keeps it.
package struct StoredMessage: Hashable, Sendable {
    /// Its place in the order of arrival; the cursor of the next page.
    package let cursor: Int64
    /// When it was stored.
    package let receivedAt: Timestamp
    /// The statement.
    package let statement: SignedStatement

    /// Puts a stored statement together.
    package init(cursor: Int64, receivedAt: Timestamp, statement: SignedStatement) {
        self.cursor = cursor
        self.receivedAt = receivedAt
        self.statement = statement
    }
}
