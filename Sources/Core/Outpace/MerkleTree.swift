// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// The sorted-pair merkle tree that the contract verifies proofs of.
///
/// Leaves lose their duplicates and are sorted as unsigned octets; neighbours are hashed smaller
/// first, so a proof needs no directions; the odd one out moves up as it is.
///
/// - Source: AdExCore `MerkleProof`; AdEx v4 balance trees.
public struct MerkleTree: Hashable, Sendable {
    /// The leaves first, the root alone last.
    private let layers: [[Digest]]

    /// Builds a tree over at least one leaf, in any order; nil when there is none.
    ///
    /// - Complexity: O(n log n) comparisons, fewer than n hashes.
    public init?(leaves: [Digest]) {
        guard !leaves.isEmpty else { return nil }
        var layer: [Digest] = []
        layer.reserveCapacity(leaves.count)
        for leaf in leaves.sorted() where layer.last != leaf { layer.append(leaf) }
        var layers = [layer]
        while layer.count > 1 {
            var parents: [Digest] = []
            parents.reserveCapacity(layer.count / 2 + 1)
            var index = 0
            while index + 1 < layer.count {
                parents.append(Self.parent(layer[index], layer[index + 1]))
                index += 2
            }
            if index < layer.count { parents.append(layer[index]) }
            layers.append(parents)
            layer = parents
        }
        self.layers = layers
    }

    /// The hash that commits to every leaf; the leaf itself when there is one.
    public var root: Digest { layers[layers.count - 1][0] }

    /// The leaves, ascending, each once.
    public var leaves: [Digest] { layers[0] }

    /// The siblings from the bottom up, none for a layer through which the element was promoted;
    /// nil when `leaf` is not in the tree.
    ///
    /// - Complexity: O(log n).
    public func proof(for leaf: Digest) -> [Digest]? {
        guard var index = leaves.sortedIndex(of: leaf) else { return nil }
        var proof: [Digest] = []
        for layer in layers.dropLast() {
            let sibling = index ^ 1
            if sibling < layer.count { proof.append(layer[sibling]) }
            index /= 2
        }
        return proof
    }

    /// Whether `proof` leads from `leaf` to `root`.
    ///
    /// - Complexity: one hash per element of `proof`; who takes proofs from strangers bounds their
    ///   length.
    public static func verify(leaf: Digest, proof: [Digest], root: Digest) -> Bool {
        proof.reduce(leaf, parent) == root
    }

    private static func parent(_ left: Digest, _ right: Digest) -> Digest {
        left < right ? Keccak256.hash(left, right) : Keccak256.hash(right, left)
    }
}
