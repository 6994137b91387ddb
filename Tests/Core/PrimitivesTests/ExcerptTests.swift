// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

struct ExcerptTests {
    @Test func `short text is shown whole, and long text says that it was cut`() {
        let whole = String(repeating: "x", count: 64)
        #expect(whole.excerpt == whole)
        #expect((whole + "y").excerpt == whole + "…")
        #expect("".excerpt.isEmpty)
    }
}
