// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What every peer did, as far as it counts: the memory behind the scores.
///
/// A peer that leaves is remembered for a while, so that reconnecting washes nobody clean; what is
/// remembered about peers that are gone is bounded in number and in time.
struct ScoreBook: Sendable {
    private struct Conduct: Sendable {
        var isConnected = true
        var address: Bytes?
        /// In the order in which something was first done in them, so that sums are always the
        /// same.
        var topics: [(name: String, conduct: TopicConduct)] = []
        var behaviour = 0.0
        var application = 0.0

        /// Whether nothing would be lost by forgetting the peer.
        var isBlank: Bool { behaviour == 0 && topics.allSatisfy(\.conduct.isBlank) }

        /// Whether nothing is to be remembered about it, and it is gone.
        var isWorthless: Bool { !isConnected && isBlank }

        mutating func decay(_ parameters: ScoreParameters) {
            let zero = parameters.decayToZero
            behaviour = behaviour.decayed(parameters.behaviourDecay, zero: zero)
            for index in topics.indices {
                topics[index].conduct.decay(parameters.topic, zero: zero)
            }
            topics.removeAll { $0.conduct.isBlank }
        }

        func breakdown(
            _ parameters: ScoreParameters, neighbours: [Bytes: Int], at now: Instant
        ) -> ScoreBreakdown {
            var score = ScoreBreakdown()
            for topic in topics { topic.conduct.add(to: &score, parameters.topic, at: now) }
            score.application = parameters.applicationWeight * application
            if let address {
                let surplus = Score(neighbours[address] ?? 0) - parameters.colocationThreshold
                if surplus > 0 {
                    score.colocation = parameters.colocationWeight * surplus * surplus
                }
            }
            let excess = behaviour - parameters.behaviourThreshold
            if excess > 0 { score.behaviour = parameters.behaviourWeight * excess * excess }
            score.invalidMessageCount = topics.reduce(0) { $0 + $1.conduct.invalidMessages }
            score.brokenRuleCount = behaviour
            score.addUp(positiveCap: parameters.positiveCap)
            return score
        }

        mutating func change(_ topic: String, _ body: (inout TopicConduct) -> Void) {
            let index = index(of: topic) ?? topics.endIndex
            if index == topics.endIndex { topics.append((topic, TopicConduct())) }
            body(&topics[index].conduct)
        }

        func index(of topic: String) -> Int? { topics.firstIndex { $0.name == topic } }

        func conduct(in topic: String) -> TopicConduct? {
            index(of: topic).map { topics[$0].conduct }
        }
    }

    @Shared private var parameters: ScoreParameters
    private var conducts = PeerMap<Conduct>()
    /// Peers that are gone, the first to leave first; a peer that came back is passed over.
    private var gone: [(peer: PeerID, expires: Instant)] = []
    private var peersByAddress: [Bytes: Int] = [:]
    private var nextDecay: Instant?

    init(parameters: ScoreParameters) { _parameters = Shared(wrappedValue: parameters) }

    /// Entries in all maps.
    var entryCount: Int {
        conducts.count + gone.count + peersByAddress.count
            + conducts.values.reduce(0) { $0 + $1.topics.count }
    }

    /// Whether the conduct of a peer counts now.
    func isConnected(_ peer: PeerID) -> Bool { conducts[peer]?.isConnected ?? false }

    /// The conduct of a peer counts from now on; does nothing when it does so already.
    mutating func connect(_ peer: PeerID, address: Bytes?) {
        guard !isConnected(peer) else { return }
        let address = address.flatMap { parameters.countsNeighbours(at: $0) ? $0 : nil }
        gone.removeAll { $0.peer == peer }
        if !conducts.contains(peer) { conducts[peer] = Conduct() }
        conducts[peer]?.isConnected = true
        conducts[peer]?.address = address
        if let address { peersByAddress[address, default: 0] += 1 }
    }

    mutating func disconnect(_ peer: PeerID, at now: Instant) {
        guard var conduct = conducts[peer], conduct.isConnected else { return }
        if let address = conduct.address, let count = peersByAddress[address] {
            peersByAddress[address] = count > 1 ? count - 1 : nil
        }
        conduct.address = nil
        for index in conduct.topics.indices where conduct.topics[index].conduct.graftedAt != nil {
            conduct.topics[index].conduct = left(conduct.topics[index].conduct, at: now)
        }
        conduct.isConnected = false
        conduct.application = 0
        guard !conduct.isBlank else {
            // Nothing to remember: strangers that come and go push nobody out of the memory.
            conducts[peer] = nil
            return
        }
        conducts[peer] = conduct
        gone.append((peer, now.advanced(by: parameters.retention)))
        while gone.count > parameters.retainedPeerLimit { forgetFirst() }
    }

