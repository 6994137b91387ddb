// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Something a paged table can find by its id.
protocol Identified: Sendable {
    var id: EventID { get }
}

extension EventID: Identified {
    var id: EventID { self }
}

extension PooledEvent: Identified {}

/// A hash table in small pages that grows one page at a time (linear hashing), so that no insertion
/// moves more than a page, which a dictionary's doubling would, and little memory lies idle.
///
/// Within a page entries are found by one octet of their hash. Places follow from a secret seed, so
/// nobody can grind ids that meet in one page. There is no order to see: it cannot be iterated.
///
/// - Source: W. Litwin, "Linear hashing: a new tool for file and table addressing", VLDB 1980.
struct PagedTable<Entry: Identified>: Sendable {
    private struct Page: Sendable {
        var tags: [UInt8] = []
        var entries: [Entry] = []

        func find(_ id: EventID, tag: UInt8) -> Int? {
            let words = id.digest.words
            for index in tags.indices where tags[index] == tag {
                if entries[index].id.digest.words == words { return index }
            }
            return nil
        }
    }

    /// The mean number of entries in a page, above which a page is added.
    private static var fullLoad: Int { 32 }
    /// The mean below which the last page is given up.
    private static var sparseLoad: Int { 8 }

    /// How many pages a group holds, as a power of two.
    private static var groupShift: Int { 8 }

    /// Pages in groups, so that the first change after a copy copies one group and not the table.
    private var groups = [[Page()]]
    private var pageCount = 1
    /// The highest power of two that is not above the number of pages.
    private var round = 1
    private let seed: UInt64
    private(set) var count = 0

    init(seed: UInt64) { self.seed = seed }

    /// The entry with this id.
    subscript(id: EventID) -> Entry? {
        let hash = hash(id)
        let page = pageIndex(hash)
        return find(id, hash, in: page).map { self[page: page].entries[$0] }
    }

    func contains(_ id: EventID) -> Bool {
        let hash = hash(id)
        return find(id, hash, in: pageIndex(hash)) != nil
    }

    /// Adds an entry; false, and no change, when one with its id is here.
    mutating func insert(_ entry: Entry) -> Bool {
        let hash = hash(entry.id)
        let page = pageIndex(hash)
        guard find(entry.id, hash, in: page) == nil else { return false }
        append(entry, hash, to: page)
        count += 1
        if count > pageCount * Self.fullLoad { addPage() }
        return true
    }

    /// Changes the entry with this id in place, but not its id; nil when it is not here.
    mutating func update<Answer>(_ id: EventID, _ body: (inout Entry) -> Answer) -> Answer? {
        let hash = hash(id)
        let page = pageIndex(hash)
        return find(id, hash, in: page).map { body(&self[page: page].entries[$0]) }
    }

    /// Takes the entry with this id out; nil when it is not here.
    mutating func remove(_ id: EventID) -> Entry? {
        let hash = hash(id)
        let page = pageIndex(hash)
        guard let index = find(id, hash, in: page) else { return nil }
        let last = self[page: page].entries.count - 1
        self[page: page].entries.swapAt(index, last)
        self[page: page].tags.swapAt(index, last)
        self[page: page].tags.removeLast()
        let entry = self[page: page].entries.removeLast()
        count -= 1
        if pageCount > 1, count < pageCount * Self.sparseLoad { dropPage() }
        return entry
    }

    private subscript(page index: Int) -> Page {
        get { groups[index >> Self.groupShift][index & (1 << Self.groupShift - 1)] }
        _modify { yield &groups[index >> Self.groupShift][index & (1 << Self.groupShift - 1)] }
    }

    private func hash(_ id: EventID) -> UInt64 {
        let words = id.digest.words
        let product = (words.0 ^ seed)
            .multipliedFullWidth(by: words.1 ^ 0x9e37_79b9_7f4a_7c15 ^ (seed << 32 | seed >> 32))
        return product.high ^ product.low ^ words.2
    }

    private func pageIndex(_ hash: UInt64) -> Int {
        let index = Int(truncatingIfNeeded: hash) & (2 * round - 1)
        return index < pageCount ? index : index - round
    }

    private func find(_ id: EventID, _ hash: UInt64, in page: Int) -> Int? {
        self[page: page].find(id, tag: UInt8(truncatingIfNeeded: hash >> 56))
    }

    private mutating func append(_ entry: Entry, _ hash: UInt64, to page: Int) {
        let count = self[page: page].entries.count
        if count == self[page: page].entries.capacity {
            // Small steps instead of doubling: the pages are all of the memory.
            self[page: page].entries.reserveCapacity(count + 4)
            self[page: page].tags.reserveCapacity(count + 16)
        }
        self[page: page].entries.append(entry)
        self[page: page].tags.append(UInt8(truncatingIfNeeded: hash >> 56))
    }

    /// Adds a page and moves there the entries of the one page that it halves.
    private mutating func addPage() {
        let buddy = pageCount - round
        if pageCount & (1 << Self.groupShift - 1) == 0 { groups.append([]) }
        groups[groups.count - 1].append(Page())
        pageCount += 1
        if pageCount == 2 * round { round *= 2 }
        refile(buddy)
    }

    /// Gives up the last page; its entries go to the page it was halved from.
    private mutating func dropPage() {
        let last = pageCount - 1
        let orphans = groups[groups.count - 1].removeLast().entries
        if groups[groups.count - 1].isEmpty { groups.removeLast() }
        pageCount = last
        if round > last { round /= 2 }
        for entry in orphans {
            let hash = hash(entry.id)
            append(entry, hash, to: pageIndex(hash))
        }
    }

    private mutating func refile(_ page: Int) {
        let entries = self[page: page].entries
        self[page: page] = Page()
        for entry in entries {
            let hash = hash(entry.id)
            append(entry, hash, to: pageIndex(hash))
        }
    }
}
