// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Settings

/// A length of time on the command line: `500ms`, `10s`, `5m`.
struct TimeArgument: ExpressibleByArgument, Hashable, Sendable {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        guard let duration = DurationText.parse(argument), duration > .zero else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { "\(duration)" }
}

extension Duration {
    /// In seconds, for figures that people read.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
