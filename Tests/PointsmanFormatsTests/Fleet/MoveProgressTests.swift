import PointsmanFormats
import Testing

@Suite("What a planned move waits for")
struct MoveProgressTests {
    @Test(
        "a move that has yet to be prepared says who has answered, who holds and who is waited for",
        arguments: [
            ("calling", 1, 0, ["a"], "1 instance has answered the roll call"),
            ("calling", 3, 0, ["a", "b", "c"], "3 instances have answered the roll call"),
            ("draining", 3, 1, ["b", "c\n"], "1 of 3 instances hold; waiting for b, c\\u{a}"),
            ("draining", 1, 0, ["a"], "0 of 1 instance holds; waiting for a"),
            ("closing", 3, 3, [], "3 of 3 instances hold"),
            ("none", 0, 0, [], nil), ("prepared", 3, 3, [], nil), ("moved", 3, 3, [], nil),
        ] as [(String, Int, Int, [String], String?)])
    func sentences(phase: String, present: Int, holding: Int, missing: [String], sentence: String?) {
        let status: JSONValue = [
            "switchover": [
                "leads": .string(phase), "present": .integer(present), "holding": .integer(holding),
                "missing": .array(missing.map { .string($0) }),
            ]
        ]
        #expect(MoveProgress.sentence(status) == sentence)
    }

    @Test("a status without a move, and one of another kind, says nothing")
    func none() {
        #expect(MoveProgress.sentence([:]) == nil)
        #expect(MoveProgress.sentence(["switchover": ["leads": "draining"]]) == nil)
    }
}
