import PointsmanFormats
import Testing

@Suite("Where DNS servers are")
struct NameserverTests {
    @Test(
        "an address, with a port or without",
        arguments: [
            ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"), ("fdaa::3", "[fdaa::3]:53"),
            ("[fdaa::3]:5353", "[fdaa::3]:5353"), ("[192.0.2.1]:1", "192.0.2.1:1"),
        ])
    func reading(text: String, written: String) {
        #expect(Nameserver(text)?.description == written)
    }

    @Test(
        "nothing else",
        arguments: [
            "", ":", ":53", "[]:53", "localhost", "localhost:53", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536",
            "192.0.2.1:+5", "fe80::1%eth0", "[fdaa::3", "[fdaa::3]", "fdaa::3]:53",
        ])
    func refusal(text: String) {
        #expect(Nameserver(text) == nil)
    }

    @Test("resolv.conf names at most three, and its other lines don't matter")
    func resolvConf() {
        let text = """
            # nameserver 192.0.2.9
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
            ResolvConf.nameservers(in: text).map(\.description) == ["[fdaa::3]:53", "192.0.2.1:53", "192.0.2.2:53"])
    }

    @Test(
        "FLY_NAMESERVER goes before resolv.conf, unless it is none",
        arguments: [("fdaa::3", "[fdaa::3]:53"), ("junk", "192.0.2.1:53"), (nil, "192.0.2.1:53")])
    func defaults(variable: String?, server: String) {
        let found = ResolvConf.defaults(
            environment: { $0 == "FLY_NAMESERVER" ? variable : nil }, resolvConf: "nameserver 192.0.2.1\n")
        #expect(found.map(\.description) == [server])
        #expect(ResolvConf.defaults(environment: { _ in nil }, resolvConf: nil) == [])
    }
}
