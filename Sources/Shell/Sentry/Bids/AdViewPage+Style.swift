// This source file is part of the Outpace project. License: see LICENSE.

extension AdViewPage {
    /// Colours are those of the system, so light and dark follow it, and so does high contrast.
    static let style = """

        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
        body { margin: 0; }
        main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
        h1, h2 { line-height: 1.2; overflow-wrap: anywhere; }
        form { display: grid; gap: .25rem; }
        label { font-weight: 600; margin-top: .5rem; }
        input, button { font: inherit; padding: .5rem; min-height: 2.75rem; box-sizing: border-box; }
        button { justify-self: start; cursor: pointer; margin-top: .5rem; }
        :focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
        .hint { margin: 0; font-size: .875rem; }
        #ad { border: 1px solid; padding: 0 1rem 1rem; margin-top: 1rem; }
        #ad img { display: block; max-width: 100%; height: auto; }
        #status, #answer-list, #ad-body, tbody th, td { overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: start; vertical-align: top; padding: .25rem .5rem; }
        th, td { border-bottom: 1px solid; }
        tbody th { font-weight: normal; min-width: 8rem; }
        td { min-width: 4rem; }
        td.number { text-align: end; font-variant-numeric: tabular-nums; }

        """
}
