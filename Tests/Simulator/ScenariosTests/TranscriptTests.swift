// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import SimulatedWorld
import Testing

/// The whole transcripts of small scenarios: a change of the protocol shows as a difference in text.
struct TranscriptTests {
    @Test(arguments: SimulationsFolder.names(in: "Transcripts"))
    func `a small scenario's transcript is the one in the file`(name: String) throws {
        let scenario = try SimulationsFolder.scenario(name, in: "Transcripts")
        var simulation = try Simulation(scenario, seed: 1, keepsWholeTranscript: true)
        let outcome = simulation.run()
        #expect(outcome.failure == nil)
        let page = TranscriptPage.text(
            scenario: scenario, seed: 1, lines: simulation.world.transcript.lines, outcome: outcome)
        if SimulationsFolder.isRefreshing {
            try SimulationsFolder.write(page, to: "Transcripts/\(name).txt")
        }
        let golden = try SimulationsFolder.text("Transcripts/\(name).txt")
        let (found, expected) = (page.split(separator: "\n"), golden.split(separator: "\n"))
        let place = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }
        #expect(
            place == nil,
            "line \((place?.offset ?? 0) + 1); OUTPACE_REFRESH=1 writes the transcripts")
        #expect(found.count == expected.count)
    }

    @Test func `three transcripts are shipped`() {
        #expect(SimulationsFolder.names(in: "Transcripts").count == 3)
    }
}
