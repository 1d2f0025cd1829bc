import Testing

@testable import FuzzProperties

@Suite("What the fuzzers start from and what they found")
struct CorpusTests {
    @Test("every input still has all properties", arguments: FuzzTarget.allCases)
    func replay(target: FuzzTarget) throws {
        let inputs = try Corpus().inputs(of: target.rawValue)
        #expect(inputs.count >= 3)
        for input in inputs {
            do throws(BrokenProperty) {
                try target.check(input.bytes)
            } catch {
                Issue.record("\(target.rawValue)/\(input.name): \(error)")
            }
        }
    }

    @Test("no folder of inputs is without a target")
    func folders() throws {
        #expect(try Corpus().targets == FuzzTarget.allCases.map(\.rawValue).sorted())
    }

    @Test("inputs cut short, doubled and with each byte turned have them too", arguments: FuzzTarget.allCases)
    func neighbours(target: FuzzTarget) throws {
        for input in try Corpus().inputs(of: target.rawValue) {
            for length in input.bytes.indices.prefix(200) {
                try target.check(Array(input.bytes[..<length]))
                try target.check(input.bytes[length...] + input.bytes)
                var turned = input.bytes
                turned[length] ^= 0x80
                try target.check(turned)
            }
        }
    }

    @Test("a property can fail: what Swift takes for the same is not the same to others")
    func failing() {
        #expect(throws: BrokenProperty.self) { try expectSame("e\u{301}", "\u{e9}", "the name") }
        #expect(throws: BrokenProperty.self) { try expect(false, "") }
        #expect(throws: Never.self) { try expectSame("é", "é", "the name") }
    }
}
