// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The tables that find included events by account and count them; filled when a state is approved,
/// so that taking an event in costs no more than before.
enum RecordTables {
    /// Stands for all publishers.
    static let everybody: Bytes = [0]
    /// Stands for all channels.
    static let allChannels: Int64 = 0

    static let statements = [
        // The numbers of the events of an account in a state: a row for each event would cost a
        // busy publisher as many insertions as it has events.
        """
        CREATE TABLE event_accounts (
            channel INTEGER NOT NULL REFERENCES channels,
            account BLOB NOT NULL,
            state INTEGER NOT NULL,
            events BLOB NOT NULL,
            PRIMARY KEY (channel, account, state)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE aggregates (
            state INTEGER PRIMARY KEY,
            channel INTEGER NOT NULL REFERENCES channels,
            created INTEGER NOT NULL,
            sums BLOB NOT NULL,
            amounts BLOB NOT NULL,
            UNIQUE (channel, created)
        ) STRICT
        """,
        // Of `hours` hours, 1 or 24, from `start` on, in whole hours since 1970.
        """
        CREATE TABLE event_counts (
            channel INTEGER NOT NULL,
            publisher BLOB NOT NULL,
            hours INTEGER NOT NULL,
            type INTEGER NOT NULL,
            start INTEGER NOT NULL,
            count INTEGER NOT NULL,
            amount BLOB NOT NULL,
            PRIMARY KEY (channel, publisher, hours, type, start)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE INDEX channels_with_records ON channels (valid_until) WHERE has_records = 1
        """,
    ]
}
