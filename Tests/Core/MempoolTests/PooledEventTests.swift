// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives
import Testing

struct PooledEventTests {
    private func event(observers: UInt32, isUserSigned: Bool = false) throws -> PooledEvent {
        var maker = EventMaker(seed: 1)
        var event = try maker.event(at: 1, isUserSigned: isUserSigned)
        event.observers = ValidatorSet(bits: observers)
        return event
    }

    @Test func `whoever observed it answers for it`() throws {
        #expect(try event(observers: 0b0010).isAccountable(to: 1, validators: 4))
        #expect(try !event(observers: 0b0010).isAccountable(to: 0, validators: 4))
    }

    @Test(arguments: [(3, 2), (4, 3), (5, 4), (6, 4), (25, 17)])
    func `everybody answers for what two thirds observed`(validators: Int, quorum: Int) throws {
        let enough = try event(observers: (1 << UInt32(quorum) - 1) << 1)
        let short = try event(observers: (1 << UInt32(quorum - 1) - 1) << 1)
        #expect(enough.isAccountable(to: 0, validators: validators))
        #expect(!short.isAccountable(to: 0, validators: validators))
    }

    @Test func `everybody answers for what its user signed`() throws {
        #expect(try event(observers: 0, isUserSigned: true).isAccountable(to: 3, validators: 4))
    }
}
