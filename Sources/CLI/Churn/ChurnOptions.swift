// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// What goes wrong, and how often, while `outpace testnet --churn` runs.
struct ChurnOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run for so long while nodes are killed and restarted at random, then check that every "
                + "acknowledged event was paid once; node0 is never killed, its memory is watched.",
            valueName: "time"))
    var churn: TimeArgument?

    @Option(
        help: ArgumentHelp(
            "With --churn: the share of the nodes that is down at any time, 0 to 33.",
            valueName: "percent"))
    var down = 25

    @Option(
        help: ArgumentHelp(
            "With --churn: stop a random node for so long every few seconds.", valueName: "time"))
    var stall: TimeArgument?

    @Option(
        help: ArgumentHelp(
            "With --churn: observers with fresh keys that are there at any time, 0 to 8; each stays "
                + "for some seconds.", valueName: "number"))
    var guests = 1

    @Option(
        help: ArgumentHelp("With --churn: what the faults are drawn from.", valueName: "number"))
    var seed: UInt64?

    func validate() throws {
        guard (0...33).contains(down) else {
            throw ValidationError(
                "--down is \(down); allowed: 0 to 33, since a third offline stops every channel.")
        }
        guard (0...8).contains(guests) else {
            throw ValidationError("--guests is \(guests); allowed: 0 to 8.")
        }
        if let churn, churn.duration < .seconds(10) || churn.duration > .seconds(86_400) {
            throw ValidationError("--churn is \(churn.duration); allowed: 10s to 1440m.")
        }
        if let stall, stall.duration > .seconds(10) {
            throw ValidationError("--stall is \(stall.duration); allowed: up to 10s.")
        }
    }
}
