// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore

/// Hears everything, keeps its connections, and lets nothing out.
struct Silence: Misconduct {
    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        kit.run(inputs, on: &node).filter { effect in
            switch effect {
            case .sendGossip, .sendDirect, .answer: false
            case .persist, .load, .learnt, .graylist, .disconnect, .notice: true
            }
        }
    }
}
