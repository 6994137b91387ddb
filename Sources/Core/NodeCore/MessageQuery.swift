// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import ValidatorMessages

/// Which stored statements of a channel are asked for, newest first.
public struct MessageQuery: Hashable, Sendable {
    /// Only this validator's; nil for everybody's.
    public var author: Address?
    /// Only these kinds; empty for all.
    public var kinds: [StatementKind]
    /// How many at most.
    public var limit: Int
    /// Only those stored before this cursor; nil to start with the newest.
    public var before: Int64?

    /// Asks for statements.
    public init(
        author: Address? = nil, kinds: [StatementKind] = [], limit: Int, before: Int64? = nil
    ) {
        self.author = author
        self.kinds = kinds
        self.limit = limit
        self.before = before
    }
}

/// A statement as storage keeps it.
public struct StoredMessage: Hashable, Sendable {
    /// Its place in the order of arrival; the cursor of the next page.
    public let cursor: Int64
    /// When it was stored.
    public let receivedAt: Timestamp
    /// The statement.
    public let statement: SignedStatement

    /// Puts a stored statement together.
    public init(cursor: Int64, receivedAt: Timestamp, statement: SignedStatement) {
        self.cursor = cursor
        self.receivedAt = receivedAt
        self.statement = statement
    }
}
