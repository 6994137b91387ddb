// This source file is part of the Outpace project. License: see LICENSE.

import COpenSSL
import Primitives

/// One sealing or opening: an OpenSSL context that lives for one text.
struct ChaChaPolyOperation: ~Copyable {
    enum Direction: Int32 { case open = 0, seal = 1 }

    // Safety: looked up once, immutable and reference-counted by the library afterwards.
    private nonisolated(unsafe) static let cipher: OpaquePointer = {
        guard let cipher = EVP_CIPHER_fetch(nil, "ChaCha20-Poly1305", nil) else {
            preconditionFailure("OpenSSL has no ChaCha20-Poly1305")
        }
        return cipher
    }()

    // Safety: owned by this value, which cannot be copied, and freed with it.
    private let context: OpaquePointer

    init(key: borrowing SecretBytes, nonce: Bytes, direction: Direction) {
        precondition(key.count == ChaChaPoly.keyByteCount, "a key has 32 octets, not \(key.count)")
        precondition(nonce.count == ChaChaPoly.nonceByteCount, "a nonce of \(nonce.count) octets")
        guard let context = EVP_CIPHER_CTX_new() else {
            preconditionFailure("no memory for a cipher context")
        }
        let isReady = key.withPointer {
            EVP_CipherInit_ex(context, Self.cipher, nil, $0, nonce, direction.rawValue)
        }
        precondition(isReady == 1, "OpenSSL refused a key and nonce of the right lengths")
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Adds the associated text; before any `transform`.
    func authenticate(_ associated: Bytes) {
        guard !associated.isEmpty else { return }
        var count: Int32 = 0
        let length = Self.length(associated.count)
        let isDone = EVP_CipherUpdate(context, nil, &count, associated, length)
        precondition(isDone == 1, "OpenSSL refused associated text")
    }

    /// Encrypts or decrypts everything from `start` in place.
    func transform(_ bytes: inout Bytes, from start: Int) {
        guard bytes.count > start else { return }
        var count: Int32 = 0
        let length = Self.length(bytes.count - start)
        let isDone = bytes.withUnsafeMutableBufferPointer { buffer in
            guard let text = buffer.baseAddress.map({ $0 + start }) else { return Int32(0) }
            return EVP_CipherUpdate(context, text, &count, text, length)
        }
        precondition(isDone == 1 && count == length, "OpenSSL stopped after \(count) octets")
    }

    /// The tag over everything that was added.
    func finishSealing() -> Bytes {
        var tag = Bytes(repeating: 0, count: ChaChaPoly.tagByteCount)
        var count: Int32 = 0
        let isDone =
            EVP_CipherFinal_ex(context, &tag, &count) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        precondition(isDone, "OpenSSL gave no tag")
        return tag
    }

    /// Whether `tag` belongs to everything that was added; compared in constant time.
    func finishOpening(tag: Bytes) -> Bool {
        var tag = tag
        var nothing = Bytes(repeating: 0, count: ChaChaPoly.tagByteCount)
        var count: Int32 = 0
        return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
            && EVP_CipherFinal_ex(context, &nothing, &count) == 1
    }

    private static func length(_ count: Int) -> Int32 {
        precondition(count <= 1 << 30, "\(count) octets in one text")
        return Int32(count)
    }
}
