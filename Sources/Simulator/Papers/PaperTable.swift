// This source file is part of the Outpace project. License: see LICENSE.

/// A published measurement beside our own, row by row.
public struct PaperTable: Hashable, Sendable {
    /// One column.
    public struct Column: Hashable, Sendable {
        /// What stands above it.
        public let name: String
        /// How many digits follow the point.
        public let decimals: Int

        /// A column of numbers.
        public init(_ name: String, decimals: Int = 0) {
            self.name = name
            self.decimals = decimals
        }
    }

    /// One row: who measured, and what.
    public struct Row: Hashable, Sendable {
        /// What was measured.
        public let label: String
        /// Whether the numbers are somebody else's, as published.
        public let isPublished: Bool
        /// One value for each column; nil where nothing was published or there is nothing to count.
        public let values: [Double?]

        /// A row of as many values as the table has columns.
        public init(_ label: String, isPublished: Bool = false, _ values: [Double?]) {
            self.label = label
            self.isPublished = isPublished
            self.values = values
        }
    }

    /// What the table is about.
    public let title: String
    /// What was simulated, in sentences.
    public let setUp: String
    /// What stands above the values.
    public let columns: [Column]
    /// The rows, in the order of printing.
    public var rows: [Row]
    /// What a reader must know to compare the rows.
    public var notes: [String]

    /// A table; every row needs a value for every column.
    public init(
        title: String, setUp: String, columns: [Column], rows: [Row], notes: [String] = []
    ) {
        for row in rows {
            precondition(
                row.values.count == columns.count,
                "\(row.label) has \(row.values.count) values for \(columns.count) columns")
        }
        self.title = title
        self.setUp = setUp
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }

    /// The value of a row in a column; nil when there is none.
    public func value(_ label: String, _ column: String) -> Double? {
        guard let row = rows.first(where: { $0.label == label }),
            let place = columns.firstIndex(where: { $0.name == column })
        else { return nil }
        return row.values[place]
    }
}
