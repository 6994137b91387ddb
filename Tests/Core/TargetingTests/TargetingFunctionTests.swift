// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Targeting
import Testing

struct TargetingFunctionTests {
    private static let least = "\(Int64.min)"
    private static let most = "\(Int64.max)"

    @Test(arguments: [
        (#"{"in":[["US","BG"],{"get":"country"}]}"#, true),
        (#"{"in":[["US"],{"get":"country"}]}"#, false),
        (#"{"in":[[],1]}"#, false),
        (#"{"in":[[1,"1",true],"1"]}"#, true),
        (#"{"in":[[1,true],"1"]}"#, false),
        (#"{"in":[[5],{"bn":"5"}]}"#, true),
        (#"{"in":[[["a","b"]],{"split":["a b"," "]}]}"#, true),
        (#"{"nin":[["US","BG"],{"get":"country"}]}"#, false),
        (#"{"nin":[["US"],{"get":"country"}]}"#, true),
        (#"{"nin":[[],"a"]}"#, true),
        (#"{"intersects":[["a","b"],["c","b"]]}"#, true),
        (#"{"intersects":[["a","b"],["c","d"]]}"#, false),
        (#"{"intersects":[[],[]]}"#, false),
        (#"{"intersects":[[["a"]],[["a"]]]}"#, true),
    ])
    func `lists are searched`(expression: String, truth: Bool) throws {
        #expect(try Sample.truth(of: expression) == truth)
    }

    @Test(arguments: [
        (#"{"eq":[1,1]}"#, true), (#"{"eq":[1,2]}"#, false),
        (#"{"eq":["a","a"]}"#, true), (#"{"eq":["a","A"]}"#, false),
        (#"{"eq":[true,true]}"#, true), (#"{"eq":[true,false]}"#, false),
        (#"{"eq":[{"bn":"5"},5]}"#, true), (#"{"eq":[-5,{"bn":"5"}]}"#, false),
        (#"{"eq":[["a",1],["a",1]]}"#, true), (#"{"eq":[["a",1],["a"]]}"#, false),
        (#"{"eq":[["a",1],["a","1"]]}"#, false), (#"{"eq":["\u00e9","e\u0301"]}"#, false),
        (#"{"neq":[1,1]}"#, false), (#"{"neq":[1,2]}"#, true),
        (#"{"neq":["a","b"]}"#, true), (#"{"neq":[{"bn":"5"},5]}"#, false),
    ])
    func `values are the same or not`(expression: String, truth: Bool) throws {
        #expect(try Sample.truth(of: expression) == truth)
    }

    @Test(arguments: [
        ("lt", [true, false, false]), ("lte", [true, true, false]),
        ("gt", [false, false, true]), ("gte", [false, true, true]),
    ])
    func `numbers of both kinds are ordered`(function: String, truths: [Bool]) throws {
        let pairs = [("2", "3"), ("3", "3"), ("3", "2")]
        for ((left, right), truth) in zip(pairs, truths) {
            for one in [left, #"{"bn":"\#(left)"}"#] {
                for other in [right, #"{"bn":"\#(right)"}"#] {
                    let expression = #"{"\#(function)":[\#(one),\#(other)]}"#
                    #expect(try Sample.truth(of: expression) == truth, "\(expression)")
                }
            }
        }
    }

    @Test(arguments: [
        (#"{"lt":[-1,{"bn":"0"}]}"#, true), (#"{"gt":[-1,{"bn":"0"}]}"#, false),
        (#"{"gt":[{"bn":"0"},-1]}"#, true),
        (#"{"lt":[\#(most),{"bn":"9223372036854775808"}]}"#, true),
        (#"{"lt":[\#(least),\#(most)]}"#, true),
    ])
    func `a negative number is below every big number`(expression: String, truth: Bool) throws {
        #expect(try Sample.truth(of: expression) == truth)
    }

    @Test(arguments: [
        (#"{"between":[1,1,3]}"#, true), (#"{"between":[3,1,3]}"#, true),
        (#"{"between":[0,1,3]}"#, false), (#"{"between":[4,1,3]}"#, false),
        (#"{"between":[2,3,1]}"#, false), (#"{"between":[{"bn":"2"},-1,3]}"#, true),
    ])
    func `a number lies between two others, both included`(expression: String, truth: Bool) throws {
        #expect(try Sample.truth(of: expression) == truth)
    }

    @Test(
        arguments: [
            ("not", [(["true"], false), (["false"], true)]),
            (
                "or",
                [
                    (["true", "true"], true), (["true", "false"], true), (["false", "true"], true),
                    (["false", "false"], false),
                ]
            ),
            (
                "and",
                [
                    (["true", "true"], true), (["true", "false"], false),
                    (["false", "true"], false),
                    (["false", "false"], false),
                ]
            ),
            (
                "xor",
                [
                    (["true", "true"], false), (["true", "false"], true),
                    (["false", "true"], true),
                    (["false", "false"], false),
                ]
            ),
        ] as [(String, [([String], Bool)])])
    func `logic has its truth tables`(function: String, rows: [([String], Bool)]) throws {
        for (values, truth) in rows {
            let arguments = values.count == 1 ? values[0] : "[\(values.joined(separator: ","))]"
            #expect(try Sample.truth(of: #"{"\#(function)":\#(arguments)}"#) == truth)
        }
    }

    @Test(
        arguments: [
            (#"{"add":[2,3]}"#, "5"), (#"{"add":[{"bn":"2"},3]}"#, #"{"bn":"5"}"#),
            (#"{"sub":[2,3]}"#, "-1"), (#"{"sub":[3,{"bn":"2"}]}"#, #"{"bn":"1"}"#),
            (#"{"mul":[-2,3]}"#, "-6"),
            (#"{"mul":[{"get":"price.IMPRESSION"},2]}"#, #"{"bn":"20"}"#),
            (#"{"div":[7,2]}"#, "3"), (#"{"div":[-7,2]}"#, "-3"),
            (#"{"div":[{"bn":"7"},2]}"#, #"{"bn":"3"}"#),
            (#"{"mod":[7,2]}"#, "1"), (#"{"mod":[-7,2]}"#, "-1"),
            (#"{"mod":[\#(least),-1]}"#, "0"), (#"{"mod":[{"bn":"7"},4]}"#, #"{"bn":"3"}"#),
            (#"{"max":[2,-3]}"#, "2"), (#"{"max":[2,{"bn":"3"}]}"#, #"{"bn":"3"}"#),
            (#"{"min":[2,-3]}"#, "-3"), (#"{"min":[2,{"bn":"3"}]}"#, #"{"bn":"2"}"#),
            (#"{"mulDiv":[7,3,2]}"#, "10"), (#"{"mulDiv":[-7,3,2]}"#, "-10"),
            (#"{"mulDiv":[\#(most),6,3]}"#, nil), (#"{"mulDiv":[\#(most),6,6]}"#, most),
            (#"{"mulDiv":[\#(least),-1,-1]}"#, least),
            (#"{"mulDiv":[\#(Sample.largest),7,7]}"#, Sample.largest),
            (#"{"bn":"007"}"#, #"{"bn":"7"}"#), (#"{"bn":\#(Sample.opaque(#""7""#))}"#, "7"),
        ] as [(String, String?)])
    func `numbers are computed with exactly`(expression: String, result: String?) throws {
        guard let result else {
            #expect(
                try Sample.skip(#"{"onlyShowIf":{"eq":[\#(expression),0]}}"#)
                    == .typeError(.overflow(.mulDiv)))
            return
        }
        #expect(try Sample.truth(of: #"{"eq":[\#(expression),\#(result)]}"#))
    }

    @Test(arguments: [
        (#"["a,b,c",","]"#, #"["a","b","c"]"#), (#"["abc","x"]"#, #"["abc"]"#),
        (#"["",","]"#, #"[""]"#), (#"[",",","]"#, #"["",""]"#),
        (#"["a--b---c","--"]"#, #"["a","b","-c"]"#),
        (#"["\u00e9 \u00fc"," "]"#, #"["\u00e9","\u00fc"]"#),
        (#"["aaa","aa"]"#, #"["","a"]"#),
    ])
    func `a text is split at every separator`(arguments: String, pieces: String) throws {
        #expect(try Sample.truth(of: #"{"eq":[{"split":\#(arguments)},\#(pieces)]}"#))
    }

    @Test(arguments: [
        (#"{"startsWith":["goodSlot_1","goodSlot_"]}"#, true),
        (#"{"startsWith":["good","goodSlot_"]}"#, false), (#"{"startsWith":["a",""]}"#, true),
        (#"{"startsWith":["e\u0301","e"]}"#, true),
        (#"{"endsWith":["site.example",".example"]}"#, true),
        (#"{"endsWith":["example",".example"]}"#, false), (#"{"endsWith":["a",""]}"#, true),
    ])
    func `texts start and end octet by octet`(expression: String, truth: Bool) throws {
        #expect(try Sample.truth(of: expression) == truth)
    }

    @Test(arguments: [(0, "a"), (1, "b")])
    func `an element is taken from a list`(index: Int, element: String) throws {
        #expect(
            try Sample.truth(of: #"{"eq":[{"at":[["a","b"],\#(index)]},"\#(element)"]}"#))
    }

    @Test func `functions nest`() throws {
        let expression = #"""
            {"and":[{"not":{"in":[["US"],{"get":"country"}]}},
                {"lt":[{"mod":[{"get":"secondsSinceEpoch"},86400]},
                    {"mul":[{"add":[1,1]},{"max":[3600,2]}]}]}]}
            """#
        #expect(try Sample.truth(of: expression))
    }
}
