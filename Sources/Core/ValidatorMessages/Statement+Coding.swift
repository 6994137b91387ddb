// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

extension Statement {
    /// The canonical octets: fields in number order, defaults left out.
    public func encode() -> Bytes {
        var writer = ProtobufWriter()
        writer.message(kind.rawValue) { body in
            switch self {
            case .newState(let statement): statement.write(to: &body)
            case .approveState(let statement): statement.write(to: &body)
            case .rejectState(let statement): statement.write(to: &body)
            case .heartbeat(let statement): statement.write(to: &body)
            case .reportObservedEvents(let statement): statement.write(to: &body)
            case .setImpressionPrice(let statement): statement.write(to: &body)
            }
        }
        return writer.bytes
    }

    /// Reads a statement; unknown fields are passed over, so that old nodes live with new ones.
    ///
    /// - Throws: `overLimit`, also for counts, before anything is built; `missingField("body")`
    ///   when no known body stands; `repeatedField` when more than one does.
    public static func decode(_ data: ArraySlice<UInt8>) throws(WireError) -> Statement {
        let limit = StatementLimits.statementByteLimit
        guard data.count <= limit else { throw .overLimit(field: "statement", limit: limit) }
        var reader = ProtobufReader(data)
        var statement: Statement?
        while let field = try reader.next() {
            guard let kind = StatementKind(rawValue: field.number) else { continue }
            guard statement == nil else { throw .repeatedField("body") }
            statement = try decode(kind, try ProtobufReader.nested(field, kind.name))
        }
        return try required(statement, "body")
    }

    private static func decode(
        _ kind: StatementKind, _ body: ArraySlice<UInt8>
    ) throws(WireError) -> Statement {
        switch kind {
        case .newState: .newState(try NewState(body))
        case .approveState: .approveState(try ApproveState(body))
        case .rejectState: .rejectState(try RejectState(body))
        case .heartbeat: .heartbeat(try Heartbeat(body))
        case .reportObservedEvents: .reportObservedEvents(try ReportObservedEvents(body))
        case .setImpressionPrice: .setImpressionPrice(try SetImpressionPrice(body))
        }
    }
}
