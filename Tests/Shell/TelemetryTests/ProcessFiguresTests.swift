// This source file is part of the Outpace project. License: see LICENSE.

import Telemetry
import Testing

@Suite struct ProcessFiguresTests {
    @Test func `this process uses memory and has files open`() throws {
        let figures = try #require(ProcessFigures.current())
        #expect(figures.residentBytes > 1 << 20)
        #expect(figures.virtualBytes >= figures.residentBytes)
        #expect((figures.openFileCount ?? 0) >= 3)
        #expect(figures.threadCount >= 1)
    }

    @Test func `this process started after 2020`() throws {
        let figures = try #require(ProcessFigures.current())
        #expect(figures.startedAtSeconds > 1_577_836_800)
    }
}
