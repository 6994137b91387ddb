// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Testing

struct QuorumTests {
    @Test(arguments: [(2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (25, 17)])
    func `two thirds of the validators approve`(validators: Int, minimum: Int) {
        #expect(Quorum.minimum(validators: validators) == minimum)
        #expect(Quorum.isReached(signatures: minimum, validators: validators))
        #expect(!Quorum.isReached(signatures: minimum - 1, validators: validators))
    }

    @Test(arguments: [(2, 1), (3, 1), (4, 2), (5, 2), (6, 2), (7, 3), (25, 9)])
    func `a third of the validators offline stops bidding`(validators: Int, offline: Int) {
        #expect(Quorum.stopsBidding(offline: offline, validators: validators))
        #expect(!Quorum.stopsBidding(offline: offline - 1, validators: validators))
    }

    @Test(arguments: 2...25)
    func `signing outlives bidding only when exactly a third is offline`(validators: Int) {
        for offline in 0...validators {
            let stopsBidding = Quorum.stopsBidding(offline: offline, validators: validators)
            let signs = Quorum.isReached(signatures: validators - offline, validators: validators)
            #expect((stopsBidding && signs) == (3 * offline == validators))
            #expect(stopsBidding || signs)
        }
    }

    @Test func `names and numbers of reasons are distinct and read back`() {
        #expect(Set(RejectReason.allCases.map(\.rawValue)).count == 12)
        for reason in RejectReason.allCases { #expect(RejectReason(name: reason.name) == reason) }
        #expect(RejectReason(name: "Nonsense") == nil)
        #expect(RejectReason.invalidRootHash.name == "InvalidRootHash")
    }

    @Test func `event types are read by their exact names`() {
        #expect(EventType(name: "IMPRESSION") == .impression)
        #expect(EventType(name: "CLICK") == .click)
        #expect(EventType(name: "CLIC\u{212a}") == nil)
        #expect(EventType(name: "click") == nil)
    }
}
