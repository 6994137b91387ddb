// This source file is part of the Outpace project. License: see LICENSE.

public import SimulatedWorld

/// A whole run as text that can be read and compared: what the files of `Simulations/Transcripts` are.
public enum TranscriptPage {
    /// The page of a run whose transcript was kept whole.
    public static func text(
        scenario: Scenario, seed: UInt64, lines: [Transcript.Line], outcome: SimulationOutcome
    ) -> String {
        let head = [
            "# \(scenario.name), seed \(seed)",
            "# \(scenario.proves)",
            "# seconds, host, what, other host, octets or count, check",
        ]
        let figures = outcome.figures
        let foot = [
            "# events: \(figures.postedCount) posted, \(figures.acknowledgedCount) acknowledged, "
                + "\(outcome.paidCount) paid",
            "# hash: \(outcome.transcriptHash)",
        ]
        return (head + lines.map(\.text) + foot).joined(separator: "\n") + "\n"
    }
}
