// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulationReport
import Testing

@Suite struct LatencyTests {
    private func id(_ number: UInt64) -> EventID { EventID(Digest(words: (0, 0, 0, number))) }

    @Test func `an event waits from its first acknowledgement until that host sees it approved`() {
        var book = LatencyBook()
        book.acknowledge([id(1)], host: 2, at: 10)
        book.acknowledge([id(1)], host: 3, at: 11)
        book.approve([id(1)], host: 3, at: 12)
        #expect(book.waits.isEmpty)
        book.approve([id(1)], host: 2, at: 14)
        book.approve([id(1)], host: 2, at: 15)
        #expect(book.waits.map(\.at) == [10])
        #expect(book.waits.map(\.wait) == [4])
        #expect(book.acknowledgedCount == 1)
    }

    @Test func `quantiles are values that occurred`() {
        var book = LatencyBook()
        for number in 1...100 {
            book.acknowledge([id(UInt64(number))], host: 0, at: 0)
            book.approve([id(UInt64(number))], host: 0, at: Double(number))
        }
        let record = LatencyRecord(book, duration: 100)
        #expect(record.quantile(0.5) == 50)
        #expect(record.quantile(0.99) == 99)
        #expect(record.quantile(1) == 100)
        #expect(record.quantile(0) == 1)
        #expect(LatencyRecord().quantile(0.5) == 0)
    }

    @Test func `events that were never paid are counted where they were acknowledged`() {
        var book = LatencyBook()
        book.acknowledge([id(1), id(2)], host: 0, at: 55)
        book.approve([id(1)], host: 0, at: 56)
        let record = LatencyRecord(book, duration: 100, bucketCount: 10)
        #expect(record.buckets.count == 1)
        #expect(record.buckets.first?.from == 50)
        #expect(record.buckets.first?.count == 1)
        #expect(record.buckets.first?.unpaidCount == 1)
        #expect(record.paidCount == 1)
    }
}
