// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
import Primitives
import Validator

extension Node {
    /// What publishers are offered that changed after a version of it, ascending by id; with 0 every
    /// channel whose verdict was ever judged.
    ///
    /// - Complexity: O(1) when nothing changed, else O(n) in channels, most of which are only
    ///   looked at.
    public func offers(after version: UInt64) -> OfferChanges {
        guard version < offersVersion else {
            return OfferChanges(version: offersVersion, offers: [])
        }
        let offers = channels.indices.compactMap { place -> ChannelOffer? in
            guard let offered = channels[at: place]?.offered, offered.version > version,
                let channel = channels[at: place]?.channel
            else { return nil }
            return ChannelOffer(
                channel: channel, prices: offered.prices, isBidding: offered.isBidding)
        }
        return OfferChanges(version: offersVersion, offers: offers)
    }

    /// Takes note of what a channel offers once its verdict was judged.
    mutating func noteOffer(of id: ChannelID) {
        if channels[id]?.noteOffer(version: offersVersion + 1) == true { offersVersion += 1 }
    }
}

extension ChannelState {
    /// Takes note of what is offered, under a version, when that is something else than before.
    fileprivate mutating func noteOffer(version: UInt64) -> Bool {
        let isBidding = verdict.isActive
        if let offered, offered.isBidding == isBidding, offered.prices == validator.prices {
            return false
        }
        offered = (validator.prices, isBidding, version)
        return true
    }
}
