// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
import ValidatorMessages
import Wire

/// Tells what octets are for from their outermost fields; what cannot be read counts as control.
extension TrafficTally {
    /// Counts an RPC of the gossip lane.
    public mutating func addGossip(_ rpc: Bytes) {
        var reader = ProtobufReader(rpc)
        var statementOctets = 0
        var hasControl = false
        while let field = try? reader.next() {
            guard field.number == 2, let raw = try? field.bytes("publish", limit: .max) else {
                hasControl = true
                continue
            }
            add(Self.kind(ofMessage: raw), count: 1, octets: raw.count)
            statementOctets += raw.count
        }
        let rest = max(0, rpc.count - statementOctets)
        add(.control, count: hasControl ? 1 : 0, octets: rest)
    }

    /// Counts a frame of the direct lane; the field of its body tells the kind.
    public mutating func addDirect(_ frame: Bytes) {
        var reader = ProtobufReader(frame)
        var body = 0
        while let field = try? reader.next() {
            guard field.number >= 3, let bytes = try? field.bytes("body", limit: .max) else {
                continue
            }
            body += bytes.count
            switch field.number {
            case 4: add(.records, count: Self.itemCount(bytes), octets: bytes.count)
            case 5: add(.statements, count: Self.itemCount(bytes), octets: bytes.count)
            case 8, 9, 10: add(.states, count: 1, octets: bytes.count)
            default: add(.reconciliation, count: 1, octets: bytes.count)
            }
        }
        let isBare = body == 0
        add(.acknowledgement, count: isBare ? 1 : 0, octets: max(0, frame.count - body))
    }

    private static func itemCount(_ body: ArraySlice<UInt8>) -> Int {
        var reader = ProtobufReader(body)
        var count = 0
        while (try? reader.next()) != nil { count += 1 }
        return count
    }

    private static func kind(ofMessage raw: ArraySlice<UInt8>) -> TrafficKind {
        var reader = ProtobufReader(raw)
        while let field = try? reader.next() {
            guard field.number == 2, let data = try? field.bytes("data", limit: .max) else {
                continue
            }
            var statement = ProtobufReader(data)
            guard let body = try? statement.next(),
                let kind = StatementKind(rawValue: body.number)
            else { return .control }
            return TrafficKind(kind)
        }
        return .control
    }
}

extension TrafficKind {
    init(_ statement: StatementKind) {
        self =
            switch statement {
            case .newState: .proposal
            case .approveState, .rejectState: .approval
            case .heartbeat: .heartbeat
            case .reportObservedEvents: .report
            case .setImpressionPrice: .price
            }
    }
}
