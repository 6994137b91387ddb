// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

struct MempoolParametersTests {
    @Test(arguments: [
        (1_000_000 as UInt64, nil as MempoolRefusal?), (400_000, nil), (399_999, .tooOld),
        (0, .tooOld), (1_030_000, nil), (1_030_001, .tooNew), (.max, .tooNew),
    ])
    func `an event is admitted from ten minutes ago to thirty seconds ahead`(
        occurredAt: UInt64, refusal: MempoolRefusal?
    ) {
        let found = MempoolParameters().refusal(
            of: Timestamp(milliseconds: occurredAt), at: Timestamp(milliseconds: 1_000_000)
        )
        #expect(found == refusal)
    }

    @Test(arguments: [
        (MempoolRefusal.tooManyEvents(limit: 1), "TooManyEvents"),
        (.tooManyBytes(limit: 1), "TooManyBytes"), (.tooOld, "TooOld"), (.tooNew, "TooNew"),
        (.alreadyIncluded, "AlreadyIncluded"),
    ])
    func `a refusal has a name for metrics`(refusal: MempoolRefusal, name: String) {
        #expect(refusal.name == name)
    }
}
