// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

/// One message of the direct lane.
public struct LaneFrame: Hashable, Sendable {
    /// Position in its direction, from 1; 0 when the frame only acknowledges.
    public let sequence: UInt64
    /// The highest sequence of the other direction that was processed.
    public let acknowledged: UInt64
    /// What it says; nil when it only acknowledges.
    public let body: LaneBody?

    /// Puts a frame together.
    public init(sequence: UInt64, acknowledged: UInt64, body: LaneBody?) {
        self.sequence = sequence
        self.acknowledged = acknowledged
        self.body = body
    }

    /// How many statements it carries, those in approved states included.
    public var statementCount: Int {
        switch body {
        case .statements(let statements): statements.count
        case .states(_, let bundles): bundles.reduce(0) { $0 + 1 + $1.approvals.count }
        case .hello, .records, .wanted, .stepRequest, .stepReply, .caughtUp, .reconcile,
            .reconciled, nil:
            0
        }
    }

    /// The frame's octets, without a length in front.
    public func encode() -> Bytes {
        var writer = ProtobufWriter()
        writer.varintIfPresent(1, sequence)
        writer.varintIfPresent(2, acknowledged)
        if let body { writer.message(body.fieldNumber) { body.write(to: &$0) } }
        return writer.bytes
    }

    /// Reads a frame, checking counts and sizes against `limits` before anything is built.
    public static func decode(
        _ bytes: Bytes, limits: LaneParameters
    ) throws(WireError) -> LaneFrame {
        guard bytes.count <= limits.frameBytesLimit else {
            throw .overLimit(field: "frame", limit: limits.frameBytesLimit)
        }
        var reader = ProtobufReader(bytes)
        var sequence: UInt64 = 0
        var acknowledged: UInt64 = 0
        var body: LaneBody?
        while let field = try reader.next() {
            switch field.number {
            case 1: sequence = try field.unsigned("sequence")
            case 2: acknowledged = try field.unsigned("acknowledged")
            case 3...5, 7...13:
                guard body == nil else { throw .repeatedField("body") }
                let nested = try field.bytes("body", limit: limits.frameBytesLimit)
                body = try LaneBody.read(field.number, nested, limits: limits)
            default: continue
            }
        }
        guard (sequence == 0) == (body == nil) else { throw .missingField("sequence") }
        return LaneFrame(sequence: sequence, acknowledged: acknowledged, body: body)
    }
}
