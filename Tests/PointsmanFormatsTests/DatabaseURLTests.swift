import PointsmanCore
import PointsmanFormats
import Testing

@Suite("A database URL")
struct DatabaseURLTests {
    @Test("a database URL is read with all its parts")
    func whole() throws {
        let url = try DatabaseURL(
            "postgres://app:s%40c%2Fr:et@viral-engine-db.internal:5433/viral%20engine?sslmode=verify-full"
                + "&sslrootcert=/etc/ca.pem&application_name=w%26w&options=-c%20search_path%3Dx&passfile=/p")
        #expect(url.user == "app")
        #expect(url.password?.reveal() == "s@c/r:et")
        #expect(url.host == .name("viral-engine-db.internal"))
        #expect(url.port == 5433)
        #expect(url.database == "viral engine")
        #expect(url.sslMode == .verifyFull)
        #expect(url.sslRootCertificate == "/etc/ca.pem")
        #expect(url.applicationName == "w&w")
        #expect(url.options == "-c search_path=x")
        #expect(url.passFile == "/p")
    }

    @Test(
        "a database URL takes libpq's defaults for missing parts",
        arguments: [
            ("postgresql://u@h", "postgres://u@h:5432/u"), ("postgres://u:@h/", "postgres://u@h:5432/u"),
            ("postgres://u@[fdaa::1]:6/d", "postgres://u@[fdaa::1]:6/d"),
            ("postgres://u@[::1]", "postgres://u@[::1]:5432/u"),
            ("postgres://u@192.0.2.1:/d", "postgres://u@192.0.2.1:5432/d"),
            ("postgres://u@%2Fvar%2Frun:6432/d", "postgres://u@/var/run:6432/d"),
            ("postgres:///d?host=/run&user=u&port=1", "postgres://u@/run:1/d"),
            ("postgres://u@h.?ssl=true", "postgres://u@h:5432/u"),
            ("postgres://u@h/d?user=v&user=w", "postgres://w@h:5432/d"),
            ("postgres://u@a,b:2,[::1]/d", "postgres://u@a:5432,b:2,[::1]:5432/d"),
            ("postgres://u@a,b/d?port=7", "postgres://u@a:7,b:7/d"),
            ("user = u host='a b' port=1 host=h", "postgres://u@h:1/u"),
        ])
    func defaults(text: String, read: String) throws {
        let url = try DatabaseURL(text)
        #expect(url.description == read)
        #expect(url.password == nil)
    }

    @Test(
        "a wrong database URL is refused with a sentence that says why",
        arguments: [
            ("", "begin with postgres://"), ("mysql://u@h/d", "begin with postgres://"),
            ("postgres://", "user is missing"),
            ("postgres://h/d", "user is missing"), ("postgres://u@/d", "host is missing"),
            ("postgres://u@a,,b/d", "a host of the list is empty"), ("postgres://u@a:1,b:x/d", "the port"),
            ("postgres://u@h:0/d", "the port"), ("postgres://u@h:65536/d", "the port"),
            ("postgres://u@h:x/d", "the port"), ("postgres://u:a%E4@h/d", "the password is not UTF-8"),
            ("postgres://u:a%zz@h/d", "no two hexadecimal digits"), ("postgres://u:a%00@h/d", "%00"),
            ("postgres://u@h:+5/d", "the port"), ("postgres://u@::1/d", "brackets"),
            ("postgres://u@[::1/d", "brackets"),
            ("postgres://u@[1.2.3.4]x/d", "host one :port"), ("postgres://u@[no]/d", "brackets"),
            ("postgres://u@1.2.3/d", "IPv4"),
            ("postgres://u@-h/d", "host name"), ("postgres://u@h..i/d", "host name"),
            ("postgres://u@h;x/d", "host name"),
            ("postgres://u@h'x/d", "host name"), ("postgres://u%@h/d", "%25"), ("postgres://u%0@h/d", "%25"),
            ("postgres://u%00@h/d", "%00"), ("postgres://u%FF@h/d", "not UTF-8"), ("postgres://u@h/d e", "%20"),
            ("postgres://u@h/d\n", "control character"), ("postgres://u@h/d?x", "name=value"),
            ("postgres://u@h/d?sslmode=on", "verify-full are"),
            ("postgres://u@h/d?sslmod=require", "did you mean sslmode?"),
            ("postgres://u@h/d?replication=true", "carries no replication"),
            ("postgres://u@h/d?target_session_attrs=master", "target_session_attrs is not known"),
            ("postgres://u@h/d?user=a@b&x@c=1", "name is none"), ("postgres://u@h/d?user=a@b&x=c@d", "holds an @"),
            ("host=h user='u", "closing '"), ("host=h user", "an = is missing"), ("hots=h user=u", "be libpq's"),
        ])
    func refused(text: String, words: String) {
        let error = #expect(throws: DatabaseURLError.self) { try DatabaseURL(text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(
        "an unencoded password never appears in a database URL's error",
        arguments: [
            "postgres://app:hun/ter2@host/d", "postgres://app:hun@ter2@host/d", "postgres://app:hunter2",
            "postgres://app:hunter2/d", "postgres://app:hunter2%zz@host/d", "postgres://app:hunter2@host,,other/d",
            "postgres://app:hunter2 @host/d", "postgres://app:12/x?hunter2@y=1@host/d",
            "postgres://app:hunter2@host/d?sslmode=no",
            "postgres://app@hunter2;@host/d", "postgres://app:1/hunter2", "hunter2",
            "postgres://app@host/d?password=x&hunter2", "postgres://app@host/d?password=x&hunter2=y",
            "postgres://app@host/d?password=x&hunter2=%zz", "postgres://app@host/d?password=x&sslmode=hunter2",
        ])
    func secrecy(text: String) {
        let error = #expect(throws: DatabaseURLError.self) { try DatabaseURL(text) }
        let told = error?.description ?? ""
        #expect(!told.contains("hun") && !told.contains("ter2"), "\(told)")
    }

