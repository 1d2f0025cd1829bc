import StatusServer
import Testing

@Suite("The status server's access rules")
struct AccessTests {
    private static let token = "0123456789abcdef-secret"

    @Test(
        "the status server accepts only a Host that is an IP address, localhost or a configured name",
        arguments: [
            ("127.0.0.1", true), ("127.0.0.1:6433", true), ("[::1]:6433", true), ("[fdaa::7%eth0]", true),
            ("::1", true), ("10.1.2.3:6433", true), ("localhost:6433", true), ("LocalHost.", true),
            ("app.localhost", true), ("", true), ("db.example.com", true), ("a.DB.example.com.:80", true),
            ("evil.example", false), ("evil.example:6433", false), ("127.0.0.1.evil.example", false),
            ("notdb.example.com", false), ("localhost.evil.example", false), ("example.com", false),
            ("0x7f.1", false), ("1.2.3", false), ("[evil.example]", false), (":6433", true),
        ])
    func hosts(host: String, isKnown: Bool) {
        #expect(AccessPolicy(hosts: ["DB.example.com."]).knows(host: host) == isKnown)
    }

    @Test("a request with a foreign Host gets 421, except on probe paths, which give it no trust")
    func rebinding() async throws {
        try await withDoors { doors in
            func ask(_ path: String, _ heads: String) async -> String {
                await doors.raw.exchange("GET \(path) HTTP/1.1\r\n\(heads)Connection: close\r\n\r\n") ?? "no end"
            }
            let foreign = "Host: evil.example:6433\r\n"
            #expect(await ask("/trust", foreign).hasPrefix("HTTP/1.1 421 "))
            #expect(await ask("/words", "Host: localhost\r\nHost: evil.example\r\n").hasPrefix("HTTP/1.1 421 "))
            #expect(await ask("/probe", foreign).hasSuffix("\r\n\r\nstranger"))
            for heads in ["Host: localhost:6433\r\n", "Host: 127.0.0.1\r\n", ""] {
                #expect(await ask("/trust", heads).hasSuffix("\r\n\r\ntrusted"))
            }
        }
    }

    @Test(
        "a client on another machine is trusted only if it presents the token",
        arguments: [
            ("", "stranger"), ("Authorization: Bearer \(token)\r\n", "trusted"),
            ("Authorization: bearer \(token)\r\n", "trusted"), ("Authorization: Bearer \(token)x\r\n", "stranger"),
            ("Authorization: Bearer \(token.dropLast())\r\n", "stranger"), ("Authorization: Bearer \r\n", "stranger"),
            ("Authorization: Basic \(token)\r\n", "stranger"),
            ("Authorization: Bearer \(token)\r\nAuthorization: Bearer \(token)\r\n", "stranger"),
        ])
    func tokens(head: String, answer: String) async throws {
        var access = AccessPolicy(token: Array(Self.token.utf8))
        access.isLoopback = { $0 == "127.0.0.1" }
        try await withDoors(access: access) { doors in
            let request = "GET /trust HTTP/1.1\r\nHost: 127.0.0.1\r\n\(head)Connection: close\r\n\r\n"
            #expect(await doors.raw(from: 9).exchange(request)?.hasSuffix("\r\n\r\n\(answer)") == true)
            #expect(await doors.raw(from: 1).exchange(request)?.hasSuffix("\r\n\r\ntrusted") == true)
            let owner = try await doors.control.get("/trust", until: minute)
            #expect(owner.text == "trusted")
        }
    }

    @Test("a changed access policy applies to the next request")
    func change() async throws {
        let stranger: @Sendable (String) -> Bool = { $0 == "127.0.0.1" }
        var (first, second) = (AccessPolicy(token: Array("first".utf8)), AccessPolicy(token: Array("second".utf8)))
        (first.isLoopback, second.isLoopback) = (stranger, stranger)
        try await withDoors(access: first) { [second] doors in
            func ask(_ token: String) async -> String? {
                await doors.raw(from: 9).exchange(
                    "GET /trust HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\nConnection: close\r\n\r\n"
                )
            }
            #expect(await ask("first")?.hasSuffix("trusted") == true)
            doors.server.take(second)
            #expect(await ask("first")?.hasSuffix("stranger") == true)
            #expect(await ask("second")?.hasSuffix("trusted") == true)
        }
    }

    @Test("no token is accepted if the server has none")
    func noToken() {
        for text in ["Bearer ", "Bearer x", "Bearer", ""] { #expect(!AccessPolicy().accepts(authorization: text)) }
        #expect(!AccessPolicy(token: []).accepts(authorization: "Bearer "))
    }
}
