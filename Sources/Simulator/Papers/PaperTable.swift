// This source file is part of the Outpace project. License: see LICENSE.

/// A published measurement beside our own, row by row.
package struct PaperTable: Hashable, Sendable {
    /// One column.
    package struct Column: Hashable, Sendable {
        /// What stands above it.
        package let name: String
        /// How many digits follow the point.
        package let decimals: Int

        /// A column of numbers.
        package init(_ name: String, decimals: Int = 0) {
            self.name = name
            self.decimals = decimals
        }
    }

    /// One row: who measured, and what.
    package struct Row: Hashable, Sendable {
        /// What was measured.
        package let label: String
        /// Whether the numbers are somebody else's, as published.
        package let isPublished: Bool
        /// One value for each column; nil where nothing was published or there is nothing to count.
        package let values: [Double?]

        /// A row of as many values as the table has columns.
        package init(_ label: String, isPublished: Bool = false, _ values: [Double?]) {
            self.label = label
            self.isPublished = isPublished
            self.values = values
        }
    }

    /// What the table is about.
    package let title: String
    /// What was simulated, in sentences.
    package let setUp: String
    /// What stands above the values.
    package let columns: [Column]
    /// The rows, in the order of printing.
    package var rows: [Row]
    /// What a reader must know to compare the rows.
    package var notes: [String]

    /// A table; every row needs a value for every column.
    package init(
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
    package func value(_ label: String, _ column: String) -> Double? {
        guard let row = rows.first(where: { $0.label == label }),
            let place = columns.firstIndex(where: { $0.name == column })
        else { return nil }
        return row.values[place]
    }
}