    @Test("a database URL never shows its password, however it is printed")
    func stars() throws {
        let url = try DatabaseURL("postgres://app:hunter2@h/d")
        var dumped = ""
        dump(url, to: &dumped)
        let shown = [
            "\(url)", String(reflecting: url), dumped, "\(url.password as Any)",
            "\(Mirror(reflecting: url).children.map(\.value))",
        ]
        for text in shown { #expect(!text.contains("hunter2")) }
        #expect("\(Secret("hunter2"))" == "***")
        #expect(Mirror(reflecting: Secret("hunter2")).children.isEmpty)
    }

    @Test("libpq gets the host's name and the member's address")
    func parameters() throws {
        let url = try DatabaseURL("postgres://app:pw@db.internal/d?sslmode=verify-full&sslrootcert=/ca")
        let member = MemberID(address: .v4(0x7F00_0001), port: 5433)
        let written = url.parameters(dialling: member).map { "\($0.keyword)=\($0.value)" }
        #expect(
            written == [
                "host=db.internal", "hostaddr=127.0.0.1", "port=5433", "user=app", "password=pw", "dbname=d",
                "sslmode=verify-full", "sslrootcert=/ca", "gssencmode=disable",
            ])
    }

    @Test("each of several hosts is dialled under its own name, with libpq's other parameters kept")
    func severalHosts() throws {
        let url = try DatabaseURL(
            "postgres://app:pw@pg-0,192.0.2.2:5433,pg-2/d?hostaddr=192.0.2.1,,192.0.2.3&port=5432,5433,5434&keepalives_idle=30"
                + "&connect_timeout=3")
        func host(_ text: String, named name: String? = nil) throws -> String? {
            let member: MemberID = try #require(MemberID(text))
            return url.parameters(dialling: member, named: name).first { $0.keyword == "host" }?.value
        }
        #expect(try host("192.0.2.1:5432") == "pg-0")
        #expect(try host("192.0.2.2:5433") == "192.0.2.2")
        #expect(try host("192.0.2.3:9") == "pg-2")
        #expect(try host("192.0.2.4:5432") == "pg-0")
        #expect(try host("192.0.2.4:5432", named: "pg-4") == "pg-4")
        let written = url.parameters().map { "\($0.keyword)=\($0.value)" }
        #expect(written.contains("keepalives_idle=30") && !written.contains { $0.hasPrefix("connect_timeout") })
        #expect(written.contains("hostaddr=192.0.2.1"))
    }

    @Test("random text is a database URL or an error, never a crash")
    func anyBytes() {
        let alphabet = Array("postgres://u:p@h/d?=&%[]:,a1.-".unicodeScalars)
        var numbers = Numbers(seed: 11)
        for _ in 0..<3000 {
            var text = "postgres://"
            for _ in 0..<Int(numbers.next() % 30) {
                text.unicodeScalars.append(alphabet[Int(numbers.next() % UInt64(alphabet.count))])
            }
            _ = try? DatabaseURL(text)
        }
    }
}

@Suite("The password file")
struct PassFileTests {
    private static let file = PassFile(
        Array(
            """
            # comment
            h:5432:d:u:plain
            nonsense
            h:5432:d:co\\:lon\\\\:pa\\:ss\\\\word\r
            *:*:other:*:any:tail
            localhost:1:*:u:socket
            h:*:d:empty:
            \\*:1:d:u:star
            [::1]:5432:d:u:no
            """.utf8))

    @Test(
        "a password file's entry matches as it does in libpq",
        arguments: [
            ("h", 5432, "d", "u", "plain"), ("h", 5433, "d", "u", nil), ("h", 5432, "d", "co:lon\\", "pa:ss\\word"),
            ("x", 9, "other", "y", "any"), ("/run", 1, "d", "u", "socket"), ("h", 1, "d", "empty", nil),
            ("h", 1, "d", "u", nil),
        ] as [(String, UInt16, String, String, String?)])
    func match(host: String, port: UInt16, database: String, user: String, password: String?) {
        let host: DatabaseURL.Host = host.hasPrefix("/") ? .socketFolder(host) : .name(host)
        #expect(Self.file.password(host: host, port: port, database: database, user: user)?.reveal() == password)
    }

    @Test("a password file reports the lines that it cannot read")
    func unreadable() {
        #expect(Self.file.unreadable == [3])
        #expect(PassFile([0xFF, 0x3A, 0x3A, 0x3A, 0x3A]).unreadable == [1])
        #expect(PassFile(Array("\\".utf8)).unreadable == [1])
    }
}
