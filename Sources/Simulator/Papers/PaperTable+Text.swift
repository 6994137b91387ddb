// This source file is part of the Outpace project. License: see LICENSE.

import JSON
public import Primitives

extension PaperTable {
    /// What stands where there is no value.
    private static let nothing = "-"

    /// The table for a terminal: columns aligned, numbers to the right.
    public var text: String {
        var lines = [title, ""] + Self.wrapped(setUp) + [""]
        let cells = [[""] + columns.map(\.name)] + rows.map { [$0.label] + written($0) }
        let widths = (0...columns.count).map { place in
            cells.map { $0[place].count }.max() ?? 0
        }
        for row in cells {
            let padded = row.enumerated().map { place, cell in
                let space = String(repeating: " ", count: widths[place] - cell.count)
                return place == 0 ? cell + space : space + cell
            }
            lines.append(Self.trimmed(padded.joined(separator: "  ")))
        }
        if !notes.isEmpty { lines.append("") }
        for note in notes { lines += Self.wrapped("- " + note) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as a section of a Markdown document.
    public var markdown: String {
        var lines = ["### \(title)", ""] + Self.wrapped(setUp) + [""]
        lines.append("| |" + columns.map { " \($0.name) |" }.joined())
        lines.append("|---|" + columns.map { _ in "---:|" }.joined())
        for row in rows {
            let label = row.isPublished ? "*\(row.label)*" : row.label
            lines.append("| \(label) |" + written(row).map { " \($0) |" }.joined())
        }
        if !notes.isEmpty { lines.append("") }
        for note in notes { lines += Self.wrapped("- " + note) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as one JSON object; a value that is not there is null.
    public var json: Bytes {
        let rows = rows.map { row in
            let values = zip(columns, row.values).map { column, value in
                value.map { JSONValue.number(Self.decimal($0, column.decimals)) } ?? .null
            }
            return JSONValue.object(
                JSONObject(members: [
                    ("label", .string(row.label)), ("published", .bool(row.isPublished)),
                    ("values", .array(values)),
                ]))
        }
        return JSONValue.object(
            JSONObject(members: [
                ("title", .string(title)), ("setUp", .string(setUp)),
                ("columns", .array(columns.map { .string($0.name) })), ("rows", .array(rows)),
                ("notes", .array(notes.map { .string($0) })),
            ])
        ).serialized()
    }

    private func written(_ row: Row) -> [String] {
        zip(columns, row.values).map { column, value in
            value.map { Self.grouped(Self.decimal($0, column.decimals)) } ?? Self.nothing
        }
    }

    /// A number with so many digits after the point, rounded half away from zero.
    static func decimal(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "0" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((value * scale).rounded(.toNearestOrAwayFromZero))
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return String(scaled) }
        let digits = String(scaled.magnitude)
        let filled = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return sign + filled.dropLast(decimals) + "." + filled.suffix(decimals)
    }

    /// Thin groups of three digits before the point, from five digits on.
    private static func grouped(_ number: String) -> String {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.count > 4 else { return number }
        var grouped = ""
        for (place, digit) in whole.enumerated() {
            let left = whole.count - place
            if place > 0, left % 3 == 0, whole.prefix(place) != "-" { grouped.append(" ") }
            grouped.append(digit)
        }
        return ([grouped] + parts.dropFirst().map(String.init)).joined(separator: ".")
    }

    /// Lines of at most 100 columns.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + word.count + 1 > 100 {
                lines.append(line)
                line = text.hasPrefix("- ") ? " " : ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
