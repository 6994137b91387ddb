// This source file is part of the Outpace project. License: see LICENSE.

/// What goes wrong, or right again, in a simulated network.
public enum Fault: Hashable, Sendable {
    /// Hosts of different groups do not reach each other; those that are not named form one more.
    case partition([[Int]])
    /// Octets do not pass from any of the first hosts to any of the second.
    case block(from: [Int], to: [Int])
    /// Ends all partitions and blocks.
    case heal
    /// The processes end at once; a batch that is being committed is lost or durable, as drawn.
    case crash([Int])
    /// The processes end in the middle of their next commit, whose batch is lost or durable.
    case tear([Int])
    /// The processes start from their disks; those that run end first.
    case restart([Int])
    /// The disks are copied under a name.
    case copy([Int], name: String)
    /// The disks are replaced by the copies of that name and the processes start from them.
    case restore([Int], name: String)
    /// Commits take so long from now on.
    case slowDisk([Int], commit: ClosedRange<Duration>)
    /// Whether the disks are full: a commit that fails ends the process.
    case fullDisk([Int], Bool)
    /// Both clocks run so much faster, in millionths.
    case drift([Int], perMillion: Int)
    /// The wall clocks jump.
    case jump([Int], by: Duration)
    /// Latencies are drawn anew for every pair of hosts, with this jitter.
    case latency(ClosedRange<Duration>, jitterPerMille: Int)
    /// So many of a thousand segments are lost.
    case loss(perMille: Int)
    /// The uplinks take so much; nil for no bound.
    case bandwidth([Int], octetsPerSecond: Int?)
    /// The processes stand still; what comes meanwhile waits.
    case stall([Int], for: Duration)
    /// The hosts misbehave in this way from now on, or are honest again.
    case turn([Int], AdversaryRole?)
    /// The connection of two hosts breaks; whoever dialled dials again.
    case disconnect(Int, Int)
    /// The first host dials the second, now and whenever they are not connected.
    case connect(Int, Int)
}
