// This source file is part of the Outpace project. License: see LICENSE.

import Testing

extension InteropSuite {
    /// Two of ours, two of go and two of py in one topic, where each has only two neighbours.
    struct MixedMeshTests {
        /// Who is connected with whom.
        enum Shape: String, CaseIterable, Sendable {
            /// All messages have to be sent on, by peers of every kind.
            case line
            /// Every message reaches everybody on two ways.
            case ring
        }

        @Test(arguments: Shape.allCases)
        func `every message reaches everybody once`(shape: Shape) async throws {
            try await onStage { stage in
                let (puppets, neighbours) = try await Self.connected(in: shape, on: stage)
                let topic = "mixed"
                try await gather(puppets.sorted { $1.kind == .ours }, in: topic, neighbours)
                for (index, puppet) in puppets.enumerated() {
                    let others = puppets.filter { $0 !== puppet }
                    try await Self.probe(from: puppet, to: others, index, topic)
                }
                for round in 0..<8 {
                    for (index, puppet) in puppets.enumerated() {
                        try await puppet.publish("message \(round) \(index)", to: topic)
                    }
                    for (index, puppet) in puppets.enumerated() {
                        for other in puppets.indices where other != index {
                            try await puppet.receives("message \(round) \(other)", in: topic)
                        }
                    }
                }
                for (index, puppet) in puppets.enumerated() {
                    let texts = puppet.texts(in: topic).filter { $0.hasPrefix("message") }
                    #expect(texts.count == 40, "\(puppet.name) \(index)")
                    #expect(Set(texts).count == 40, "\(puppet.name) \(index)")
                }
            }
        }

        /// Starts all and connects the neighbours.
        private static func connected(
            in shape: Shape, on stage: Stage
        ) async throws -> (puppets: [Puppet], neighbours: [(Puppet, Puppet)]) {
            async let goes = [stage.go(.secp256k1), stage.go(.ed25519)]
            async let pies = [stage.py(.secp256k1), stage.py(.ed25519)]
            let ours = [try await stage.ours(), try await stage.ours()]
            let (go, py) = (try await goes, try await pies)
            let puppets = [ours[0], go[0], py[0], ours[1], go[1], py[1]]
            var neighbours = Array(zip(puppets, puppets.dropFirst()))
            if shape == .ring { neighbours.append((py[1], ours[0])) }
            for (one, two) in neighbours { try await one.dial(two) }
            return (puppets, neighbours)
        }

        /// Publishes until a message reaches all: that a peer has been told of a graft cannot be
        /// seen from outside.
        private static func probe(
            from puppet: Puppet, to others: [Puppet], _ index: Int, _ topic: String
        ) async throws {
            for attempt in 0..<5 {
                let text = "probe \(index) \(attempt)"
                try await puppet.publish(text, to: topic)
                do {
                    for other in others {
                        try await other.receives(text, in: topic, within: .seconds(5))
                    }
                    return
                } catch let trouble as Puppet.Trouble where attempt < 4 {
                    print("\(trouble); trying again")
                }
            }
        }
    }
}
