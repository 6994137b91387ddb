// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Testing

@testable import CLI

/// How log records look.
@Suite struct LogLineTests {
    private func line(_ message: String, _ details: KeyValuePairs<String, String>) -> LogLine {
        LogLine(
            time: "2023-11-14T22:13:20.000Z", level: "info", message: message,
            details: details.map { (name: $0.key, value: $0.value) })
    }

    @Test func `text has time, level, message and details`() {
        let text = line("started", ["a": "1", "b": "2"]).text
        #expect(text == "2023-11-14T22:13:20.000Z info     started a=1 b=2")
    }

    @Test func `what a peer chose cannot forge a line or command the terminal`() {
        let text = line("a\nb", ["agent": "x\u{1b}[2J\u{9b}1m"]).text
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9b })
    }

    @Test func `a JSON record is one object, whatever the details are called`() throws {
        let text = line("a\n\"b\"", ["level": "mine"]).json
        let object = try #require(
            try JSONParser.parse(Array(text.utf8), limits: .standard).object)
        #expect(object["level"]?.string == "info")
        #expect(object["message"]?.string == "a\n\"b\"")
        #expect(object["metadata.level"]?.string == "mine")
    }
}
