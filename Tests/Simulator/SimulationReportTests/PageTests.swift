// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld
import SimulationReport
import Testing

@Suite struct PageTests {
    private func body(_ page: String) throws -> Substring {
        let start = try #require(page.firstRange(of: "<body"))
        let script = try #require(page.firstRange(of: "<script>"))
        return page[start.lowerBound..<script.lowerBound]
    }

    private func fault(of page: String) throws -> String? {
        Markup.fault(of: String(try body(page)) + "</body>")
    }

    private func failing() throws -> RunRecord {
        var record = try SampleRun.split.get().record
        record.breaches = [
            BreachRecord(
                invariant: "theorem", at: .milliseconds(12_345), host: 3,
                detail: "state 4 <follows> \"nothing\" & nobody")
        ]
        return record
    }

    @Test func `a page is well formed and needs nothing from elsewhere`() throws {
        let page = HTMLReport.render(try SampleRun.split.get().record)
        #expect(try fault(of: page) == nil)
        let outside = ["http://", "https://", "src=", "@import", "@font-face", "<link"]
        let text = page.split(separator: "http://www.w3.org/2000/svg").joined()
        for word in outside { #expect(!text.contains(word), "\(word)") }
    }

    @Test func `every drawing is well formed by itself`() throws {
        let page = HTMLReport.render(try SampleRun.split.get().record)
        let drawings = page.split(separator: "<svg ").dropFirst()
        #expect(drawings.count > 8)
        for drawing in drawings {
            let end = try #require(drawing.firstRange(of: "</svg>"))
            #expect(Markup.fault(of: "<svg " + String(drawing[..<end.upperBound])) == nil)
        }
    }

    @Test func `no drawing holds a number that is none`() throws {
        let page = HTMLReport.render(try SampleRun.split.get().record)
        for part in page.split(separator: " d=\"").dropFirst() {
            let path = part.prefix { $0 != "\"" }
            let isPlain = path.allSatisfy { "MLHVhvz Z.-0123456789".contains($0) }
            #expect(isPlain, "\(path.prefix(60))")
        }
    }

    @Test func `a run that passed says so in one sentence`() throws {
        let page = HTMLReport.render(try SampleRun.split.get().record)
        #expect(page.contains("split, seed 7, passed: 4\u{a0}nodes over 24 s of virtual time"))
        #expect(!page.contains("id=\"failure\""))
        #expect(!page.contains("data-failure"))
        #expect(page.contains("✓ always"))
    }

    @Test func `a failing run opens with its breach, its moment and its command`() throws {
        let page = HTMLReport.render(try failing())
        #expect(try fault(of: page) == nil)
        #expect(page.contains("data-failure=\"12.345\""))
        #expect(page.contains("failed at 12.345 s at host 3"))
        #expect(page.contains("state 4 &lt;follows&gt; &quot;nothing&quot; &amp; nobody"))
        #expect(page.contains("outpace simulate split.yaml --seed 7"))
        #expect(page.contains("✕ breached"))
        let section = try #require(page.firstRange(of: "id=\"failure\""))
        let charts = try #require(page.firstRange(of: "<main>"))
        #expect(section.lowerBound < charts.lowerBound)
        #expect(page.contains("class=\"here\""))
    }

    @Test func `an expectation that was not met fails the run`() throws {
        var record = try SampleRun.split.get().record
        record.unmet = ["line 12: hosts 0–2 bid at 20 s: host 1 does not"]
        let page = HTMLReport.render(record)
        #expect(page.contains("line 12: hosts 0–2 bid at 20 s: host 1 does not"))
        #expect(page.contains("id=\"failure\""))
        #expect(try fault(of: page) == nil)
    }

    @Test func `text from outside cannot become markup`() throws {
        var record = try failing()
        let attack = "</style><script>alert(1)</script>\"><img onerror='x'>]]>"
        record.title.scenario = attack
        record.title.proves = attack
        record.title.command = attack
        record.breaches[0].invariant = attack
        record.breaches[0].detail = attack
        record.unmet = [attack]
        record.checks = [InvariantCheck(name: attack, claim: attack, count: 1)]
        record.faults = [FaultRecord(concern: .disk, name: attack, from: 1, until: 2)]
        record.excerpt = [ExcerptLine(at: 1, host: 0, text: attack)]
        record.transcriptLines = [attack]
        record.transcriptHash = attack
        record.channels[0].name = attack
        let page = HTMLReport.render(record)
        #expect(try fault(of: page) == nil)
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<img"))
        #expect(page.split(separator: "<script>").count == 2)
    }

    @Test func `a record without anything makes a page`() throws {
        let record = RunRecord(title: SampleRun.title(seconds: 1), duration: 0, hostCount: 0)
        #expect(try fault(of: HTMLReport.render(record)) == nil)
    }

    @Test func `many hosts are shown by their distribution`() throws {
        let count = RunRecorder.detailLimit + 5
        var plan = try SampleRun.plan(hosts: count)
        plan.edges = (1..<count).map { Edge(dialer: $0, listener: $0 - 1) }
        var world = World(plan: plan, seed: 5)
        var recorder = RunRecorder(title: SampleRun.title(seconds: 2), world: world)
        while let turn = world.next(before: .seconds(2)) { recorder.observe(turn, in: world) }
        let record = recorder.finish(world, checks: [], unmet: [])
        #expect(record.crowd.count == record.samples.count)
        #expect(record.hosts.allSatisfy { $0.beliefs.isEmpty && $0.poolDepths.isEmpty })
        let page = HTMLReport.render(record)
        #expect(try fault(of: page) == nil)
        #expect(page.contains("How many validators hosts see online"))
    }

    @Test func `a busy minute of twenty-five hosts stays below a megabyte and a half`() {
        let page = HTMLReport.render(BusyRecord.make())
        #expect(page.utf8.count < 1_500_000, "\(page.utf8.count)")
    }
}
