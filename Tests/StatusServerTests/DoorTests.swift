import Glibc
import LinuxReactor
import StatusServer
import Testing

@Suite("The status server's listeners")
struct DoorTests {
    @Test("a port in use is an error with address and errno, and no other listener stays open")
    func portTaken() async throws {
        try await withDoors { doors in
            let folder = try TestDoors.path()
            defer { rmdir(folder) }
            let second = StatusServer(routes: plainRoutes)
            let control = "\(folder)/control.sock"
            await #expect(throws: ListenError(place: "127.0.0.1:\(doors.port)", reason: .system(EADDRINUSE))) {
                try await second.start(on: [.control(path: control), .tcp("127.0.0.1", port: doors.port)])
            }
            #expect(access(control, F_OK) != 0)
        }
    }

    @Test("only the owner can open the control socket (mode 0600)")
    func mode() async throws {
        try await withDoors { doors in
            var status = stat()
            #expect(stat(doors.socket, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test("the status server leaves a control socket alone if another process answers on it")
    func answered() async throws {
        try await withDoors { doors in
            let second = StatusServer(routes: [])
            await #expect(throws: ListenError(place: doors.socket, reason: .answered)) {
                try await second.start(on: [.control(path: doors.socket)])
            }
            let answer = try await doors.control.get("/words", until: minute)
            #expect(answer.status == 200)
        }
    }

    @Test("the status server replaces a control socket that a dead process left")
    func stale() async throws {
        let folder = try TestDoors.path()
        let path = "\(folder)/control.sock"
        try Self.leaveSocket(at: path)
        let server = StatusServer(routes: plainRoutes)
        try await server.start(on: [.control(path: path)])
        let answer = try await HTTPClient(.control(path: path)).get("/words", until: minute)
        #expect(answer.status == 200)
        await server.stop()
        #expect(rmdir(folder) == 0, "nothing is left in the folder")
    }

    @Test("the status server leaves a file or symbolic link at the control socket's path alone")
    func notASocket() async throws {
        let folder = try TestDoors.path()
        let path = "\(folder)/control.sock"
        for make in [{ close(open(path, O_CREAT, 0o600)) }, { symlink("/nowhere", path) }] {
            #expect(make() == 0)
            await #expect(throws: ListenError(place: path, reason: .notASocket)) {
                try await StatusServer(routes: []).start(on: [.control(path: path)])
            }
            #expect(unlink(path) == 0)
        }
        rmdir(folder)
    }

    @Test(
        "a listening address that cannot be used is an error that says why",
        arguments: [
            (ServerAddress.control(path: "/proc/control.sock"), "/proc/control.sock"),
            (.control(path: "/nowhere/at/all"), "its folder must exist"),
            (.control(path: "/tmp/" + String(repeating: "x", count: 110)), "more than 107 bytes"),
            (.tcp("localhost", port: 0), "not an address"), (.tcp("192.0.2.1", port: 0), "no interface"),
        ])
    func unusable(address: ServerAddress, words: String) async {
        let error = await #expect(throws: ListenError.self) {
            try await StatusServer(routes: []).start(on: [address])
        }
        #expect(error?.description.contains(words) == true)
    }

    @Test("an HTTP client of a missing socket gets the errno")
    func nobody() async {
        let address = ServerAddress.control(path: "/nowhere/control.sock")
        await #expect(throws: HTTPClientError.unreachable(address, code: ENOENT)) {
            try await HTTPClient(address).get("/", until: minute)
        }
    }

    /// Binds a socket and closes it, which leaves its file.
    private static func leaveSocket(at path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw SystemError(call: "bind", code: errno) }
    }
}
