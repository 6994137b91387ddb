// This source file is part of the Outpace project. License: see LICENSE.

import CMalloc

/// What this process has allocated, as the allocator counts it.
///
/// What a thread keeps back to use again counts as allocated.
///
/// - Source: glibc, `malloc/malloc.c`: `mallinfo2` sums over all arenas, unlike its manual says.
enum HeapUse {
    /// Octets that are allocated now, in all arenas and in mappings of their own.
    static var byteCount: Int {
        let figures = mallinfo2()
        return Int(figures.uordblks + figures.hblkhd)
    }
}
