import PointsmanFormats
import Testing

@Suite("Read JSON")
struct JSONReaderTests {
    @Test(
        "a name that stands a second time in an object is refused where it stands, among few names and among many",
        arguments: [1, 2, 8, 9, 500])
    func duplicates(count: Int) throws {
        for again in [0, count / 2, count - 1] {
            let names = (0..<count).map { "\"n\($0)\":0" } + ["\"n\(again)\":1"]
            do throws(JSONError) {
                _ = try JSONReader.read(Array("{\(names.joined(separator: ","))}".utf8))
                Issue.record("a second n\(again) of \(count) was read")
            } catch {
                #expect(error.sentence == "the name \"n\(again)\" stands here for the second time")
                #expect(error.column == 2 + names.dropLast().map { $0.utf8.count + 1 }.reduce(0, +))
            }
        }
    }

    @Test("every escape of JSON means its character, and no other letter is one")
    func escapes() throws {
        let meanings: [Character: String] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        ]
        for byte in UInt8(32)...126 {
            let letter = Character(Unicode.Scalar(byte))
            guard letter != "u" else { continue }
            let read = try? JSONReader.read(Array("\"<\\\(letter)>\"".utf8))
            #expect(read == meanings[letter].map { JSONValue.string("<\($0)>") }, "\(letter)")
        }
        let read = try JSONReader.read(Array("\"\\u0041\\uABcd\\u0000\"".utf8))
        #expect(read == .string("A\u{ABCD}\u{0}"))
    }
}
