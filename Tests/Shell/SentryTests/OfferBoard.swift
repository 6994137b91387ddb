// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives

@testable import Sentry

/// The offers of a node, as a test says them.
actor OfferBoard: OfferGateway {
    private var changes: [ChannelID: (version: UInt64, offer: ChannelOffer)] = [:]
    private var version: UInt64 = 0
    /// How often it was asked, and how many offers it handed out.
    private(set) var questions = 0
    private(set) var handedOut = 0

    init(_ offers: [ChannelOffer]) {
        version = offers.isEmpty ? 0 : 1
        for offer in offers { changes[offer.channel.id] = (1, offer) }
    }

    func change(_ offer: ChannelOffer) {
        version += 1
        changes[offer.channel.id] = (version, offer)
    }

    func offers(after version: UInt64) -> OfferChanges {
        questions += 1
        let new = changes.values.filter { $0.version > version }.map(\.offer)
        handedOut += new.count
        return OfferChanges(
            version: self.version, offers: new.sorted { $0.channel.id < $1.channel.id })
    }

    /// The API over a node that offers this, asked in process.
    nonisolated func api(offersAge: Duration = .zero) throws -> SampleAPI {
        try SampleAPI(SampleGateway(board: self)) { $0.limits.offersAge = offersAge }
    }
}
