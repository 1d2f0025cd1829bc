import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Patroni's word on its cluster")
struct PatroniClusterTests {
    /// Patroni 4.1.5's answer to `GET /cluster`, shortened.
    private static let answer = """
        {"members": [
          {"name": "member-0", "role": "leader", "state": "running", "api_url": "https://127.1.1.1:8008/patroni",
           "host": "127.1.1.1", "port": 15432, "timeline": 1},
          {"name": "member-1", "role": "sync_standby", "state": "streaming", "api_url": "https://127.1.1.2:8008/patroni",
           "host": "db-2.example.com", "port": 15432, "timeline": 1, "tags": {"noloadbalance": true, "nofailover": "yes"},
           "receive_lag": 0, "receive_lsn": "0/3000148", "lag": 0},
          {"name": "member-2", "role": "replica", "state": "stopped", "tags": {"failover_priority": 0}}
        ], "pause": true, "scheduled_switchover": {"at": "2026-12-01T00:00:00", "from": "member-0"}, "scope": "drill"}
        """

    @Test("Patroni's cluster is read with roles, states and tags")
    func whole() {
        #expect(
            PatroniCluster.read(status: 200, body: Array(Self.answer.utf8))
                == ManagedCluster(
                    [
                        .init(name: "member-0", role: .leader, host: "127.1.1.1", port: 15432),
                        .init(
                            name: "member-1", role: .replica, host: "db-2.example.com", port: 15432, takesNoLead: true,
                            takesNoReads: true),
                        .init(
                            name: "member-2", role: .replica, isRunning: false, host: nil, port: nil, takesNoLead: true),
                    ], isPaused: true, hasScheduled: true))
    }

    @Test(
        "Patroni's cluster is no answer if any part of it can't be read",
        arguments: [
            "", "{}", "{\"members\": 1}", "{\"members\": [1]}", "{\"members\": [{\"name\": \"a\"}]}",
            "{\"members\": [{\"name\": \"a\\n\", \"role\": \"leader\"}]}", String(answer.dropLast(3)),
        ])
    func unreadable(body: String) {
        #expect(PatroniCluster.read(status: 200, body: Array(body.utf8)) == nil)
    }

    @Test("Patroni's cluster is no answer with another status, or with too many members")
    func refused() {
        #expect(PatroniCluster.read(status: 503, body: Array(Self.answer.utf8)) == nil)
        let node = "{\"name\": \"a\", \"role\": \"replica\"}"
        func body(_ count: Int) -> [UInt8] {
            Array("{\"members\": [\(Array(repeating: node, count: count).joined(separator: ","))]}".utf8)
        }
        #expect(PatroniCluster.read(status: 200, body: body(64))?.nodes.count == 64)
        #expect(PatroniCluster.read(status: 200, body: body(65)) == nil)
    }

    private static let hostRows: [(String, String?, String?)] = [
        ("\"DB-2.Example.COM\"", "db-2.example.com", nil), ("\"db-2.example.com.\"", "db-2.example.com", nil),
        ("\"Db-2.\"", "db-2", nil), ("\"FDAA::1\"", "fdaa::1", nil), ("null", nil, nil),
        ("\"db-2..\"", nil, "\"db-2..\""), ("\"a b\"", nil, "\"a b\""), ("\"\"", nil, "\"\""),
        ("\".\"", nil, "\".\""),
        ("7", nil, "7"), ("\"a\\nb\"", nil, "\"a\\u{a}b\""), ("[\"db\"]", nil, "[\"db\"]"),
    ]

    @Test(
        "the host of a Patroni node is read in small letters without a final dot, and one that is none is told from no host",
        arguments: hostRows)
    func hosts(json: String, host: String?, strange: String?) throws {
        let body = "{\"members\": [{\"name\": \"a\", \"role\": \"replica\", \"host\": \(json)}]}"
        let node = try #require(PatroniCluster.read(status: 200, body: Array(body.utf8))?.nodes.first)
        #expect(node.host == host)
        #expect(node.strangeHost == strange)
    }

    @Test("a switchover's request names both members, and its refusal names status and key in one line")
    func switchover() {
        let move = ManagedMove(leader: "a\"b", candidate: "c")
        #expect(
            String(decoding: PatroniSwitchover.body(move), as: UTF8.self)
                == "{\"leader\":\"a\\\"b\",\"candidate\":\"c\"}")
        #expect(PatroniSwitchover.refusal(status: 401, body: []).contains("patroni_auth_file"))
        #expect(
            PatroniSwitchover.refusal(status: 412, body: Array("no\ngood".utf8)) == "Patroni answers 412 (no\\u{a}good)"
        )
    }

    @Test(
        "the basic authorization is encoded as RFC 4648 says",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(bytes: String, text: String) {
        #expect(Base64.text(Array(bytes.utf8)) == text)
    }
}
