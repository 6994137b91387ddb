// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct LineageTests {
    private struct Step {
        var parent: Lineage? = Lineage(Digest(words: (1, 1, 1, 1)))
        var stateRoot = Digest(words: (2, 2, 2, 2))
        var eventsRoot: Digest? = Digest(words: (3, 3, 3, 3))
        var eventCount: UInt64 = 4
        var cutoff = EventKey(
            occurredAt: Timestamp(milliseconds: 5), id: EventID(Digest(words: (6, 6, 6, 6))))
        var priceSequence: UInt64 = 7

        var lineage: Lineage {
            Lineage(
                parent: parent, stateRoot: stateRoot, eventsRoot: eventsRoot,
                eventCount: eventCount, cutoff: cutoff, priceSequence: priceSequence)
        }

        func changed(_ change: (inout Step) -> Void) -> Lineage {
            var step = self
            change(&step)
            return step.lineage
        }
    }

    /// Computed with another implementation of keccak-256 over the octets that the type documents.
    @Test func `a lineage is the hash of the parent's and of the step`() {
        let expected =
            "0xf539719bbdf77884b2b2003677bd9cf3822425a8e1306e6503d9f18dcaf47cf1"
        #expect(Step().lineage.description == expected)
    }

    @Test func `every part of a step changes the lineage`() {
        let step = Step()
        let other = Digest(words: (9, 9, 9, 9))
        let lineages = [
            step.lineage,
            step.changed { $0.parent = nil },
            step.changed { $0.parent = Lineage(other) },
            step.changed { $0.stateRoot = other },
            step.changed { $0.eventsRoot = nil },
            step.changed { $0.eventsRoot = other },
            step.changed { $0.eventCount = 5 },
            step.changed {
                $0.cutoff = EventKey(occurredAt: Timestamp(milliseconds: 6), id: $0.cutoff.id)
            },
            step.changed {
                $0.cutoff = EventKey(occurredAt: $0.cutoff.occurredAt, id: EventID(other))
            },
            step.changed { $0.priceSequence = 8 },
        ]
        #expect(Set(lineages).count == lineages.count)
    }
}
