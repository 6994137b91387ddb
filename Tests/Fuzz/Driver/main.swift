// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import FuzzEntries
import Primitives

// `Fuzz NAME [libFuzzer's own arguments]` feeds one decoder until a finding or the end of the time;
// `Fuzz --list` prints the names; `Fuzz NAME --write-seeds DIR` writes what to start from.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ feed: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

// Safety: set once, before the fuzzer's only thread reads it.
private nonisolated(unsafe) var chosen = FuzzEntry.all[0]

let words = CommandLine.arguments
if words.count == 2, words[1] == "--list" {
    for entry in FuzzEntry.all { print(entry.name) }
    exit(0)
}
guard words.count >= 2, let entry = FuzzEntry.all.first(where: { $0.name == words[1] }) else {
    print("usage: Fuzz --list | NAME [arguments of libFuzzer] | NAME --write-seeds DIR")
    exit(64)
}
if words.count == 4, words[2] == "--write-seeds" {
    for (number, seed) in entry.seeds().enumerated() {
        try Data(seed).write(to: URL(filePath: words[3]).appending(path: "seed\(number)"))
    }
    exit(0)
}
chosen = entry
let rest = [words[0]] + words.dropFirst(2)
let texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: rest.count + 1)
for (index, word) in rest.enumerated() { texts[index] = strdup(word) }
texts[rest.count] = nil
var count = Int32(rest.count)
var list = texts
exit(
    runDriver(&count, &list) { octets, size in
        chosen.run(Bytes(UnsafeBufferPointer(start: octets, count: size)))
        return 0
    })
