// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives
import SimulatedWorld
import Testing

struct DeterminismTests {
    /// Half a minute of trouble, and the hash of all that happened.
    static func run(seed: UInt64, depth: Depth) throws -> String {
        var network = try Network(4, seed: seed) {
            $0.depth = depth
            $0.links.jitterPerMille = 200
            $0.links.lossPerMille = 10
            for host in 0..<4 { $0.hosts[host].disk.commit = .zero ... .milliseconds(3) }
        }
        network.world.run(for: .seconds(3))
        network.post(30, to: 1)
        network.world.apply(.partition([[0, 1], [2]]))
        network.world.run(for: .seconds(3))
        network.world.apply(.tear([2]))
        network.post(30, to: 2)
        network.world.run(for: .seconds(5))
        network.world.apply(.heal)
        network.world.apply(.restart([2]))
        network.world.run(for: .seconds(10))
        return network.world.transcript.hash.hex
    }

    @Test(arguments: Depth.allCases)
    func `equal seeds give equal transcripts`(depth: Depth) throws {
        #expect(try Self.run(seed: 7, depth: depth) == Self.run(seed: 7, depth: depth))
        #expect(try Self.run(seed: 7, depth: depth) != Self.run(seed: 8, depth: depth))
    }

    @Test func `another process gives the same transcript`() async throws {
        let expected = try Self.run(seed: 9, depth: .messages)
        await #expect(processExitsWith: .success) {
            [expected = expected as String] in
            let hash = try DeterminismTests.run(seed: 9, depth: .messages)
            #expect(hash == expected)
        }
    }

    @Test func `the last lines of a transcript are kept, or all of them`() throws {
        func transcript(_ adjusting: (inout WorldPlan) -> Void) throws -> Transcript {
            var network = try Network(2, adjusting: adjusting)
            network.world.run(for: .seconds(5))
            return network.world.transcript
        }
        let some = try transcript { $0.transcriptLineLimit = 10 }
        let all = try transcript { $0.keepsWholeTranscript = true }
        #expect(some.lines.count == 10)
        #expect(UInt64(all.lines.count) == all.lineCount)
        #expect(Array(all.lines.suffix(10)) == some.lines)
        #expect(all.hash == some.hash)
        #expect(Set(all.text.split(separator: "\n").map(\.count)).count == 1)
    }
}
