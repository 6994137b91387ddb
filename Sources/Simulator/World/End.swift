// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Peering
import Primitives

/// One end of a connection: what its process holds of it, and what is on its way to it.
///
/// The dialler's end has an even place and the listener's end the next one.
struct End: Sendable {
    /// How far the connection is at this end.
    enum Phase: Sendable {
        /// The place is free.
        case free
        /// The handshake is under way.
        case opening
        /// The connection stands for its peer.
        case open
        /// This process has given it up, the other may not have noticed.
        case closed
    }

    var host = 0
    var phase = Phase.free
    /// Which connection has the place, so that what was due for an earlier one does nothing.
    var generation: UInt32 = 0
    /// The process that holds the end.
    var incarnation: UInt32 = 0
    /// Names the session: the same at both ends.
    var salt: Bytes = []
    var openedAt: UInt64 = 0
    /// Whether the owner was told that the session exists.
    var isTold = false
    var isGraylisted = false
    /// Signature checks that the peer may still cause, in thousandths, and since when.
    var checksLeft: Int64 = 0
    var checksAt: UInt64 = 0
    /// Until when nothing is read, because the peer used up its checks.
    var pausedUntil: UInt64 = 0
    /// Whether nothing that the other host sends arrives, since when, and which time that is.
    var mutedSince: UInt64?
    var muteCount: UInt32 = 0
    /// What is on its way here.
    var incoming = Pipe()
    /// At byte depth, when the session was last asked to be woken.
    var sessionWakeAt: UInt64?
    /// At byte depth, what the session is given when the batch is over.
    var outgoing: [SessionInput] = []
    /// At byte depth, whether the session was told that the connection takes no more.
    var isCongested = false
}

/// What is on its way to one end, in order.
struct Pipe: Sendable {
    private var parcels: [Parcel] = []
    private var head = 0
    /// The latest arrival under way: nothing overtakes on a connection.
    var lastArrival: UInt64 = 0
    /// Octets under way, by lane.
    private(set) var gossipOctets = 0
    private(set) var directOctets = 0
    private(set) var sessionOctets = 0
    /// Whether the arrival of the first parcel is due in the queue.
    var isScheduled = false

    /// When the first parcel arrives; nil when nothing is under way.
    var firstDue: UInt64? { head < parcels.count ? parcels[head].due : nil }
    var count: Int { parcels.count - head }

    /// How many of them are not farewells.
    var messageCount: Int {
        parcels[head...].count { if case .farewell = $0.content { false } else { true } }
    }

    mutating func append(_ parcel: Parcel) {
        count(parcel.content, 1)
        parcels.append(parcel)
    }

    mutating func popFirst() -> Parcel? {
        guard head < parcels.count else { return nil }
        let parcel = parcels[head]
        head += 1
        count(parcel.content, -1)
        if head == parcels.count {
            parcels.removeAll(keepingCapacity: head <= 64)
            head = 0
        } else if head >= 256, head * 2 >= parcels.count {
            parcels.removeFirst(head)
            head = 0
        }
        return parcel
    }

    /// Loses everything but the first so many.
    ///
    /// - Returns: how many messages, or pieces of octets, are lost.
    mutating func truncate(to kept: Int) -> Int {
        guard count > kept else { return 0 }
        var lost = 0
        for parcel in parcels[(head + kept)...] {
            count(parcel.content, -1)
            if case .farewell = parcel.content { continue }
            lost += 1
        }
        parcels.removeLast(count - kept)
        return lost
    }

    private mutating func count(_ content: Parcel.Content, _ sign: Int) {
        switch content {
        case .gossip(let bytes): gossipOctets += sign * bytes.count
        case .direct(let bytes): directOctets += sign * bytes.count
        case .octets(let bytes): sessionOctets += sign * bytes.count
        case .farewell: return
        }
    }
}

/// What travels on a connection.
struct Parcel: Sendable {
    enum Content: Sendable {
        case gossip(Bytes)
        case direct(Bytes)
        /// A piece of what a session wrote.
        case octets(Bytes)
        /// The other end has closed the connection.
        case farewell
    }

    let due: UInt64
    let content: Content
}

/// One host's dialling of one peer, for ever.
struct Dialer: Sendable {
    enum State: Sendable {
        /// The host is down.
        case off
        /// A dial is due.
        case pausing
        /// A dial is under way.
        case dialling
        /// There is a connection.
        case watching
    }

    let host: Int
    let peer: Int
    var state = State.off
    /// Grows with each change, so that what was due before does nothing.
    var number: UInt32 = 0
    /// The next pause before jitter, in nanoseconds.
    var pause: UInt64
    var watchedSince: UInt64 = 0
}

/// What is due; small values only, so that the queue is quick.
enum Happening: Sendable {
    /// A host takes what has gathered.
    case turn(host: Int32, incarnation: UInt32)
    /// The commit of a host is through.
    case committed(host: Int32, incarnation: UInt32)
    /// A deadline of a node may have passed.
    case wake(host: Int32, incarnation: UInt32)
    /// A host may go on.
    case resume(host: Int32, incarnation: UInt32)
    /// The first parcel on its way to an end arrives.
    case arrival(end: Int32, generation: UInt32)
    /// An end that hears nothing gives up, unless it has heard something.
    case silence(end: Int32, muteCount: UInt32)
    /// A connection is open, and proved at message depth.
    case opened(end: Int32, generation: UInt32)
    /// A session wants to be woken.
    case sessionWake(end: Int32, generation: UInt32)
    /// A dial begins.
    case dial(dialer: Int32, number: UInt32)
    /// A dial has come to nothing.
    case dialFailed(dialer: Int32, number: UInt32)
}
