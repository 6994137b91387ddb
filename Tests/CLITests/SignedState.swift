// This source file is part of the Outpace project. License: see LICENSE.

/// A computed state of one balance, and who signed it.
enum SignedState {
    static let channel = "0x2b00e36996914004a6ea9e9164187291fdf0f9f0ae6104bb9bd0c463ca0739fc"
    static let account = "0xBA2753BF61a327E9D2fd499A1a38C7D9139c35Ae"
    static let amount = "1000000000000000"
    static let balances = "{\"\(account)\":\"\(amount)\"}"
    static let balanceRoot = "0xf49e7eb077d46e1e30ef75f38389e5f68f4193c117c22a8cddf30c60d7ca1bb4"
    static let stateRoot = "0x059af4c25f73c919dd626f672196b5a8f77d4f607992c77a3b4da64e9776d777"
    static let leader = "0x2a24D8Da067b59C8B506d71eeE842C3e3D9D71d3"
    static let leaderSignature =
        "0x07f5abcea4dddf9b4268c75acc5d04383a3aee8e362bc31f08bc144490e02461"
        + "2d2a14ade648202d7e1a984c171399abbbc9efe133a7ad2c061c514d47c61c731c"
    static let follower = "0xA8f37d76907D8F96Aa759af35E01e1d14fCd4f8c"
    static let followerSignature =
        "0x5516435f9a7fd763ec6c72f262624f91310fbb7e930de15ca941d36bada0e907"
        + "4104cc5d224b0b6e880c99369619596292ac39d678af9d0ba754089d32b614cf1c"

    /// The certificate, with parts that may be replaced.
    static func certificate(
        validators: [String] = [leader, follower], amount: String = amount,
        signatures: String = "[\"\(leaderSignature)\",\"\(followerSignature)\"]"
    ) -> String {
        let names = validators.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"channelId":"\(channel)","validators":[\(names)],"balances":{"\(account)":"\(amount)"},
            "stateRoot":"\(stateRoot)","signatures":\(signatures)}
            """
    }
}
