import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("A server that asks for the password in clear text or as MD5")
struct AuthenticationWatchTests {
    private static let password = "hush-hush-88"
    private static let clearText: [UInt8] = [UInt8(ascii: "R"), 0, 0, 0, 8, 0, 0, 0, 3]
    private static let md5: [UInt8] = [UInt8(ascii: "R"), 0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4]
    private static let scram: [UInt8] =
        [UInt8(ascii: "R"), 0, 0, 0, 23, 0, 0, 0, 10] + Array("SCRAM-SHA-256\0\0".utf8)
    private static let noTLS = [UInt8(ascii: "N")]

    @Test(
        "a server gets neither password nor MD5 hash if only SCRAM is allowed, however it splits its requests",
        arguments: [
            ("disable", [clearText]), ("disable", [md5]), ("prefer", [noTLS, clearText]), ("prefer", [noTLS, md5]),
            ("prefer", [noTLS + clearText]), ("disable", [scram + clearText]), ("disable", [scram, clearText]),
            ("disable", [Array(clearText.prefix(1)), Array(clearText.dropFirst())]),
        ])
    func refused(mode: String, answers: [[UInt8]]) async throws {
        let end = try await Self.dial(mode, allowing: "scram-sha-256,none", answers)
        #expect(end.error?.sqlState?.hasPrefix("28") == true, "\(String(describing: end.error))")
        #expect(!end.heard.contains(Self.password) && !end.heard.contains("md5"), "\(end.heard)")
        #expect(!end.heard.isEmpty, "nobody dialled")
    }

    @Test(
        "a server gets the clear-text password if that method is allowed",
        arguments: [("password", [clearText]), ("md5,password", [clearText])])
    func given(allowed: String, answers: [[UInt8]]) async throws {
        let end = try await Self.dial("disable", allowing: allowed, answers)
        #expect(end.heard.contains(Self.password), "\(end.heard)")
    }

    /// Dials a server that answers each message with the next of `answers`, and hangs up after the next.
    /// - Returns: how the dial ended, and all that the server has heard.
    @Reactor
    private static func dial(
        _ mode: String, allowing allowed: String, _ answers: [[UInt8]]
    ) async throws -> (error: PostgresError?, heard: String) {
        let bound = try BoundSocket(.stream, host: "127.0.0.1")
        let number = bound.descriptor.number
        listen(number, 1)
        let server = Task { await offReactor { play(answers, on: number) } }
        var failure: PostgresError?
        do throws(PostgresError) {
            _ = try await PostgresConnection.connect(
                [
                    ("hostaddr", "127.0.0.1"), ("port", "\(bound.address.port)"), ("user", "app"),
                    ("password", password), ("dbname", "app"), ("sslmode", mode), ("gssencmode", "disable"),
                    ("require_auth", allowed),
                ], until: .now + .seconds(30))
        } catch {
            failure = error
        }
        let heard = await server.value
        // It is open until here.
        _ = bound.address.port
        return (failure, String(decoding: heard, as: UTF8.self))
    }

    private static func play(_ answers: [[UInt8]], on listener: Int32) -> [UInt8] {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return [] }
        defer { close(client) }
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var heard: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        for answer in answers + [[]] {
            let count = recv(client, &buffer, buffer.count, 0)
            if count > 0 { heard += buffer.prefix(count) }
            if count <= 0 { break }
            _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
        return heard
    }
}
