import Glibc
import LinuxReactor
import PointsmanAgent
import PointsmanCore
import PointsmanDiscovery
import TestServers
import Testing

/// A mount namespace, in which another /etc lies, and port 53 take root.
@Suite("The resolution of host names, with getent as the judge", .enabled(if: getuid() == 0))
struct NameShapeTests {
    @Test("a host name resolves to the addresses that getent finds, for every shape of /etc files")
    func shapes() async throws {
        let shapes = Shape.all(in: "names.tsv")
        #expect(shapes.count > 40)
        try await withResolver(Self.zone, atStandardPort: true) { server in
            let silent = try BoundSocket(.datagrams, host: LoopbackAddress.randomHost(), port: 53)
            for shape in shapes {
                try await Self.withFolder(shape, server, silent: silent.address.host) { folder in
                    for name in text(shape.fields[4]).split(separator: " ").map(String.init) {
                        let ours = await Self.ours(name, folder, variables(shape))
                        let theirs = try await Self.theirs(name, folder, variables(shape))
                        #expect(ours.addresses == theirs, "\(shape.name): \(name); \(ours.words)")
                    }
                }
            }
            withExtendedLifetime(silent) {}
        }
    }

    @Test("a host name is resolved anew after resolv.conf or the hosts file has changed")
    @Reactor
    func change() async throws {
        try await withResolver(Self.zone, atStandardPort: true) { server in
            let shape = Shape.all(in: "names.tsv").first { $0.name == "search-twice" }!
            try await Self.withFolder(shape, server, silent: "127.0.0.1") { folder in
                let names = NameService(MachineNames(folder: folder))
                let service = DiscoveryService(dialect: NameDialect(host: "pg", port: 1), names: names) { _ in }
                #expect(await Self.found(service) == ["10.0.0.2", "fdaa::2"])
                Self.write("search nowhere.internal\nnameserver \(server.address.host)\n", to: "\(folder)/resolv.conf")
                #expect(await Self.found(service) == [])
                Self.write("10.1.1.1 pg\n", to: "\(folder)/hosts")
                #expect(await Self.found(service) == ["10.1.1.1"])
                unlink("\(folder)/hosts")
                Self.write("search two.internal\nnameserver \(server.address.host)\n", to: "\(folder)/resolv.conf")
                #expect(await Self.found(service) == ["10.0.0.2", "fdaa::2"])
            }
        }
    }

    private static let zone = [
        "pg.one.internal. 5 IN TXT none", "pg.two.internal. 5 IN A 10.0.0.2", "pg.two.internal. 5 IN AAAA fdaa::2",
        "mix.one.internal. 5 IN A 10.0.0.3", "mix.two.internal. 5 IN AAAA fdaa::3",
        "six.one.internal. 5 IN AAAA fdaa::6",
        "db.internal. 5 IN A 10.0.0.7", "db.internal. 5 IN A 10.0.0.8", "db.internal.one.internal. 5 IN A 10.0.0.9",
        "deep.sub.two.internal. 5 IN A 10.0.0.10", "alias.one.internal. 5 IN CNAME pg.two.internal.",
        "lost.one.internal. 5 IN CNAME nobody.internal.", "mapped.internal. 5 IN A 10.0.0.11",
        "pg-rw.default.svc.cluster.internal. 5 IN A 10.0.0.12", "x.broken.two.internal. 5 IN A 10.0.0.13",
        "x.refused.internal.two.internal. 5 IN A 10.0.0.14", "single. 5 IN A 10.0.0.15",
    ]

    @Reactor
    private static func found(_ service: DiscoveryService) async -> [String] {
        await service.once(within: .seconds(5)).result.named?.members.map(\.id.address.description) ?? []
    }

    @Reactor
    private static func ours(
        _ name: String, _ folder: String, _ variables: [String: String]
    ) async -> (addresses: [String], words: String) {
        let machine = MachineNames(
            folder: folder, localDomain: variables["LOCALDOMAIN"], options: variables["RES_OPTIONS"])
        let service = DiscoveryService(dialect: NameDialect(host: name, port: 1), names: NameService(machine)) { _ in }
        let (result, _) = await service.once(within: .seconds(5))
        return (result.named?.members.map(\.id.address.description).sorted() ?? [], "\(result)")
    }

    /// What getent finds where `folder` is /etc.
    @Reactor
    private static func theirs(_ name: String, _ folder: String, _ variables: [String: String]) async throws -> [String]
    {
        let script = """
            mount --make-rprivate / && mount --bind \(folder) /etc && \
            getent ahosts "$1" >\(folder)/answer; true
            """
        let child = try ChildProcess(
            .init(
                "unshare", ["-m", "sh", "-c", script, "_", name],
                environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + variables.map { "\($0.key)=\($0.value)" }))
        #expect(await child.ended(until: .now + .seconds(60)) == 0)
        let lines = Shape.contents(of: "\(folder)/answer").split(separator: "\n")
        // localhost is one server, at its IPv4 address.
        let found = Set(lines.compactMap { $0.split(separator: " ").first.flatMap { IPAddress($0) }?.description })
        return name == "localhost" ? ["127.0.0.1"] : found.sorted()
    }

    /// A folder as /etc is, with the shape's files.
    @Reactor
    private static func withFolder(
        _ shape: Shape, _ server: TestResolver, silent: String, _ body: @Reactor (String) async throws -> Void
    ) async throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        for (name, bytes) in zip(["resolv.conf", "hosts", "nsswitch.conf"], shape.fields) where text(bytes) != "-" {
            let filled = text(bytes).replacing("%N", with: server.address.host).replacing("%S", with: silent)
                .replacing("%D", with: LoopbackAddress.randomHost())
            write(filled, to: "\(folder)/\(name)")
        }
        // Debian's.
        write("multi on\n", to: "\(folder)/host.conf")
        do {
            try await body(folder)
        } catch {
            await remove(folder)
            throw error
        }
        await remove(folder)
    }

    @Reactor
    private static func remove(_ folder: String) async {
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }

    private static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func variables(_ shape: Shape) -> [String: String] {
    let parts = text(shape.fields[3]).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? [String(parts[0]): String(parts[1])] : [:]
}
