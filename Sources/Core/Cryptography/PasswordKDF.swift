// This source file is part of the Outpace project. License: see LICENSE.

import COpenSSL
import CSodium
public import Primitives

/// Makes a key of a password, slowly on purpose: for Ethereum key files.
///
/// The costs stand in the file, so they are bounded before anything is computed.
public enum PasswordKDF {
    /// The most memory scrypt may use, in octets; the usual cost of wallets is 256 MiB.
    public static let memoryLimit = 512 << 20

    /// The most work scrypt may do, as N x r x p; the usual cost of wallets is 2^21.
    public static let workLimit = 1 << 24

    /// The most iterations of PBKDF2; the usual cost of wallets is 2^18.
    public static let iterationLimit = 10_000_000

    /// The most octets that are derived, and the most of a salt.
    public static let lengthLimit = 1024

    /// scrypt.
    ///
    /// - Parameters:
    ///   - n: cost, a power of two above one.
    ///   - r: block size, at least one.
    ///   - p: parallelisation, at least one.
    ///   - length: octets to derive, 1 to 1024.
    /// - Throws: `parameterOutOfRange`, also when memory or work pass their limits.
    /// - Source: RFC 7914.
    public static func scrypt(
        password: Bytes, salt: Bytes, n: Int, r: Int, p: Int, length: Int
    ) throws(CryptographyError) -> Bytes {
        try checkLengths(salt: salt, length: length)
        let (area, areaOverflow) = n.multipliedReportingOverflow(by: r)
        let (work, workOverflow) = area.multipliedReportingOverflow(by: p)
        guard n > 1, n & (n - 1) == 0, r >= 1, p >= 1, !areaOverflow, !workOverflow,
            area <= memoryLimit / 128, r * p <= memoryLimit / 128, work <= workLimit
        else {
            throw CryptographyError(
                .parameterOutOfRange,
                "scrypt needs n a power of two, r and p positive, 128 n r <= \(memoryLimit)"
                    + " and n r p <= \(workLimit); got n \(n), r \(r), p \(p)")
        }
        Sodium.prepare()
        var output = Bytes(repeating: 0, count: length)
        let verdict = crypto_pwhash_scryptsalsa208sha256_ll(
            password, password.count, salt, salt.count, UInt64(n), UInt32(r), UInt32(p), &output,
            length)
        guard verdict == 0 else {
            throw CryptographyError(
                .parameterOutOfRange, "scrypt found no memory for n \(n), r \(r)")
        }
        return output
    }

    /// PBKDF2 with HMAC-SHA256.
    ///
    /// - Parameters:
    ///   - iterations: 1 to 10 000 000.
    ///   - length: octets to derive, 1 to 1024.
    /// - Source: RFC 8018.
    public static func pbkdf2SHA256(
        password: Bytes, salt: Bytes, iterations: Int, length: Int
    ) throws(CryptographyError) -> Bytes {
        try checkLengths(salt: salt, length: length)
        guard (1...iterationLimit).contains(iterations), password.count <= 1 << 16 else {
            throw CryptographyError(
                .parameterOutOfRange, "PBKDF2 takes 1 to \(iterationLimit) iterations")
        }
        var output = Bytes(repeating: 0, count: length)
        let isDone = password.withUnsafeBytes { buffer in
            PKCS5_PBKDF2_HMAC(
                buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), salt,
                Int32(salt.count), Int32(iterations), EVP_sha256(), Int32(length), &output)
        }
        precondition(isDone == 1, "PBKDF2 cannot fail on checked input")
        return output
    }

    private static func checkLengths(salt: Bytes, length: Int) throws(CryptographyError) {
        guard (1...lengthLimit).contains(length), salt.count <= lengthLimit else {
            throw CryptographyError(
                .parameterOutOfRange,
                "a derived key has 1 to \(lengthLimit) octets, a salt at most as many")
        }
    }
}
