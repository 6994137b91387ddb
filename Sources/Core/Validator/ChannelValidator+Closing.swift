// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
import Primitives

/// When a campaign that its creator ended is paid out.
extension ChannelValidator {
    /// Whether the end of the campaign is agreed on: the creator signed it, or a supermajority of
    /// validators has it from the creator. One validator's word must not give the deposit back.
    var isCloseAgreed: Bool { pool.closings.isAgreed(validators: validatorCount) }

    /// Whether the creator has ended the campaign as far as we know: nobody should buy more of it.
    public var isClosing: Bool {
        isCloseAgreed || ownIndex.map { pool.closings.isObserved(by: $0) } ?? false
    }

    /// Takes note of since when a CLOSE has been agreed.
    mutating func noteClose() {
        closeAgreedSince = isCloseAgreed ? closeAgreedSince ?? now.instant : nil
    }

    /// Whether a CLOSE may be proposed. It distributes everything, so nothing can be added once it is
    /// signed: others must have been here for long enough to tell of the events that they took. It also
    /// waits until it would have been noticed that they are gone.
    var mayClose: Bool {
        guard let agreed = closeAgreedSince, let company = companySince else { return false }
        return now.instant >= company.advanced(by: settlingTime)
            && now.instant >= agreed.advanced(by: closingTime)
    }

    /// Whether a leader that leaves a CLOSE out has had the time not to.
    var isCloseOverdue: Bool {
        closeAgreedSince.map { now.instant >= $0.advanced(by: closingTime * 2) } ?? false
    }

    private var closingTime: Duration { settlingTime + parameters.absenceNotice }
}
