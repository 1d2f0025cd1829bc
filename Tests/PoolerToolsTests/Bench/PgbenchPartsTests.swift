import Glibc
import LinuxReactor
import PointsmanFormats
import PoolerTools
import Testing

@Suite("Parts of bench with pgbench")
struct PgbenchPartsTests {
    @Test("pgbench's log is read as times, failures and the span between first and last")
    func log() {
        var log = PgbenchLog()
        for line in [
            "0 1 7156 0 1795645861 445823", "1 1 500 0 1795645861 439000", "0 2 failed 0 1795645862 1000",
            "1 2 deadlock 0 1795645862 2000", "0 3 100 0 17956458", "", "not a line of the log at all",
            "0 4 99999999999999999999 0 1795645862 3000",
        ] {
            log.take(Array(line.utf8)[...])
        }
        #expect(log.times == [.microseconds(7_156), .microseconds(500)])
        // The number that is none is a word.
        #expect(log.failed == 3)
        // 861.438500, where the second began, to 862.003000.
        #expect(log.span == .microseconds(564_500))
        var both = PgbenchLog()
        #expect(both.span == .zero)
        both.add(log)
        both.add(log)
        #expect(both.times.count == 4 && both.failed == 6 && both.span == log.span)
    }

    @Test("pgbench's output is read as progress, counts and complaints with the lines that belong to them")
    func output() {
        var output = PgbenchOutput()
        let told = [
            "pgbench (15.18 (Debian 15.18-0+deb12u1))",
            "progress: 1.0 s, 4191.0 tps, lat 0.803 ms stddev 2.141, 0 failed",
            "pgbench: error: client 0 script 0 aborted in command 1 query 0: ERROR:  relation \"nope\" does not exist",
            "LINE 1: SELECT * FROM nope;",
            "progress: 2.0 s, 3187.8 tps, lat 1.156 ms stddev 3.592, 0 failed",
            "transaction type: s.sql", "query mode: simple",
            "number of transactions actually processed: 7418",
            "pgbench: error: Run was aborted; the above results are incomplete.",
        ].map { output.take($0) }
        #expect(told == [nil, 1, nil, nil, 2, nil, nil, nil, nil])
        #expect(output.processed == 7_418 && output.aborted == 1)
        #expect(
            output.complaint == """
                client 0 script 0 aborted in command 1 query 0: ERROR:  relation "nope" does not exist
                LINE 1: SELECT * FROM nope;
                """)
        for _ in 0..<1_000 { _ = output.take("pgbench: error: client 1 script 0 aborted in command 1") }
        #expect(output.aborted == 1_001 && (output.complaint?.count ?? .max) < 1_000)
    }

    @Test("pgbench's count and log are combined, and a log that lacks transactions is a failure")
    func figures() {
        var log = PgbenchLog()
        for micros in [100, 200, 300] { log.take(Array("0 1 \(micros) 0 1795645861 \(micros)".utf8)[...]) }
        var output = PgbenchOutput()
        _ = output.take("number of transactions actually processed: 3")
        let whole = LoadFigures(output, log, code: 0)
        #expect(whole.begun == 3 && whole.succeeded == 3 && whole.failed == 0 && whole.failure == nil)
        _ = output.take("number of transactions actually processed: 4")
        #expect(LoadFigures(output, log, code: 0).failure?.contains("3 of 4") == true)
        #expect(LoadFigures(output, log, code: nil).failure == "pgbench did not end in time")
        _ = output.take("pgbench: error: connection to server failed: FATAL:  sorry, too many clients already")
        let refused = LoadFigures(output, PgbenchLog(), code: 1)
        #expect(refused.begun == 1 && refused.failed == 1 && refused.failure?.contains("too many clients") == true)
    }

    @Test("pgbench's connection string has every parameter but the password, with values quoted")
    func target() {
        let parameters: [(keyword: String, value: String)] = [
            ("host", "db.internal"), ("user", "o'brien\\"), ("password", "se'cret"), ("options", "-c a=b"),
        ]
        let target = PgbenchTarget(parameters, settings: [("search_path", "x")])
        #expect(target.connection == #"host='db.internal' user='o\'brien\\' options='-c a=b -c search_path=x'"#)
        #expect(target.password == Secret("se'cret"))
        #expect(PgbenchTarget([("host", "h")]).connection == "host='h'")
        #expect(!"\(target)".contains("se'cret"))
    }

    @Test(
        "a password is written to a passfile as libpq reads it",
        arguments: [("plain", "*:*:*:*:plain\n"), (#"a:b\c"#, #"*:*:*:*:a\:b\\c"# + "\n")])
    func passwordLine(password: String, line: String) {
        #expect(PasswordFile.line(Secret(password)) == line)
    }

    @Test("pgbench's passfile has no name and is readable by its owner only")
    func passwordFile() throws {
        try Self.withFolder { folder in
            let file = try PasswordFile(Secret("hush"), in: folder)
            #expect(Self.names(in: folder) == [])
            var status = stat()
            #expect(stat("/proc/self/fd/\(file.number)", &status) == 0 && status.st_mode == S_IFREG | 0o600)
            #expect(throws: SystemError.self) { try PasswordFile(Secret("two\nlines"), in: folder) }
            #expect(Self.names(in: folder) == [])
        }
    }

    @Test("pgbench is found in PATH, else as Debian's newest; Debian's wrapper is passed over")
    func search() throws {
        try Self.withFolder { folder in
            func make(_ path: String) {
                let file = creat("\(folder)/\(path)", 0o755)
                close(file)
            }
            for path in ["bin", "15", "15/bin", "9", "9/bin", "16", "16/bin"] { mkdir("\(folder)/\(path)", 0o755) }
            let path = "\(folder)/none:\(folder)/bin"
            #expect(PgbenchProgram.find(in: path, versions: folder) == nil)
            symlink("../share/postgresql-common/pg_wrapper", "\(folder)/bin/pgbench")
            #expect(PgbenchProgram.find(in: path, versions: folder) == nil)
            make("9/bin/pgbench")
            make("15/bin/pgbench")
            #expect(PgbenchProgram.find(in: path, versions: folder)?.path == "\(folder)/15/bin/pgbench")
            unlink("\(folder)/bin/pgbench")
            make("bin/pgbench")
            #expect(PgbenchProgram.find(in: path, versions: folder)?.path == "\(folder)/bin/pgbench")
            #expect(PgbenchProgram.absence.contains("postgresql-15"))
        }
    }

    @Test("bench refuses prepared statements before PgBouncer 1.21 unless pool_mode is session")
    func prepared() {
        func refusal(_ queries: PgbenchWork.QueryProtocol, _ mode: String?, _ minor: Int, most: String = "200")
            -> String?
        {
            PgbenchWork(queries: queries).refusal(
                mode: mode,
                pooler: PoolerFacts(
                    version: PgBouncerVersion(major: 1, minor: minor),
                    settings: PoolerSettings(["max_prepared_statements": most]), databases: []))
        }
        #expect(refusal(.prepared, "transaction", 18)?.contains("PgBouncer 1.18 can't carry") == true)
        #expect(refusal(.prepared, "statement", 20)?.contains("1.21 can") == true)
        #expect(refusal(.prepared, "transaction", 21) == nil)
        #expect(refusal(.prepared, "transaction", 25, most: "0")?.contains("max_prepared_statements is 0") == true)
        #expect(refusal(.prepared, "session", 18) == nil)
        #expect(refusal(.prepared, nil, 25)?.contains("silent") == true)
        #expect(refusal(.simple, "transaction", 18) == nil && refusal(.extended, "transaction", 18) == nil)
    }

    @Test(
        "a turn of bench with pgbench lasts whole seconds",
        arguments: [(6.0, 2.0), (0.1, 1.0), (7.0, 3.0), (3.0, 1.0)])
    func turns(seconds: Double, turn: Double) {
        #expect(BenchPlan(span: .seconds(seconds), pgbench: PgbenchWork()).turn == .seconds(turn))
        #expect(BenchPlan(span: .seconds(seconds)).turn == .seconds(turn))
    }

    @Test("bench with pgbench announces whether it writes, and where")
    func announcement() {
        func text(_ work: PgbenchWork) -> String {
            BenchPlan(pgbench: work).announcement(primary: "127.0.0.1:5432", pooler: "in transaction mode", free: 90)
        }
        #expect(text(PgbenchWork(writes: true)).contains("makes the schema pointsman_bench"))
        let script = text(PgbenchWork(script: "mine.sql"))
        #expect(script.contains("pgbench runs mine.sql, which must not write") && !script.contains("schema"))
    }

    private static func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { system("rm -rf '\(folder)'") }
        try body(folder)
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }
}
