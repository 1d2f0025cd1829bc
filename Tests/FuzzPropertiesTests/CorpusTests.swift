import Testing

@testable import FuzzProperties

@Suite("The fuzzers' corpus")
struct CorpusTests {
    @Test("every corpus input still satisfies all properties of its fuzz target", arguments: FuzzTarget.allCases)
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

    @Test("every corpus folder belongs to a fuzz target, and every target has a folder")
    func folders() throws {
        #expect(try Corpus().targets == FuzzTarget.allCases.map(\.rawValue).sorted())
    }

    @Test(
        "corpus inputs that are cut, joined or have one bit flipped satisfy all properties",
        arguments: FuzzTarget.allCases)
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

    @Test("a fuzz property can fail: canonically equal strings with different bytes are not the same")
    func failing() {
        #expect(throws: BrokenProperty.self) { try expectSame("e\u{301}", "\u{e9}", "the name") }
        #expect(throws: BrokenProperty.self) { try expect(false, "") }
        #expect(throws: Never.self) { try expectSame("é", "é", "the name") }
    }
}
