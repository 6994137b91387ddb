// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
import Primitives
import Testing

struct MerkleTreeTests {
    private static func leaves(_ count: Int) -> [Digest] {
        (0..<count).map { Keccak256.hash(Bytes("leaf \($0)".utf8)) }
    }

    // U17.
    @Test func `no leaves make no tree`() {
        #expect(MerkleTree(leaves: []) == nil)
    }

    @Test func `one leaf is the root, and its proof is empty`() throws {
        let leaf = Self.leaves(1)[0]
        let tree = try #require(MerkleTree(leaves: [leaf]))
        #expect(tree.root == leaf)
        #expect(tree.proof(for: leaf) == [])
    }

    @Test func `order and repetition of leaves do not matter`() {
        let leaves = Self.leaves(7)
        let root = MerkleTree(leaves: leaves)?.root
        #expect(MerkleTree(leaves: leaves.reversed())?.root == root)
        #expect(MerkleTree(leaves: leaves + [leaves[3], leaves[3]])?.root == root)
    }

    @Test func `of two leaves the smaller is hashed first`() {
        let leaves = Self.leaves(2).sorted()
        let root = Keccak256.hash(leaves[0].bytes + leaves[1].bytes)
        #expect(MerkleTree(leaves: leaves.reversed())?.root == root)
    }

    @Test func `the odd leaf moves up as it is`() throws {
        let leaves = Self.leaves(3).sorted()
        let pair = Keccak256.hash(leaves[0].bytes + leaves[1].bytes)
        let ordered = [pair, leaves[2]].sorted()
        let tree = try #require(MerkleTree(leaves: leaves))
        #expect(tree.root == Keccak256.hash(ordered[0].bytes + ordered[1].bytes))
        #expect(tree.proof(for: leaves[2]) == [pair])
        #expect(tree.proof(for: leaves[0]) == [leaves[1], leaves[2]])
    }

    @Test(arguments: 1...40)
    func `every leaf of a tree is proven and no other`(count: Int) throws {
        let leaves = Self.leaves(count)
        let tree = try #require(MerkleTree(leaves: leaves))
        let stranger = Keccak256.hash(Bytes("stranger".utf8))
        #expect(tree.proof(for: stranger) == nil)
        for leaf in leaves {
            let proof = try #require(tree.proof(for: leaf))
            #expect(MerkleTree.verify(leaf: leaf, proof: proof, root: tree.root))
            #expect(!MerkleTree.verify(leaf: stranger, proof: proof, root: tree.root))
            #expect(!MerkleTree.verify(leaf: leaf, proof: proof + [stranger], root: tree.root))
        }
    }
}
