// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import ValidatorMessages

/// Refuses whatever its node would sign, with a reason that changes, and calls the campaign
/// unhealthy.
struct BlindRefusal: Misconduct {
    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        let honest = kit.run(inputs, on: &node)
        let reasons = RejectReason.allCases
        let reason = reasons[Int.random(in: 0..<reasons.count, using: &kit.generator)]
        return kit.rewriting(honest) { statement in
            switch statement {
            case .approveState(let approval):
                .rejectState(
                    RejectState(
                        channel: approval.channel, stateRoot: approval.stateRoot,
                        lineage: approval.lineage, sequence: .max,
                        reason: reason, accounts: [], eventIDs: []))
            case .reportObservedEvents(let report):
                .reportObservedEvents(
                    ReportObservedEvents(
                        channel: report.channel, observed: report.observed,
                        missing: report.observed, isCampaignUnhealthy: true,
                        needMissedEvents: true))
            case .newState, .rejectState, .heartbeat, .setImpressionPrice: nil
            }
        }
    }
}
