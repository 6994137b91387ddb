// This source file is part of the Outpace project. License: see LICENSE.

/// A chart over the time axis: rows of equal width, a label to the left, a figure to the right.
struct Chart {
    /// One row.
    struct Row {
        /// What stands to the left, as HTML.
        var label = ""
        /// In pixels.
        var height: Double
        /// Shapes, the row's own top left corner at 0, 0.
        var shapes = ""
        /// Texts on the shapes.
        var marks: [Mark] = []
        /// What stands to the right, as HTML.
        var figure = ""
        /// Labels to the left at heights in the row.
        var scale: [(y: Double, text: String)] = []
        /// Class names of the label.
        var style = ""

        init(label: String = "", height: Double) {
            self.label = label
            self.height = height
        }
    }

    /// A text between two places of the axis, cut where there is no room.
    struct Mark {
        let from: Double
        let until: Double
        let text: String
        var style = ""
        var isRightAligned = false
    }

    let id: String
    let title: String
    var note = ""
    var legend = ""
    var rows: [Row] = []
    /// What follows the rows, as HTML.
    var rest = ""

    init(id: String, title: String, note: String = "") {
        self.id = id
        self.title = title
        self.note = note
    }

    /// The chart as HTML; the background is drawn behind all rows, over their whole height.
    func render(_ background: (Double) -> String) -> String {
        let height = rows.reduce(0) { $0 + $1.height }
        var out = "<figure id=\"" + id + "\"><figcaption><h2>" + PageText.escaped(title) + "</h2>"
        if !note.isEmpty { out += "<p>" + note + "</p>" }
        if !legend.isEmpty { out += "<div class=\"legend\">" + legend + "</div>" }
        out += "</figcaption>"
        guard !rows.isEmpty else { return out + rest + "</figure>\n" }
        out += "<div class=\"grid\"><div class=\"labels\">"
        for row in rows {
            out +=
                "<div class=\"" + (row.style.isEmpty ? "l" : "l " + row.style)
                + "\" style=\"height:" + PageText.short(row.height) + "px\">" + row.label
            for label in row.scale {
                out +=
                    "<i style=\"top:" + PageText.short(label.y) + "px\">"
                    + PageText.escaped(label.text) + "</i>"
            }
            out += "</div>"
        }
        out += "</div><div class=\"plot\" style=\"height:" + PageText.short(height) + "px\">"
        out += Self.svg(height, background(height) + shapes) + marks + "</div>"
        out += "<div class=\"figures\">"
        for row in rows {
            out +=
                "<div style=\"height:" + PageText.short(row.height) + "px\">" + row.figure
                + "</div>"
        }
        return out + "</div></div>" + rest + "</figure>\n"
    }

    private var shapes: String {
        var out = ""
        var top = 0.0
        for row in rows {
            if !row.shapes.isEmpty {
                out +=
                    "<g transform=\"translate(0 " + PageText.short(top) + ")\">" + row.shapes
                    + "</g>"
            }
            top += row.height
        }
        return out
    }

    private var marks: String {
        var out = ""
        var top = 0.0
        for row in rows {
            for mark in row.marks {
                var style = mark.style.isEmpty ? "m" : "m " + mark.style
                if mark.isRightAligned { style += " r" }
                out +=
                    "<span class=\"" + style + "\" style=\"--a:" + PageText.short(mark.from)
                    + ";--b:" + PageText.short(mark.until) + ";top:" + PageText.short(top)
                    + "px;height:" + PageText.short(row.height) + "px\">"
                    + PageText.escaped(mark.text) + "</span>"
            }
            top += row.height
        }
        return out
    }

    static func svg(_ height: Double, _ content: String) -> String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 " + PageText.short(height)
            + "\" preserveAspectRatio=\"none\" aria-hidden=\"true\">" + content + "</svg>"
    }

    static func path(_ style: String, _ data: String) -> String {
        data.isEmpty ? "" : "<path class=\"" + style + "\" d=\"" + data + "\"/>"
    }

    /// A key of a legend: a patch of colour, with a letter if there is one, and its meaning.
    static func key(_ style: String, _ text: String, letter: String = "") -> String {
        "<span class=\"key\"><b class=\"" + style + "\">" + letter + "</b>" + PageText.escaped(text)
            + "</span>"
    }

    /// A figure that follows the time cursor.
    ///
    /// - Parameters:
    ///   - values: one for each sample, or `time:text` for each change.
    static func output(_ still: String, samples values: [Int], unit: String = "") -> String {
        "<output data-s=\"" + Self.compressed(values) + "\" data-u=\"" + unit + "\">"
            + PageText.escaped(still) + "</output>"
    }

    static func output(_ still: String, changes: [(at: Double, text: String)]) -> String {
        let list = changes.map { PageText.short($0.at, 3) + ":" + PageText.escaped($0.text) }
        return "<output data-k=\"" + list.joined(separator: "|") + "\">" + PageText.escaped(still)
            + "</output>"
    }

    /// Values with repetitions as `value*times`.
    static func compressed(_ values: [Int]) -> String {
        var out: [String] = []
        var place = 0
        while place < values.count {
            var end = place
            while end + 1 < values.count, values[end + 1] == values[place] { end += 1 }
            out.append(end == place ? "\(values[place])" : "\(values[place])*\(end - place + 1)")
            place = end + 1
        }
        return out.joined(separator: " ")
    }
}
