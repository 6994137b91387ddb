// This source file is part of the Outpace project. License: see LICENSE.

/// The time axis that all charts of a page share: 1 000 units from the start to the end of the run.
struct TimeAxis: Sendable {
    /// The width of every chart in its own units.
    static let width = 1_000.0

    let duration: Double
    /// Where values end; the axis may go on.
    let end: Double

    init(duration: Double, end: Double) {
        self.duration = max(duration, 0.001)
        self.end = end
    }

    /// Where a time lies.
    func x(_ time: Double) -> Double { min(1, max(0, time / duration)) * Self.width }

    /// The distance between two marks, so that there are about eight.
    var step: Double {
        let steps = [
            0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800,
            3_600, 7_200,
        ]
        return steps.first { duration / $0 <= 10 } ?? duration
    }

    /// The times that are marked.
    var ticks: [Double] {
        let step = step
        return (0...max(1, Int(duration / step + 1e-9))).map { Double($0) * step }
            .filter { $0 <= duration + 1e-9 }
    }

    /// A path along the middle of a row, one stretch for each interval, at least half a unit long.
    func strokes(_ intervals: [(from: Double, until: Double)], y: Double) -> String {
        var path = ""
        var end = -1.0
        for interval in intervals {
            let from = max(x(interval.from), end)
            let until = max(x(interval.until), min(from + 0.5, Self.width))
            guard until > from else { continue }
            if from - end < 0.05, end >= 0 {
                path += "H" + PageText.short(until)
            } else {
                path +=
                    "M" + PageText.short(from) + " " + PageText.short(y) + "H"
                    + PageText.short(until)
            }
            end = until
        }
        return path
    }

    /// Upright ticks at times, those that fall together drawn once.
    func ticks(_ times: [Double], from top: Double, height: Double) -> String {
        var path = ""
        var last = -1.0
        for time in times {
            let x = x(time)
            guard x - last >= 0.4 else { continue }
            path +=
                "M" + PageText.short(x, 1) + " " + PageText.short(top) + "v"
                + PageText.short(height)
            last = x
        }
        return path
    }

    /// The outline of values over time as steps, closed at the bottom.
    func area(_ heights: [Double], spacing: Double, bottom: Double) -> String {
        guard !heights.isEmpty else { return "" }
        var path = "M0 " + PageText.short(bottom)
        var last = bottom
        var pen = 0.0
        for (place, height) in heights.enumerated() {
            let y = ((bottom - height) * 10).rounded() / 10
            guard y != last else { continue }
            let x = x(Double(place) * spacing)
            if x != pen { path += "H" + PageText.short(x, 1) }
            path += "V" + PageText.short(y, 1)
            (pen, last) = (x, y)
        }
        path += "H" + PageText.short(x(min(end, Double(heights.count) * spacing)), 1)
        return path + "V" + PageText.short(bottom) + "Z"
    }
}
