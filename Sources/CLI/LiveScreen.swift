// This source file is part of the Outpace project. License: see LICENSE.

/// Redraws a screen in place: from the top left corner, line by line, without clearing it first, so
/// that nothing flickers.
struct LiveScreen {
    private static let escape = "\u{1b}["

    /// Clears the screen once and hides the cursor.
    func begin() { Output.write(Self.escape + "?25l" + Self.escape + "2J" + Self.escape + "H") }

    /// Draws lines over what was there, in one write.
    func draw(_ lines: [String]) {
        let body = lines.map { $0 + Self.escape + "K" }.joined(separator: "\r\n")
        Output.write(Self.escape + "H" + body + Self.escape + "J")
    }

    /// Shows the cursor again, below the last drawing.
    func end() { Output.write(Self.escape + "?25h\r\n") }
}
