// This source file is part of the Outpace project. License: see LICENSE.

import SimulatedWorld

extension Fault {
    /// What part of a machine or of the network it concerns.
    var concern: FaultRecord.Concern {
        switch self {
        case .partition, .block, .heal, .latency, .loss, .bandwidth, .disconnect, .connect:
            .network
        case .crash, .tear, .restart, .stall: .process
        case .copy, .restore, .slowDisk, .fullDisk: .disk
        case .drift, .jump: .clock
        case .turn: .conduct
        }
    }

    /// What happened, in a few words.
    var words: String {
        switch self {
        case .partition(let groups):
            "partition " + groups.map { "{" + HostWords.list($0) + "}" }.joined(separator: " ")
                + " from the rest"
        case .block(let from, let to):
            "one way cut " + HostWords.list(from) + " → " + HostWords.list(to)
        case .heal: "heal"
        case .crash(let hosts): "crash " + HostWords.list(hosts)
        case .tear(let hosts): "crash in a commit " + HostWords.list(hosts)
        case .restart(let hosts): "restart " + HostWords.list(hosts)
        case .copy(let hosts, let name): "copy disk " + HostWords.list(hosts) + " as " + name
        case .restore(let hosts, let name): "restore " + HostWords.list(hosts) + " from " + name
        case .slowDisk(let hosts, let commit):
            "slow disk " + HostWords.list(hosts) + ", " + HostWords.range(commit)
        case .fullDisk(let hosts, let isFull):
            (isFull ? "full disk " : "disk freed ") + HostWords.list(hosts)
        case .drift(let hosts, let perMillion):
            "drift " + HostWords.list(hosts) + " " + HostWords.signed(perMillion) + " ppm"
        case .jump(let hosts, let by):
            "clock jump " + HostWords.list(hosts) + " " + HostWords.signed(by)
        case .latency(let range, let jitter):
            "latency " + HostWords.range(range)
                + (jitter > 0 ? ", jitter \(HostWords.share(jitter))" : "")
        case .loss(let perMille): "loss \(HostWords.share(perMille))"
        case .bandwidth(let hosts, let rate):
            "uplink " + HostWords.list(hosts) + " "
                + (rate.map { PageText.octets(Double($0)) + "/s" } ?? "without bound")
        case .stall(let hosts, let duration):
            "stall " + HostWords.list(hosts) + " for " + PageText.seconds(duration.inSeconds)
        case .turn(let hosts, let role):
            (role.map { HostWords.spaced("\($0)") } ?? "honest again") + " " + HostWords.list(hosts)
        case .disconnect(let one, let other): "disconnect \(one) – \(other)"
        case .connect(let one, let other): "connect \(one) – \(other)"
        }
    }
}

/// Hosts and quantities in words.
enum HostWords {
    /// Host numbers, runs of them as ranges; long lists are cut.
    static func list(_ hosts: [Int]) -> String {
        let sorted = hosts.sorted()
        var parts: [String] = []
        var place = 0
        while place < sorted.count {
            var end = place
            while end + 1 < sorted.count, sorted[end + 1] == sorted[end] + 1 { end += 1 }
            switch end - place {
            case 0: parts.append("\(sorted[place])")
            case 1: parts += ["\(sorted[place])", "\(sorted[end])"]
            default: parts.append("\(sorted[place])–\(sorted[end])")
            }
            place = end + 1
        }
        guard parts.count > 8 else { return parts.joined(separator: " ") }
        return parts.prefix(6).joined(separator: " ") + " … (\(hosts.count) hosts)"
    }

    static func range(_ range: ClosedRange<Duration>) -> String {
        let low = PageText.seconds(range.lowerBound.inSeconds)
        let high = PageText.seconds(range.upperBound.inSeconds)
        return low == high ? low : low + "–" + high
    }

    /// A share of a thousand, as scenarios write it.
    static func share(_ perMille: Int) -> String {
        "\(perMille / 10)" + (perMille.isMultiple(of: 10) ? "" : ".\(perMille % 10)") + " %"
    }

    static func signed(_ number: Int) -> String { number < 0 ? "−\(-number)" : "+\(number)" }

    static func signed(_ duration: Duration) -> String {
        let seconds = duration.inSeconds
        return (seconds < 0 ? "−" : "+") + PageText.seconds(abs(seconds))
    }

    /// A name of the code as words: capitals begin new ones, what stands in brackets stays.
    static func spaced(_ name: String) -> String {
        var words = ""
        for character in name {
            if character.isUppercase, words.last.map({ $0.isLowercase }) ?? false { words += " " }
            words += character.lowercased()
        }
        return words
    }
}
