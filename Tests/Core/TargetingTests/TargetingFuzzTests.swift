// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives
import Targeting
import Testing

struct TargetingFuzzTests {
    /// A list with every function in it.
    private static let large = #"""
        [{"onlyShowIf":{"and":[{"in":[["BG","US","\u00e9"],{"get":"country"}]},
            {"nin":[{"split":["a,b",","]},{"get":"publisherId"}]}]}},
        {"if":[{"xor":[{"startsWith":[{"get":"adSlotId"},"x"]},{"endsWith":["abc","bc"]}]},
            {"do":[{"set":["boost",2]},{"set":["price.IMPRESSION",{"mulDiv":[
                {"get":"price.IMPRESSION"},{"bn":"1000000000000000000"},7]}]}]}]},
        {"ifNot":[{"or":[{"lt":[1,2]},{"lte":[2,{"bn":"3"}]}]},{"set":["show",true]}]},
        {"ifElse":[{"between":[{"mod":[{"get":"secondsSinceEpoch"},86400]},0,43200]},
            {"set":["price.CLICK",{"max":[{"add":[1,2]},{"min":[5,{"sub":[9,4]}]}]}]},
            {"set":["price.CLICK",{"div":[{"mul":[6,7]},{"at":[[1,2,3],1]}]}]}]},
        {"onlyShowIf":{"not":{"intersects":[["a"],{"get":"adSlot.categories"}]}}},
        {"onlyShowIf":{"gt":[{"get":"adView.secondsSinceCampaignImpression"},300]}},
        {"onlyShowIf":{"gte":[{"get":"price.IMPRESSION"},0]}},
        {"onlyShowIf":{"eq":[true,{"neq":[1,2]}]}}]
        """#

    /// Whatever the text is: when it is JSON, it loads, and its evaluation ends.
    @discardableResult
    private static func survive(_ bytes: Bytes) -> TargetingOutcome? {
        guard let value = try? JSONParser.parse(bytes, limits: .standard) else { return nil }
        return survive(value)
    }

    @discardableResult
    private static func survive(_ value: JSONValue) -> TargetingOutcome {
        let rules = TargetingRules(lenient: value)
        let start = TargetingOutput(price: Amount(10), of: "IMPRESSION")
        let outcome = rules.evaluate(Sample.input, from: start)
        #expect(outcome.stepsUsed <= rules.limits.stepLimit)
        #expect(outcome.show == (outcome.hiding == nil))
        #expect(outcome == rules.evaluate(Sample.input, from: start))
        return outcome
    }

    @Test func `the list of every function is valid and does what it says`() throws {
        let rules = try TargetingRules.checked(Sample.json(Self.large))
        for function in TargetingFunction.allCases {
            #expect(Self.large.contains("\"\(function.name)\""), "\(function)")
        }
        let start = TargetingOutput(price: Amount(10), of: "IMPRESSION")
        let outcome = rules.evaluate(Sample.input, from: start)
        #expect(outcome.skipped.map(\.rule) == [4, 5])
        #expect(outcome.boost == 2)
        #expect(outcome.price(of: "IMPRESSION") == Amount(1_428_571_428_571_428_571))
        #expect(outcome.price(of: "CLICK") == Amount(5))
    }

    @Test func `a truncated text never traps`() {
        let bytes = Bytes(Self.large.utf8)
        for count in bytes.indices { #expect(Self.survive(Bytes(bytes[..<count])) == nil) }
    }

    @Test(arguments: 0..<4)
    func `a flipped bit in any octet never traps`(start: Int) {
        var generator = SeededGenerator(seed: UInt64(start))
        let bytes = Bytes(Self.large.utf8)
        for index in stride(from: start, to: bytes.count, by: 4) {
            var flipped = bytes
            flipped[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            Self.survive(flipped)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `rules at random end within their steps`(seed: UInt64) {
        var random = RandomRule(seed: seed)
        for _ in 0..<100 { Self.survive(random.list()) }
    }

    @Test func `rules at random are of every fate`() {
        var random = RandomRule(seed: 1)
        var valid = 0
        var fates: Set<String> = []
        for _ in 0..<500 {
            let list = random.list()
            if TargetingRules(lenient: list).problems.isEmpty { valid += 1 }
            let outcome = Self.survive(list)
            fates.insert(outcome.show ? "shown" : "hidden")
            for skip in outcome.skipped {
                switch skip.reason {
                case .invalid: fates.insert("invalid")
                case .undefinedVariable: fates.insert("undefined")
                case .typeError(let error): fates.insert("\(error)".prefix { $0 != ":" } + "")
                }
            }
        }
        #expect(valid > 100)
        #expect(fates.isSuperset(of: ["shown", "hidden", "invalid", "undefined", "div", "at"]))
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `rules survive being written and read`(seed: UInt64) throws {
        var random = RandomRule(seed: seed)
        for _ in 0..<50 {
            let list = random.list()
            let again = try JSONParser.parse(list.serialized(), limits: .standard)
            #expect(TargetingRules(lenient: list) == TargetingRules(lenient: again))
        }
    }
}
