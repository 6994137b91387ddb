// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Validator

/// A validator signs only once enough others have told it what they hold, which may be more of its own
/// signatures than its storage knows.
///
/// - Source: `docs/PROTOCOL.md`, section 7.
extension Node {
    /// Counts the validators that told what they hold; with a supermajority, signing may go on.
    mutating func catchUp(_ id: ChannelID, with peer: PeerID) -> [NodeEffect] {
        guard let channel = channels[id], let address = peers[peer]?.address,
            let place = channel.channel.index(of: address)
        else { return [] }
        // Of many states only some come at once; the rest has to be asked for.
        let lags = peers[peer]?.reconciling.claims[id].map { channel.lags(behind: $0) } ?? false
        if !lags { peers[peer]?.reconciling.caughtUpBy.insert(id) }
        if peers[peer]?.reconciling.advanced.remove(id) != nil {
            peers[peer]?.helloAt[id] = nil
            sayHello(to: peer, about: id)
        } else if lags {
            sayHello(to: peer, about: id)
        }
        guard !lags, channel.quarantinedUntil == nil else { return [] }
        channels[id]?.caughtUp.insert(place)
        return permitSigning(of: id)
    }

    private mutating func permitSigning(of id: ChannelID) -> [NodeEffect] {
        guard let channel = channels[id], !channel.validator.isPermitted,
            Quorum.isReached(
                signatures: channel.caughtUp.count, validators: channel.validator.validatorCount)
        else { return [] }
        return advance(id, .permitted)
    }

    /// Our storage turned out to be a copy: what else the run before signed may still be in connections
    /// that it left, and is waited for until these have ended.
    mutating func suspendSigning(of id: ChannelID) -> [NodeEffect] {
        guard let life = parameters.orphanedConnectionLife else { return permitSigning(of: id) }
        let until = max(startedAt.advanced(by: life), now.instant)
        channels[id]?.quarantinedUntil = until
        channels[id]?.forgetCaughtUp()
        return [.notice(.suspended(id, atLeast: until.duration(since: now.instant)))]
    }

    /// Has everybody tell once more what they hold, after the connections of the run before have ended.
    mutating func endQuarantine(of id: ChannelID) {
        channels[id]?.quarantinedUntil = nil
        for peer in validators(of: id) {
            peers[peer]?.reconciling.caughtUpBy.remove(id)
            peers[peer]?.helloAt[id] = nil
            sayHello(to: peer, about: id)
        }
    }
}
