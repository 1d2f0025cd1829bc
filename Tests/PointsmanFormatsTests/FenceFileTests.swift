import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The fence's file")
struct FenceFileTests {
    private static let fence = Fence(
        systemIdentifier: SystemIdentifier(.max), timeline: Timeline(3),
        owner: MemberID(address: .v6(high: 0xFDAA << 48, low: 1), port: 5433), lsn: LSN(bytes: 0x16_B374_D848))

    @Test("the fence's file is read as it was written")
    func roundTrip() throws {
        var file = FenceFile()
        #expect(try FenceFile(Array(file.text.utf8)) == file)
        file["app \"x\"\n\\"] = Self.fence
        file["b"] = Self.fence
        let read = try FenceFile(Array(file.text.utf8))
        #expect(read == file)
        #expect(read["app \"x\"\n\\"] == Self.fence)
        #expect(read["c"] == nil)
    }

    @Test("the fence's file holds the start of its owner's run if it is known")
    func ownersRun() throws {
        var file = FenceFile()
        file["app"] = Self.fence
        #expect(!file.text.contains("owner_started"))
        file["app"]?.ownerStartedMicroseconds = 1_764_000_000_123_456
        #expect(file.text.contains("\"owner_started\": \"1764000000123456\""))
        #expect(try FenceFile(Array(file.text.utf8)) == file)
    }

    @Test("the fence's file holds the runs that an operator has passed over, if there are any")
    func disowned() throws {
        var file = FenceFile()
        file["app"] = Self.fence
        #expect(!file.text.contains("disowned"))
        file["app"]?.disownedMicroseconds = [1_764_000_000_123_456, 7]
        #expect(file.text.contains("\"disowned\": [\"1764000000123456\", \"7\"]"))
        #expect(try FenceFile(Array(file.text.utf8)) == file)
    }

    @Test("the fence's file holds the other addresses of its owner's server, if there are any")
    func ownerAddresses() throws {
        var file = FenceFile()
        file["app"] = Self.fence
        #expect(!file.text.contains("owner_addresses"))
        file["app"]?.ownerAddresses = [MemberID(address: .v4(0x0A00_0001), port: 5432), Self.fence.owner]
        #expect(file.text.contains("\"owner_addresses\": [\"10.0.0.1:5432\", \"[fdaa::1]:5433\"]"))
        #expect(try FenceFile(Array(file.text.utf8)) == file)
    }

    @Test("fence files with their clusters in another order are equal")
    func order() throws {
        func member(_ name: String) -> String {
            "\"\(name)\":{\"system_identifier\":\"1\",\"timeline\":1,\"owner\":\"[::1]:1\",\"lsn\":\"0/0\"}"
        }
        func file(_ names: [String]) throws -> FenceFile {
            let members = names.map(member).joined(separator: ",")
            return try FenceFile(Array("{\"version\":1,\"clusters\":{\(members)}}".utf8))
        }
        #expect(try file(["a", "b"]) == file(["b", "a"]))
        #expect(try file(["b", "a"]).text == file(["a", "b"]).text)
        #expect(try file(["a", "b"]) != file(["a", "c"]))
    }

    @Test("a fence file cut short anywhere is an error")
    func cut() {
        var file = FenceFile()
        file["app"] = Self.fence
        let bytes = Array(file.text.utf8.dropLast())
        for length in 0..<bytes.count {
            #expect(throws: FenceFileError.self) { try FenceFile(Array(bytes[..<length])) }
        }
    }

    @Test(
        "a damaged fence file is refused with the place and the reason",
        arguments: [
            ("", "line 1, column 1"), ("\n{,", "line 2, column 2"), ("{\"version\":1} x", "column 15"),
            ("{\"version\":1}", "no clusters"), ("{\"version\":2,\"clusters\":{}}", "version"),
            ("{\"version\":\"1\",\"clusters\":{}}", "version"), ("{\"version\":1,\"clusters\":[]}", "clusters"),
            ("{\"version\":1,\"version\":1,\"clusters\":{}}", "second time"),
            ("{\"version\":1,\"clusters\":{},\"x\":1}", "unknown member x"),
            ("[]", "no object"), ("{\"version\":01,\"clusters\":{}}", "leading zeros"),
            ("{\"version\":1,}", "double quotes"),
        ])
    func damaged(text: String, words: String) {
        let error = #expect(throws: FenceFileError.self) { try FenceFile(Array(text.utf8)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(
        "a fence file with a bad value is refused with the cluster's name",
        arguments: [
            ("\"system_identifier\": \"7\"", "\"system_identifier\": 7"), ("\"7\"", "\"-7\""),
            ("\"7\"", "\"18446744073709551616\""),
            ("\"timeline\": 3", "\"timeline\": 0"), ("\"timeline\": 3", "\"timeline\": 3.0"),
            ("\"timeline\": 3", "\"timeline\": 4294967296"),
            ("1.2.3.4:5", "1.2.3.4"), ("1.2.3.4:5", "db:5"), ("1.2.3.4:5", "1.2.3.4:0"), ("\"0/1\"", "\"01\""),
            ("\"lsn\"", "\"lns\""),
            (", \"lsn\": \"0/1\"", ""), ("\"0/1\"", "\"0/1\", \"owner_started\": 7"),
            ("\"0/1\"", "\"0/1\", \"owner_started\": \"-7\""),
            ("\"0/1\"", "\"0/1\", \"disowned\": \"7\""), ("\"0/1\"", "\"0/1\", \"disowned\": [7]"),
            ("\"0/1\"", "\"0/1\", \"disowned\": [\"7\", \"\"]"),
            ("\"0/1\"", "\"0/1\", \"owner_addresses\": \"10.0.0.1:5432\""),
            ("\"0/1\"", "\"0/1\", \"owner_addresses\": [\"10.0.0.1\"]"),
        ])
    func badValue(right: String, wrong: String) throws {
        let text =
            "{\"version\":1,\"clusters\":{\"a\":{\"system_identifier\": \"7\", \"timeline\": 3, \"owner\": \"1.2.3.4:5\", \"lsn\": \"0/1\"}}}"
        #expect(try FenceFile(Array(text.utf8))["a"] != nil)
        let error = #expect(throws: FenceFileError.self) {
            try FenceFile(Array(text.replacing(right, with: wrong).utf8))
        }
        #expect(error?.description.contains("the cluster a") == true)
    }

    @Test("random bytes are JSON or an error, never a crash")
    func anyBytes() {
        let alphabet = Array("{}[]\",:\\u0dD8cC-1.e+ \n\ttrufalsn".utf8) + [0xFF, 0]
        var numbers = Numbers(seed: 3)
        for _ in 0..<5000 {
            let bytes = (0..<Int(numbers.next() % 24)).map { _ in alphabet[Int(numbers.next() % UInt64(alphabet.count))]
            }
            _ = try? JSONReader.read(bytes)
        }
        #expect(throws: JSONError.self) { try JSONReader.read([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) }
    }

    @Test(
        "JSON escapes are read as RFC 8259 says",
        arguments: [
            ("\"\\u00e9\\n\\/\\\\\"", "é\n/\\"), ("\"\\ud83d\\ude00\"", "😀"), ("\"\\ud83d\"", nil),
            ("\"\\ude00\"", nil),
            ("\"\\ud83d\\u0041\"", nil), ("\"\\u+041\"", nil), ("\"\\x\"", nil), ("\"a\nb\"", nil), ("\"\\u00", nil),
        ] as [(String, String?)])
    func escapes(text: String, read: String?) {
        #expect((try? JSONReader.read(Array(text.utf8))) == read.map { .string($0) })
    }
}