    mutating func graft(_ peer: PeerID, _ topic: String, at now: Instant) {
        change(peer, topic) { conduct in
            conduct.graftedAt = now
            conduct.meshDeliveries = 0
        }
    }

    /// The peer leaves the mesh: a deficit that it has is kept against it, and no new one arises.
    mutating func prune(_ peer: PeerID, _ topic: String, at now: Instant) {
        guard let index = conducts[peer]?.index(of: topic),
            let conduct = conducts[peer]?.topics[index].conduct
        else { return }
        let kept = left(conduct, at: now)
        conducts[peer]?.topics[index].conduct = kept
    }

    /// The peer brought a message first, and it was good.
    mutating func deliverFirst(_ peer: PeerID, _ topic: String) {
        let limits = parameters.topic
        change(peer, topic) { conduct in
            conduct.firstDeliveries = min(limits.firstDeliveryCap, conduct.firstDeliveries + 1)
            guard conduct.graftedAt != nil else { return }
            conduct.meshDeliveries = min(limits.meshDeliveryCap, conduct.meshDeliveries + 1)
        }
    }

    /// The peer brought a good message that another had brought so long before.
    mutating func deliverAgain(_ peer: PeerID, _ topic: String, after delay: Duration) {
        let limits = parameters.topic
        guard limits.meshDeliveryWeight != 0, delay <= limits.meshDeliveryWindow,
            conducts[peer]?.conduct(in: topic)?.graftedAt != nil
        else { return }
        change(peer, topic) { conduct in
            conduct.meshDeliveries = min(limits.meshDeliveryCap, conduct.meshDeliveries + 1)
        }
    }

    /// The peer answers for an invalid message.
    mutating func reject(_ peer: PeerID, _ topic: String) {
        change(peer, topic) { $0.invalidMessages += 1 }
    }

    /// The peer broke rules so often.
    mutating func penalize(_ peer: PeerID, by count: Int = 1) {
        conducts[peer]?.behaviour += Score(count)
    }

    /// What the application thinks of a connected peer.
    mutating func value(_ peer: PeerID, at value: Score) {
        precondition(value.isFinite, "a peer cannot be worth \(value)")
        conducts[peer]?.application = value
    }

    /// Lets everything fade that is due to, and forgets who has been gone long enough.
    mutating func decay(at now: Instant) {
        while let first = gone.first, first.expires <= now { forgetFirst() }
        guard let due = nextDecay else {
            nextDecay = now.advanced(by: parameters.decayInterval)
            return
        }
        guard now >= due else { return }
        // One step however late it comes: a node that stood still does not forgive for it. And a
        // heartbeat that is a little late does not make the next one too early.
        let planned = due.advanced(by: parameters.decayInterval)
        nextDecay = planned > now ? planned : now.advanced(by: parameters.decayInterval)
        fade()
    }

    func total(of peer: PeerID, at now: Instant) -> Score {
        breakdown(of: peer, at: now)?.total ?? 0
    }

    /// The score of a peer that is connected or remembered.
    func breakdown(of peer: PeerID, at now: Instant) -> ScoreBreakdown? {
        conducts[peer]?.breakdown(parameters, neighbours: peersByAddress, at: now)
    }

    private mutating func fade() {
        let parameters = parameters
        var blank: [PeerID] = []
        for peer in conducts.keys {
            conducts[peer]?.decay(parameters)
            if conducts[peer]?.isWorthless == true { blank.append(peer) }
        }
        for peer in blank { conducts[peer] = nil }
    }

    private func left(_ conduct: TopicConduct, at now: Instant) -> TopicConduct {
        var conduct = conduct
        let deficit = conduct.deficit(parameters.topic, at: now)
        conduct.meshFailures += deficit * deficit
        conduct.graftedAt = nil
        return conduct
    }

    private mutating func change(
        _ peer: PeerID, _ topic: String, _ body: (inout TopicConduct) -> Void
    ) {
        conducts[peer]?.change(topic, body)
    }

    private mutating func forgetFirst() {
        let first = gone.removeFirst()
        conducts[first.peer] = nil
    }
}
