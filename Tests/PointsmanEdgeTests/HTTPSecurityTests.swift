import Glibc
import LinuxReactor
import StatusServer
import TestServers
import Testing

/// The server is `openssl s_server -www`, which answers HTTP/1.0 and ends an answer with the connection.
@Suite("HTTP over TLS", .serialized)
struct HTTPSecurityTests {
    private struct Asked {
        var verification = HTTPSecurity.Verification.full
        var authority: String? = "ca.crt"
        var name: String?
        var certificate: String?
    }

    /// What comes of a question to a server that shows `certificate`.
    @Reactor
    private static func ask(
        _ asked: Asked, of certificate: String = "pooler", options: [String] = [], at host: String = "127.0.0.1"
    ) async throws -> Result<Int, HTTPClientError> {
        var result: Result<Int, HTTPClientError>?
        try await withPlace { place in
            try await Certificates.make(in: place)
            let port = try FreePort.pick()
            let folder = place.folder
            let server = try place.start(
                [
                    "/usr/bin/openssl", "s_server", "-www", "-accept", "\(host):\(port)", "-cert",
                    "\(folder)/\(certificate).crt", "-key", "\(folder)/\(certificate).key",
                ] + options.map { $0.replacing("FOLDER", with: folder) },
                environment: ["PATH=\(Program.path)"], output: "s_server.log")
            func bytes(_ name: String?) -> [UInt8]? { name.map { Array(contents(of: "\(folder)/\($0)").utf8) } }
            let security = try HTTPSecurity(
                asked.verification, authority: bytes(asked.authority),
                certificate: bytes(asked.certificate.map { "\($0).crt" }),
                key: bytes(asked.certificate.map { "\($0).key" }))
            let client = HTTPClient(.tcp(host, port: port), over: security, as: asked.name)
            let limit = ContinuousClock.now + .seconds(60)
            repeat {
                do throws(HTTPClientError) {
                    result = .success(try await client.get("/", until: .now + .seconds(10)).status)
                } catch {
                    result = .failure(error)
                    if case .unreachable = error { await Reactor.sleep(until: .now + .milliseconds(20)) }
                }
            } while result?.isUnreachable == true && .now < limit
            server.signal(SIGKILL)
            _ = await server.ended(until: .now + .seconds(60))
        }
        return try #require(result)
    }

    private static func isRefused(_ result: Result<Int, HTTPClientError>, saying words: String = "") -> Bool {
        if case .failure(.insecure(_, let reason)) = result { reason.contains(words) } else { false }
    }

    @Test("a certificate of another address is accepted with verify-ca only")
    func address() async throws {
        #expect(try await Self.ask(Asked()) == .success(200))
        let elsewhere = try await Self.ask(Asked(), at: "127.0.0.2")
        #expect(Self.isRefused(elsewhere, saying: "not that host's"), "\(elsewhere)")
        #expect(try await Self.ask(Asked(verification: .authority), at: "127.0.0.2") == .success(200))
    }

    @Test("a certificate of another authority is accepted with require only")
    func authority() async throws {
        for verification in [HTTPSecurity.Verification.full, .authority] {
            let refused = try await Self.ask(Asked(verification: verification, authority: "other.crt"))
            #expect(Self.isRefused(refused, saying: "CERTIFICATE_VERIFY_FAILED"), "\(refused)")
        }
        #expect(try await Self.ask(Asked(verification: .require, authority: nil)) == .success(200))
    }

    @Test("a certificate must have the host's name, or its address, if the server is known by a name")
    func name() async throws {
        #expect(try await Self.ask(Asked(name: "db-1.example.com")) == .success(200))
        let refused = try await Self.ask(Asked(name: "db-1.example.com"), at: "127.0.0.2")
        #expect(Self.isRefused(refused), "\(refused)")
    }

    @Test("a client certificate is shown if the server wants one, and without it there is no answer")
    func client() async throws {
        let options = ["-Verify", "1", "-verify_return_error", "-CAfile", "FOLDER/ca.crt"]
        #expect(try await Self.ask(Asked(certificate: "app"), options: options) == .success(200))
        let refused = try await Self.ask(Asked(), options: options)
        guard case .failure = refused else {
            Issue.record("\(refused)")
            return
        }
    }

    @Test("a plain HTTP server fails as TLS, and a key of another certificate is an error before any dial")
    func flaws() async throws {
        let plain = StatusServer(routes: [.get("/") { _ in HTTPResponse("here") }])
        let opened = try await plain.start(on: [.tcp("127.0.0.1", port: 0)])
        let security = try HTTPSecurity(.require, authority: nil, certificate: nil, key: nil)
        do throws(HTTPClientError) {
            _ = try await HTTPClient(opened[0], over: security).get("/", until: .now + .seconds(10))
            Issue.record("plain HTTP was taken for TLS")
        } catch {
            #expect(Self.isRefused(.failure(error)), "\(error)")
        }
        await plain.stop()
        try await withPlace { place in
            try await Certificates.make(in: place)
            let app = Array(contents(of: "\(place.folder)/app.crt").utf8)
            for (key, words) in [("pooler.key", "do not belong together"), ("app.crt", "is no private key")] {
                let key = Array(contents(of: "\(place.folder)/\(key)").utf8)
                do throws(HTTPSecurity.Flaw) {
                    _ = try HTTPSecurity(.full, authority: nil, certificate: app, key: key)
                    Issue.record("taken: \(words)")
                } catch {
                    #expect(error.description.contains(words))
                }
            }
            #expect(throws: HTTPSecurity.Flaw.self) {
                try HTTPSecurity(.full, authority: [1, 2, 3], certificate: nil, key: nil)
            }
        }
    }
}

extension Result<Int, HTTPClientError> {
    fileprivate var isUnreachable: Bool { if case .failure(.unreachable) = self { true } else { false } }
}
