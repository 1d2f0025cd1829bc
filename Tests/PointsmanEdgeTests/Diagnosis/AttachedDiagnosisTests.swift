import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Doctor beside an attached PgBouncer", .serialized)
struct AttachedDiagnosisTests {
    @Test("doctor names a missing %include line, then the missing RELOAD, and then nothing of it")
    func inclusion() async throws {
        try await withAttached(including: false) { stack in
            let (ini, file) = ("\(stack.pooler.folder)/pgbouncer.ini", "\(stack.place.state)/databases.ini")
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(503, saying: "SHOW DATABASES")
                let missing = try await Self.doctor(agent)
                #expect(missing.contains("\(ini) does not include \(file)"), "\(missing)")
                #expect(missing.contains("add the line `%include \(file)`"), "\(missing)")

                // The agent would have it read with its next attempt.
                agent.process.signal(SIGSTOP)
                try stack.pooler.write(
                    Attached.files(port: stack.port, including: file, in: stack.pooler.folder)["pgbouncer.ini"] ?? "",
                    to: "pgbouncer.ini")
                let unread = try await Self.doctor(agent)
                #expect(!unread.contains("add the line"), "that is done: \(unread)")
                #expect(unread.contains("PgBouncer has no database app"), "\(unread)")
                #expect(unread.contains("which has it: PgBouncer has not read it"), "\(unread)")
                agent.process.signal(SIGCONT)

                try await stack.tell("RELOAD")
                #expect(await agent.readiness(200) == "ready\n")
                let well = try await Self.doctor(agent)
                #expect(well.contains("app leads to the primary"), "\(well)")
                #expect(
                    !well.replacing("PgBouncer has no database but the agent's", with: "").contains(
                        "PgBouncer has no database"), "\(well)")
            }
        }
    }

    @Test("doctor names other databases that lead straight to a member, until they are removed")
    func others() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let files = Attached.files(
                    port: stack.port, including: "\(stack.place.state)/databases.ini", in: stack.pooler.folder)
                let plain = files["pgbouncer.ini"] ?? ""
                let line = "legacy = host=127.0.0.1 port=\(stack.cluster.port) dbname=app"
                let far = "elsewhere = host=127.0.0.1 port=1 dbname=app"
                try stack.pooler.write("[databases]\n\(line)\n\(far)\n" + plain, to: "pgbouncer.ini")
                try await stack.tell("RELOAD")
                let found = try await Self.doctor(agent)
                #expect(
                    found.contains("straight to a member leads legacy (127.0.0.1:\(stack.cluster.port))"), "\(found)")
                #expect(!found.contains("elsewhere ("), "\(found)")
                try stack.pooler.write(plain, to: "pgbouncer.ini")
                try await stack.tell("RELOAD")
                #expect(try await !Self.doctor(agent).contains("straight to a member"))
            }
        }
    }

    @Test(
        "doctor names a line * that leads straight to a member, before and after a client used it, until it is removed"
    )
    func anyName() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let plain = contents(of: "\(stack.pooler.folder)/pgbouncer.ini")
                let line = "* = host=127.0.0.1 port=\(stack.cluster.port)"
                try stack.pooler.write("[databases]\n\(line)\n" + plain, to: "pgbouncer.ini")
                try await stack.tell("RELOAD")
                let told = "has a line `*` that leads straight to a member (127.0.0.1:\(stack.cluster.port))"
                let before = try await Self.doctor(agent)
                #expect(before.contains(told), "\(before)")
                _ = try await stack.connect(to: "postgres", as: "app", Cluster.password).execute(
                    "SELECT 1", until: .now + .seconds(60))
                let after = try await Self.doctor(agent)
                #expect(after.contains(told), "\(after)")
                #expect(!after.contains("leads postgres"), "that has no line to be taken out: \(after)")
                try stack.pooler.write(
                    "[databases]\n* = host=127.0.0.1 port=1\n" + plain, to: "pgbouncer.ini")
                try await stack.tell("RELOAD")
                #expect(try await !Self.doctor(agent).contains("straight to a member"))
            }
        }
    }

    /// A console URL's user, its database's port, and what is to be said.
    struct Console: Sendable {
        var user = "boss"
        var password = Attached.consolePassword
        var leadsToServer = false
        var options = ""
        let status: String
        let doctor: String
        var never: [String] = []
    }

    @Test(
        "status and doctor say why a console cannot be used",
        arguments: [
            Console(
                password: "wrong", status: "user and password must be those",
                doctor: "the user or the password of pooler_console", never: ["does not run there", "start PgBouncer"]),
            Console(
                user: "viewer", status: "admin", doctor: "may look at PgBouncer",
                never: ["does not run there", "not one that PgBouncer knows"]),
            Console(
                leadsToServer: true, status: "PostgreSQL itself answers, no PgBouncer",
                doctor: "PostgreSQL itself answers there", never: ["CREATE ROLE", "start PgBouncer"]),
            Console(
                options: "?sslmode=require", status: "server does not support SSL",
                doctor: "PgBouncer speaks no TLS to its clients", never: ["does not run there", "start PgBouncer"]),
        ])
    func console(row: Console) async throws {
        try await withAttached { stack in
            _ = try await stack.cluster.server.connect().execute(
                "CREATE ROLE boss LOGIN PASSWORD '\(Attached.consolePassword)'", until: .now + .seconds(60))
            // At the address in database_url the start would be refused.
            let socket = stack.cluster.server.folder.replacing("/", with: "%2F")
            let place = row.leadsToServer ? "\(socket):\(stack.cluster.port)" : "127.0.0.1:\(stack.port)"
            let console = "postgres://\(row.user):\(row.password)@\(place)/pgbouncer\(row.options)"
            try await withAgent(stack.agent(console: console)) { agent in
                await agent.readiness(503, saying: row.status)
                let doctor = try await Self.doctor(agent)
                #expect(doctor.contains(row.doctor), "\(doctor)")
                for words in row.never { #expect(!doctor.contains(words), "\(words): \(doctor)") }
            }
        }
    }

    @Test("doctor says that a user looked up by auth_user is not in the users' file")
    func lookedUp() async throws {
        // The users' file lacks those who are no roles of the server, too: doctor would say that instead.
        let lookup = "\"lookup\" \"\(Attached.consolePassword)\"\n"
        try await withAttached(
            keys: "auth_user = lookup",
            users: {
                let kept = $0.split(separator: "\n").filter { !$0.contains("\"app\"") && !$0.contains("\"guest\"") }
                return kept.joined(separator: "\n") + "\n" + lookup
            }
        ) { stack in
            try stack.pooler.keepPrivate("users.txt")
            _ = try await stack.cluster.server.connect().execute(
                "CREATE ROLE lookup LOGIN SUPERUSER PASSWORD '\(Attached.consolePassword)'", until: .now + .seconds(60))
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let doctor = try await Self.doctor(agent)
                #expect(doctor.contains("app is none of them, and is looked up by auth_user"), "\(doctor)")
                #expect(!doctor.contains("has no user app"), "\(doctor)")
                #expect(!doctor.contains("app among them"), "\(doctor)")
            }
        }
    }

    /// What it says, on one line.
    @Reactor
    private static func doctor(_ agent: Program) async throws -> String {
        try await agent.command("doctor", "--seconds", "0").words.split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
    }
}
