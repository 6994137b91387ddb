// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import Testing

/// The files in `Simulations`.
struct ShippedScenariosTests {
    @Test func `at least twenty scenarios are shipped`() {
        #expect(SimulationsFolder.names().count >= 20)
    }

    @Test(arguments: SimulationsFolder.names())
    func `a shipped scenario can be read and is called like its file`(name: String) throws {
        let scenario = try SimulationsFolder.scenario(name)
        #expect(scenario.name == name)
        #expect(scenario.problem == nil)
    }

    @Test(arguments: SimulationsFolder.names())
    func `a shipped scenario says in one sentence what it proves`(name: String) throws {
        let scenario = try SimulationsFolder.scenario(name)
        #expect(scenario.proves.hasSuffix("."))
        #expect(scenario.proves.count <= 120)
        #expect(!scenario.proves.dropLast().contains(". "))
    }

    @Test(arguments: SimulationsFolder.names())
    func `a shipped scenario expects something at its end`(name: String) throws {
        let scenario = try SimulationsFolder.scenario(name)
        #expect(scenario.expectations.contains { $0.at == nil })
    }
}
