// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Synchronization
import Testing

/// A server on this machine that gives every request the same JSON.
final class FixedServer: Sendable {
    /// Where it answers.
    let origin: String
    private let socket: Int32
    private let paths = Mutex<[String]>([])

    /// The paths that were asked for.
    var asked: [String] { paths.withLock { $0 } }

    /// Listens on a free port.
    init(status: String = "200 OK", answer: String) throws {
        let listening = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listening >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listening, pointer, length) == 0 && listen(listening, 8) == 0
                    && getsockname(listening, pointer, &length) == 0
            }
        }
        try #require(isBound)
        socket = listening
        origin = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let reply = """
            HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\
            Content-Length: \(answer.utf8.count)\r\nConnection: close\r\n\r\n\(answer)
            """
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else { return }
                let path = Self.readPath(connection)
                self?.paths.withLock { $0.append(path) }
                Self.write(Array(reply.utf8), to: connection)
                Glibc.close(connection)
            }
        }
    }

    /// Ends it.
    func close() {
        shutdown(socket, Int32(SHUT_RDWR))
        Glibc.close(socket)
    }

    /// Reads a whole request: closing a connection of which something is unread resets it, and then
    /// the client may lose the answer.
    private static func readPath(_ connection: Int32) -> String {
        var (request, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
        while !isWhole(String(decoding: request, as: UTF8.self)) {
            let count = read(connection, &chunk, chunk.count)
            guard count > 0 else { break }
            request += chunk[..<count]
        }
        let parts = String(decoding: request, as: UTF8.self).split(separator: " ")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// Whether a request's head is here, and its body, which is as long as the head says.
    private static func isWhole(_ request: String) -> Bool {
        guard let end = request.range(of: "\r\n\r\n") else { return false }
        let lengths = request[..<end.lowerBound].lowercased().split(separator: "\r\n")
            .compactMap { line -> Int? in
                guard line.hasPrefix("content-length:") else { return nil }
                return Int(line.dropFirst("content-length:".count).filter(\.isNumber))
            }
        return request[end.upperBound...].utf8.count >= lengths.first ?? 0
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
