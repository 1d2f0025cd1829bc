import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The file resolv.conf")
struct ResolvConfTests {
    @Test("resolv.conf names at most three servers, a link-local one with its interface")
    func servers() {
        let text = """
            # nameserver 192.0.2.9
            ; nameserver 192.0.2.9
            search internal
            nameserver fdaa::3
            nameserver\t192.0.2.1   # home
            nameserver fe80::1%eth0
             nameserver 192.0.2.8
            nameserver
            options edns0\r
            nameserver 192.0.2.2\r
            nameserver 192.0.2.3
            """
        #expect(
            ResolvConf(text).servers.map(\.description) == ["[fdaa::3]:53", "192.0.2.1:53", "[fe80::1%eth0]:53"])
    }

    @Test(
        "resolv.conf without a valid server means 127.0.0.1",
        arguments: [nil, "", "nameserver", "nameserver db.example", "nameserver 1.2.3.4%eth0", "Nameserver 1.2.3.4"])
    func none(text: String?) {
        #expect(ResolvConf(text).servers.map(\.description) == ["127.0.0.1:53"])
    }

    @Test(
        "resolv.conf's last search or domain line completes names, else the host's own domain",
        arguments: [
            ("search a.test b.test", ["a.test", "b.test"]), ("domain a.test", ["a.test"]),
            ("domain a.test b.test", ["a.test"]), ("search a.test\ndomain b.test", ["b.test"]),
            ("domain b.test\nsearch a.test", ["a.test"]), ("search\tA.Test.\t b_c.test", ["a.test", "b_c.test"]),
            ("search .", [""]), ("search . a.test", ["", "a.test"]), ("search a..b c.test", ["c.test"]),
            ("", ["home.test"]), (" search a.test", ["home.test"]), ("searching a.test", ["home.test"]), ("search", []),
        ])
    func search(text: String, domains: [String]) {
        #expect(ResolvConf(text, hostName: "box.home.test").search == domains)
    }

    @Test("LOCALDOMAIN and RES_OPTIONS override resolv.conf")
    func variables() {
        let read = ResolvConf(
            "search a.test\noptions ndots:5 rotate", localDomain: "b.test c.test", options: "ndots:2 use-vc")
        #expect(read.search == ["b.test", "c.test"])
        #expect(read.dots == 2 && read.rotates && read.usesTCP)
        #expect(ResolvConf("search a.test", localDomain: "").search == [])
        #expect(ResolvConf("", hostName: "box").search == [])
    }

    @Test(
        "resolv.conf's options ndots, timeout, attempts, no-aaaa and no-tld-query are read",
        arguments: [
            ("", 1, nil), ("options ndots:0", 0, nil), ("options ndots:99", 15, nil),
            ("options ndots:x ndots:3", 3, nil),
            ("options timeout:1", 1, 2), ("options attempts:1", 1, 5), ("options timeout:99 attempts:99", 1, 150),
            ("options timeout:3\noptions attempts:3", 1, 9), ("options timeout:0", 1, 2),
        ])
    func options(text: String, dots: Int, seconds: Int?) {
        let read = ResolvConf(text)
        #expect(read.dots == dots)
        #expect(read.patience == seconds.map { .seconds($0) })
        #expect(read.asksForV6 && read.asksSingleLabels)
        let more = ResolvConf(text + "\noptions no-aaaa no-tld-query")
        #expect(!more.asksForV6 && !more.asksSingleLabels)
    }
}

@Suite("The hosts file and nsswitch.conf")
struct HostsFileTests {
    @Test("the hosts file gives each name its addresses, in any case and without comments")
    func lines() {
        let text = """
            127.0.0.1\tlocalhost
            # 10.0.0.9 db
            10.0.0.1   DB.internal db  # not: other
            fdaa::1 db.internal
            10.0.0.2\tdb.internal\r
            10.0.0.1 db
            fe80::1%lo db
            10.0.0.300 db
            db 10.0.0.3
            10.0.0.4
            """
        let found = HostsFile.addresses(in: text, of: ["db", "db.internal", "other"])
        #expect(found["db"]?.map(\.description) == ["10.0.0.1"])
        #expect(found["db.internal"]?.map(\.description) == ["10.0.0.1", "fdaa::1", "10.0.0.2"])
        #expect(found["other"] == nil && found.count == 2)
    }

    @Test(
        "nsswitch.conf's hosts line says which name sources are asked, in which order",
        arguments: [
            ("hosts: files dns", [.init(.files), .init(.dns)]), ("hosts:dns  files # x", [.init(.dns), .init(.files)]),
            (nil, [.init(.files), .init(.dns)]), ("passwd: files\n", [.init(.files), .init(.dns)]), ("hosts:", []),
            ("# hosts: dns\nhosts: files", [.init(.files)]), (" hosts:\tdns", [.init(.dns)]),
            (
                "hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns",
                [.init(.dns, isLast: true), .init(.files), .init(.dns)]
            ),
            ("hosts: files mdns4_minimal [NOTFOUND=return] dns", [.init(.files), .init(.dns)]),
            ("hosts: files[NOTFOUND=return]dns", [.init(.files, isLast: true), .init(.dns)]),
            ("hosts: files [ notfound = return ] dns", [.init(.files), .init(.dns)]),
            ("hosts: files [notfound=return success=continue] dns", [.init(.files, isLast: true), .init(.dns)]),
            ("hosts: files [!NOTFOUND=return] dns [UNAVAIL=return]", [.init(.files), .init(.dns)]),
            ("hosts: files [NOTFOUND=continue] dns [", [.init(.files), .init(.dns)]),
        ] as [(String?, [NameRules.Step])])
    func sources(text: String?, steps: [NameRules.Step]) {
        #expect(NameServiceSwitch.steps(in: text) == steps)
    }
}
