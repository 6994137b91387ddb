// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import PaperTables

struct PaperTableTests {
    private let table = PaperTable(
        title: "a table", setUp: "Two nodes.",
        columns: [PaperTable.Column("messages"), PaperTable.Column("delivered %", decimals: 2)],
        rows: [
            PaperTable.Row("published", isPublished: true, [12_345, nil]),
            PaperTable.Row("ours", [-2.5, 99.995]),
        ], notes: ["A note."])

    @Test func `columns are aligned in a terminal`() {
        #expect(
            table.text == """
                a table

                Two nodes.

                           messages  delivered %
                published    12 345            -
                ours             -3       100.00

                - A note.

                """)
    }

    @Test func `published rows are in italics in Markdown`() {
        #expect(
            table.markdown == """
                ### a table

                Two nodes.

                | | messages | delivered % |
                |---|---:|---:|
                | *published* | 12 345 | - |
                | ours | -3 | 100.00 |

                - A note.

                """)
    }

    @Test func `what is not there is null in JSON`() {
        let text = String(decoding: table.json, as: UTF8.self)
        #expect(
            text == """
                {"title":"a table","setUp":"Two nodes.","columns":["messages","delivered %"],\
                "rows":[{"label":"published","published":true,"values":[12345,null]},\
                {"label":"ours","published":false,"values":[-3,100.00]}],"notes":["A note."]}
                """)
    }

    @Test(arguments: [
        (0.0, 0, "0"), (0.004, 2, "0.00"), (0.005, 2, "0.01"), (-0.05, 1, "-0.1"), (7, 3, "7.000"),
        (.infinity, 2, "0"), (1e300, 2, "0"),
    ])
    func `numbers are written with fixed digits`(value: Double, decimals: Int, text: String) {
        #expect(PaperTable.decimal(value, decimals) == text)
    }

    @Test func `a value is found by its row and column`() {
        #expect(table.value("published", "messages") == 12_345)
        #expect(table.value("published", "delivered %") == nil)
        #expect(table.value("nobody", "messages") == nil)
    }

    @Test func `work that is stopped gives the table of what was measured`() {
        var run = PaperRun(.gerbil, nodes: 30, seeds: 2)
        run.seconds = 1
        var labels: [String] = []
        let table = run.run { progress in
            labels.append("\(progress.done) of \(progress.total): \(progress.label)")
            return false
        }
        #expect(labels == ["1 of 6: plain v1.0"])
        #expect(table.value("plain v1.0", "messages") != nil)
        #expect(table.value("plain v1.1", "messages") == nil)
    }

    @Test func `every set-up fills its table`() throws {
        var churn = PaperRun(.churn, nodes: 30)
        churn.seconds = 1
        churn.churn = [30]
        let churned = churn.run()
        #expect(churned.value("30 %: Outpace, both lanes", "delivered %") ?? 0 > 90)
        var evaluation = PaperRun(.evaluation, nodes: 30)
        evaluation.seconds = 1
        evaluation.attacks = [.coldBoot]
        let attacked = evaluation.run()
        #expect(attacked.value("baseline: Outpace, both lanes", "delivered %") == 100)
        #expect(attacked.value("cold-boot: Outpace, both lanes", "delivered %") != nil)
    }
}
