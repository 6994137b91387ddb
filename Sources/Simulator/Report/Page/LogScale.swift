// This source file is part of the Outpace project. License: see LICENSE.

/// A logarithmic scale from a millisecond to a quarter of an hour, ten steps to a factor of ten.
struct LogScale: Sendable {
    /// The edges of the bins, in seconds, ascending.
    let edges: [Double]

    /// The scale of the bins that values fall into, widened to whole factors of ten.
    init(lowest: Double, highest: Double) {
        let steps = [1, 1.26, 1.58, 2, 2.51, 3.16, 3.98, 5.01, 6.31, 7.94]
        var edges: [Double] = []
        var decade = 0.001
        while decade <= 1_000 {
            if decade * 10 > lowest, edges.isEmpty || decade < highest {
                edges += steps.map { $0 * decade }
            }
            decade *= 10
        }
        if edges.isEmpty { edges = steps.map { $0 * 0.001 } }
        edges.append(edges[edges.count - 10] * 10)
        self.edges = edges
    }

    /// How many bins there are.
    var binCount: Int { edges.count - 1 }

    /// Where a value lies, from 0 to 1.
    func place(_ value: Double) -> Double {
        guard value > edges[0] else { return 0 }
        guard let upper = edges.firstIndex(where: { $0 >= value }), upper > 0 else { return 1 }
        let (low, high) = (edges[upper - 1], edges[upper])
        return (Double(upper - 1) + (value - low) / (high - low)) / Double(binCount)
    }

    /// The bin a value falls into.
    func bin(_ value: Double) -> Int {
        min(binCount - 1, max(0, Int(place(value) * Double(binCount))))
    }

    /// The powers of ten on it.
    var decades: [Double] { stride(from: 0, to: edges.count, by: 10).map { edges[$0] } }
}
