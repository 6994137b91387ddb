// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Mempool
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension NodeMetrics {
    /// The channels that have series of their own.
    private var shown: ArraySlice<ChannelView> { sources.channels.prefix(limits.channelLimit) }

    /// One gauge per channel.
    private mutating func addGauge(
        _ name: String, help: String, _ value: (ChannelView) -> some BinaryInteger
    ) {
        page.add(
            name, .gauge, help: help,
            shown.map { .init(["channel": $0.channel.id.description], value($0)) })
    }

    mutating func addChannels() {
        addGauge("outpace_validators_online", help: "Validators that are online.") {
            $0.online.count
        }
        page.add(
            "outpace_validators_total", .untyped, help: "Validators of the channel.",
            shown.map {
                .init(["channel": $0.channel.id.description], $0.validator.validatorCount)
            })
        addGauge("outpace_bidding", help: "Whether the node bids for the channel.") {
            $0.verdict.isActive ? 1 : 0
        }
        addGauge("outpace_mempool_events", help: "Events that wait to be included.") {
            $0.validator.pool.count
        }
        page.add(
            "outpace_mempool_bytes", .gauge, help: "Octets of the events that wait, all channels.",
            [.init(sources.channels.reduce(0) { $0 + $1.validator.pool.byteCount })])
        addGauge("outpace_missed_events", help: "Events that the last proposal left out.") {
            $0.validator.missedCount
        }
        addGauge("outpace_approved_events", help: "Events paid so far, in all states.") {
            $0.validator.approved?.eventCount ?? 0
        }
        addGauge("outpace_approved_sequence", help: "Sequence of the last approved state.") {
            $0.validator.approved?.newState.sequence ?? 0
        }
        addStatuses()
        addChannelCounters()
    }

    private mutating func addStatuses() {
        page.add(
            "outpace_bidding_stopped", .gauge, help: "Reasons not to bid: 1 where one holds.",
            shown.flatMap { view in
                BiddingReason.allCases.map { reason in
                    .init(
                        ["channel": view.channel.id.description, "reason": reason.rawValue],
                        view.verdict.reasons.contains(reason))
                }
            })
        page.add(
            "outpace_channel_status", .gauge, help: "1 for the status that the channel has.",
            shown.flatMap { view in
                ChannelStatus.allCases.map { status in
                    .init(
                        ["channel": view.channel.id.description, "status": status.rawValue],
                        view.status == status)
                }
            })
    }

    private mutating func addChannelCounters() {
        page.add(
            "outpace_events_received_total", .counter, help: "Events accepted from clients.",
            shown.flatMap { view in
                EventType.allCases.map { type in
                    .init(
                        ["channel": view.channel.id.description, "type": type.name],
                        view.counters.eventsReceived[Int(type.rawValue) - 1])
                }
            })
        page.add(
            "outpace_states_approved_total", .counter, help: "States that a quorum signed.",
            shown.map {
                .init(["channel": $0.channel.id.description], $0.counters.statesApproved)
            })
        page.add(
            "outpace_states_rejected_total", .counter, help: "Proposals refused here.",
            shown.flatMap { view in
                RejectReason.allCases.map { reason in
                    .init(
                        ["channel": view.channel.id.description, "reason": reason.name],
                        view.counters.statesRejected[Int(reason.rawValue) - 1])
                }
            })
    }

    mutating func addValidators() {
        addPerValidator("outpace_validator_online", help: "Whether the validator is online.") {
            $0.online.contains($1) ? 1 : 0
        }
        addPerValidator(
            "outpace_heartbeat_age_seconds", help: "Time since the validator's last heartbeat."
        ) { view, index in
            view.heartbeatAges.indices.contains(index)
                ? view.heartbeatAges[index].map(\.inSeconds) : nil
        }
        addPerValidator(
            "outpace_health_promilles", help: "Health of the last judged state, by validator."
        ) { view, index in
            if index == view.validator.ownIndex { return Double(view.validator.ownHealth) }
            guard let approvals = view.validator.approved?.approvals,
                approvals.indices.contains(index),
                case .approveState(let approval)? = approvals[index]?.statement
            else { return nil }
            return Double(approval.healthPromilles)
        }
    }

    private mutating func addPerValidator(
        _ name: String, help: String, _ value: (ChannelView, Int) -> Double?
    ) {
        var samples: [MetricsPage.Sample] = []
        for view in shown {
            for (index, validator) in view.channel.validators.enumerated() {
                guard let value = value(view, index) else { continue }
                samples.append(
                    .init(
                        [
                            "channel": view.channel.id.description,
                            "validator": validator.checksummed,
                        ], value))
            }
        }
        page.add(name, .gauge, help: help, samples)
    }
}
