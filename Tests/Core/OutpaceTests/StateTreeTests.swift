// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct StateTreeTests {
    // U18.
    @Test(
        arguments: [
            (
                1, "f49e7eb077d46e1e30ef75f38389e5f68f4193c117c22a8cddf30c60d7ca1bb4",
                "059af4c25f73c919dd626f672196b5a8f77d4f607992c77a3b4da64e9776d777"
            ),
            (
                2, "09ae5fdaf1825dae29d27035a605f5c8cd10b9e03cd8b8512aa860e87446e073",
                "aa58c435e830e5aa15503d6fb271d8dc27237306d6d70a746c70df0db740a928"
            ),
            (
                5, "6cd74b37ef9a0638c8fa09bb649f1c0e4edfa6a91b07e1db58c62efa03c5a253",
                "ef8d8fe36034376ca70a432675f492a700b162a9eaaa286eaca7f9460e6deddb"
            ),
            (
                100, "b6222f7250fbfeb5ecce73db47b990fd096d7eadf11597750a63aeafe3277695",
                "49f21727baad59ac1a4a39f49ab1f4db59d54e47bd06d5db8b541dd07b16e3b1"
            ),
            (
                1000, "52ca98005ffa0dffda00964ba97f9ba49b6f0ecadf997e19a4aa1ad88314744f",
                "bdf269caed5b8fbe1de8145feeda5543b7d499ada62cfff14482f7f594bfa583"
            ),
        ] as [(Int, String, String)])
    func `balances have the roots that AdEx's rules give`(
        count: Int, balanceRoot: String, stateRoot: String
    ) throws {
        let tree = try #require(try StateTree(Balances((0..<count).map(Sample.entry))))
        let channel = try #require(ChannelID(hex: Sample.channelID))
        #expect(tree.balanceRoot.hex == balanceRoot)
        #expect(tree.stateRoot(of: channel).hex == stateRoot)
    }

    @Test func `a balance of nothing is a leaf`() throws {
        let tree = try #require(StateTree(try Sample.balances(["a": 0])))
        let account = try Sample.address("a")
        #expect(tree.balanceRoot == StateTree.leaf(account: account, amount: .zero))
        #expect(tree.proof(for: account) == [])
    }

    @Test func `empty balances have no root`() {
        #expect(StateTree(Balances()) == nil)
    }

    @Test func `an account without a balance has no proof`() throws {
        let tree = try #require(StateTree(try Sample.balances(["a": 1, "b": 2])))
        #expect(try tree.proof(for: Sample.address("c")) == nil)
    }

    // U19.
    @Test(
        arguments: [
            (0, "d42bc7a86a5bd196bae4cfd722aa8ac13e38ad4347b04a06c1d316a1206538ed"),
            (1_568_307_600_000, "739df0c291852de280d6446a512c239e979c6580706f203a2e6be540549293e1"),
        ] as [(UInt64, String)])
    func `a heartbeat has the root that AdEx's rules give`(time: UInt64, root: String) throws {
        let channel = try #require(ChannelID(hex: Sample.channelID))
        let timestamp = Timestamp(milliseconds: time)
        #expect(HeartbeatRoot.stateRoot(channel: channel, timestamp: timestamp).hex == root)
    }

    @Test func `a time past 48 bits counts as the last`() throws {
        let channel = try #require(ChannelID(hex: Sample.channelID))
        let roots = [1 << 48 - 1, 1 << 48, UInt64.max].map {
            HeartbeatRoot.stateRoot(channel: channel, timestamp: Timestamp(milliseconds: $0))
        }
        #expect(Set(roots).count == 1)
    }
}
