import Glibc
import LinuxReactor
import StatusServer

/// A server with both doors open, in a folder of its own.
struct TestDoors: Sendable {
    let server: StatusServer
    let folder: String
    let port: UInt16

    var tcp: HTTPClient { HTTPClient(.tcp("127.0.0.1", port: port)) }
    var control: HTTPClient { HTTPClient(.control(path: socket)) }
    var raw: RawClient { RawClient(port: port) }

    /// A client from 127.0.0.`host`.
    func raw(from host: UInt32) -> RawClient { RawClient(port: port, host: host) }
    var socket: String { "\(folder)/control.sock" }

    static func path() throws -> String {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Far enough away that only a test that hangs meets it.
var minute: ContinuousClock.Instant { .now + .seconds(60) }

/// The routes of the tests: what reads and what changes.
let plainRoutes: [HTTPRoute] = [
    .get("/readyz") { request in
        HTTPResponse(status: 503, request.asks(for: "verbose") ? "[-]route: none\n" : "not ready\n")
    },
    .get("/words") { request in
        HTTPResponse(request.values(of: "word").joined(separator: ",") + " \(request.origin)")
    },
    .immediate("/trust") { HTTPResponse($0.isTrusted ? "trusted" : "stranger") },
    .immediate("/probe", forProbes: true) { HTTPResponse($0.isTrusted ? "trusted" : "stranger") },
    .post("/hold") { request in HTTPResponse("held \(request.body.count)") },
]

/// Runs `body` with a server and stops it afterwards, whatever happens.
func withDoors(
    _ routes: [HTTPRoute] = plainRoutes, access: AccessPolicy = AccessPolicy(),
    limits: ServerLimits = ServerLimits(),
    _ body: (TestDoors) async throws -> Void
) async throws {
    let folder = try TestDoors.path()
    let server = StatusServer(routes: routes, access: access, limits: limits)
    var failure: (any Error)?
    do {
        let opened = try await server.start(
            on: [.tcp("127.0.0.1", port: 0), .control(path: "\(folder)/control.sock")])
        guard case .tcp(_, let port) = opened[0] else { preconditionFailure("the first address is the first opened") }
        try await body(TestDoors(server: server, folder: folder, port: port))
    } catch {
        failure = error
    }
    await server.stop()
    rmdir(folder)
    if let failure { throw failure }
}
