import PostgresClient
import Testing

@Suite("Authentication requests of a server")
struct AuthenticationRequestsTests {
    private static func request(_ code: UInt8, _ rest: [UInt8] = []) -> [UInt8] {
        [UInt8(ascii: "R"), 0, 0, 0, UInt8(8 + rest.count), 0, 0, 0, code] + rest
    }

    private static func refusal(_ bytes: [UInt8], allowed: [String]) -> String? {
        AuthenticationRequests.refusal(of: bytes[...], allowed: allowed) { method in
            PostgresError(code: .server, message: method ?? "pieces")
        }?.message
    }

    @Test("an authentication request is refused only if its method is not allowed")
    func methods() {
        let scram = ["scram-sha-256", "none"]
        #expect(Self.refusal(Self.request(3), allowed: scram) == "password")
        #expect(Self.refusal(Self.request(5, [1, 2, 3, 4]), allowed: scram) == "md5")
        #expect(Self.refusal(Self.request(10, Array("SCRAM-SHA-256\0\0".utf8)), allowed: scram) == nil)
        #expect(Self.refusal(Self.request(0), allowed: scram) == nil)
        #expect(Self.refusal(Self.request(5, [1, 2, 3, 4]), allowed: scram + ["md5"]) == nil)
        #expect(Self.refusal(Self.request(10), allowed: ["password"]) == "scram-sha-256")
        #expect(Self.refusal(Array("E and whatever it says".utf8), allowed: scram) == nil)
    }

    @Test("an authentication request behind another one is checked, and a partial one is refused")
    func tricks() {
        let scram = ["scram-sha-256", "none"]
        #expect(Self.refusal(Self.request(10) + Self.request(3), allowed: scram) == "password")
        #expect(Self.refusal(Array(Self.request(3).prefix(5)), allowed: scram) == "pieces")
        #expect(Self.refusal(Array(Self.request(10, [1, 2]).dropLast()), allowed: scram) == "pieces")
        #expect(Self.refusal(Self.request(10) + [UInt8(ascii: "R")], allowed: scram) == "pieces")
        #expect(Self.refusal([UInt8(ascii: "R"), 255, 255, 255, 255, 0, 0, 0, 3], allowed: scram) == "pieces")
    }
}
