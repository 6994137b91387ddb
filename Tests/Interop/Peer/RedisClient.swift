// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOPosix

/// As much of a redis client as two processes need to find each other.
struct RedisClient {
    /// The server said something else than it was asked for.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// What the server answers.
    enum Reply {
        case text(String)
        case list([String])
        case nothing
    }

    private let host: String
    private let port: Int

    /// Takes `host:port`.
    init(address: String) throws {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else {
            throw Fault(description: "redis_addr is \(address); host:port is needed")
        }
        host = String(parts[0])
        self.port = port
    }

    /// Appends a value to a list.
    func push(_ value: String, to list: String) async throws {
        guard case .text = try await ask(["RPUSH", list, value]) else {
            throw Fault(description: "redis did not take \(list)")
        }
    }

    /// Takes the first value of a list, waiting for one as long as `seconds`.
    func pop(from list: String, seconds: Int) async throws -> String {
        let reply = try await ask(["BLPOP", list, "\(seconds)"])
        guard case .list(let parts) = reply, parts.count == 2 else {
            throw Fault(description: "nobody told \(list) within \(seconds) s")
        }
        return parts[1]
    }

    private func ask(_ words: [String]) async throws -> Reply {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            var request = "*\(words.count)\r\n"
            for word in words { request += "$\(word.utf8.count)\r\n\(word)\r\n" }
            try await outbound.write(ByteBuffer(string: request))
            var answer = ""
            for try await part in inbound {
                answer += String(buffer: part)
                if let reply = try Self.parse(answer) { return reply }
            }
            throw Fault(description: "redis closed the connection")
        }
    }

    /// Reads an answer; nil when it is not complete. No value has a line break in it.
    private static func parse(_ answer: String) throws -> Reply? {
        guard answer.hasSuffix("\r\n") else { return nil }
        // A carriage return and a line feed are one character.
        let lines = answer.split(separator: "\r\n")
        let count = Int(lines[0].dropFirst()) ?? 0
        switch lines[0].first {
        case ":", "+": return .text(String(lines[0].dropFirst()))
        case "*" where count < 0: return .nothing
        case "*":
            guard lines.count == 1 + 2 * count else { return nil }
            return .list((0..<count).map { String(lines[2 + 2 * $0]) })
        default: throw Fault(description: "redis: \(lines[0])")
        }
    }
}
