import Glibc
package import LinuxReactor

/// An unbound of a test's own, on a random loopback address and a free port, in a folder of its own, stopped by process
/// id. It serves a zone `internal.` whose records a test changes while it runs. Under it `silent.internal` never answers
/// and `refused.internal` is refused; all of `broken.` fails.
@Reactor
package final class TestResolver {
    package let folder: String
    /// Where it listens.
    package let address: LoopbackAddress
    package private(set) var process: ChildProcess

    /// Starts it and waits until it serves.
    /// - Parameters:
    ///   - records: as in a zone file: `db.internal. 5 IN AAAA ::1`.
    ///   - atStandardPort: whether it has port 53, the only one that the C library asks; that takes root.
    package init(records: [String], atStandardPort: Bool = false) async throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        address = atStandardPort ? LoopbackAddress(host: LoopbackAddress.randomHost(), port: 53) : try .free()
        // What it asks itself from there it refuses, so a zone that it forwards to itself fails at once.
        let refused = LoopbackAddress.randomHost()
        let configuration = """
            server:
                interface: \(address.host)
                port: \(address.port)
                outgoing-interface: \(refused)
                access-control: 127.0.0.0/8 allow
                access-control: \(refused)/32 refuse
                do-ip6: no
                do-daemonize: no
                do-not-query-localhost: no
                module-config: "iterator"
                num-threads: 1
                username: ""
                chroot: ""
                pidfile: ""
                directory: "\(folder)"
                logfile: "\(folder)/log"
                use-syslog: no
                edns-buffer-size: 4096
                max-udp-size: 4096
                local-zone: "." static
                local-zone: "internal." static
                local-zone: "broken." transparent
                local-zone: "silent.internal." deny
                local-zone: "refused.internal." refuse
            \(records.map { "    local-data: '\($0)'" }.joined(separator: "\n"))
            forward-zone:
                name: "broken."
                forward-addr: \(address.host)@\(address.port)
            remote-control:
                control-enable: yes
                control-interface: \(folder)/control
            """
        try Self.write(configuration + "\n", to: "\(folder)/unbound.conf")
        process = try Self.start("/usr/sbin/unbound", ["-c", "\(folder)/unbound.conf"])
        do {
            try await serves()
        } catch {
            await remove()
            throw error
        }
    }

    /// `ADDRESS:PORT`.
    package var server: String { "\(address.host):\(address.port)" }

    /// Replaces all records of `name`, while it runs, with `records`; none make the name unknown.
    package func set(_ name: String, to records: [String]) async throws {
        try await control(["local_data_remove", name])
        for record in records {
            try await control(["local_data", record])
        }
    }

    /// How questions about one name can fail while all others are answered.
    package enum Failure: String, Sendable, CaseIterable {
        case refused = "refuse"
        case silence = "deny"
    }

    /// Lets every question about `name` fail from now on; nil mends that.
    package func fail(_ name: String, _ failure: Failure?) async throws {
        guard let failure else { return try await control(["local_zone_remove", "\(name)."]) }
        try await control(["local_zone", "\(name).", failure.rawValue])
    }

    /// Ends the process; the port is then nobody's.
    package func stop() async {
        process.signal(SIGKILL)
        _ = await process.ended(until: .now + .seconds(60))
    }

    /// Starts it again with the records that it was made with.
    package func restart() async throws {
        process = try Self.start("/usr/sbin/unbound", ["-c", "\(folder)/unbound.conf"])
        try await serves()
    }

    package func remove() async {
        await stop()
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }

    private func serves() async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await control(["status"])
            } catch {
                if ContinuousClock.now > limit { throw error }
            }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    private func control(_ words: [String]) async throws {
        let child = try Self.start(
            "/usr/sbin/unbound-control", ["-q", "-c", "\(folder)/unbound.conf"] + words)
        guard await child.ended(until: .now + .seconds(60)) == 0 else {
            throw SystemError(call: "unbound-control \(words.joined(separator: " "))", code: EIO)
        }
    }

    /// Root starts it as `postgres`: there is no reason for more rights.
    private static func start(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        let asUser = getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []
        // Of root's rights it keeps that to a port below 1024.
        let ports = asUser.isEmpty ? [] : ["--inh-caps", "+net_bind_service", "--ambient-caps", "+net_bind_service"]
        let words = asUser + ports + [program] + arguments
        return try ChildProcess(
            .init(
                words[0], Array(words.dropFirst()), environment: ["PATH=/usr/sbin:/usr/bin:/bin"],
                descriptors: [nil, nil, nil]))
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw SystemError(call: "fopen \(path)", code: errno) }
        fputs(text, file)
        fclose(file)
    }
}

/// Runs `body` with a resolver and removes it afterwards, whatever happens.
@Reactor
package func withResolver(
    _ records: [String], atStandardPort: Bool = false, _ body: @Reactor (TestResolver) async throws -> Void
) async throws {
    let resolver = try await TestResolver(records: records, atStandardPort: atStandardPort)
    do {
        try await body(resolver)
    } catch {
        await resolver.remove()
        throw error
    }
    await resolver.remove()
}
