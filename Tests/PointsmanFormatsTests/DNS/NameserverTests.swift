import PointsmanFormats
import Testing

@Suite("Addresses of DNS servers")
struct NameserverTests {
    @Test(
        "a DNS server is an IP address with or without a port",
        arguments: [
            ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"), ("fdaa::3", "[fdaa::3]:53"),
            ("[fdaa::3]:5353", "[fdaa::3]:5353"), ("[192.0.2.1]:1", "192.0.2.1:1"),
        ])
    func reading(text: String, written: String) {
        #expect(Nameserver(text)?.description == written)
    }

    @Test(
        "a DNS server that is no IP address or has a bad port is refused",
        arguments: [
            "", ":", ":53", "[]:53", "localhost", "localhost:53", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536",
            "192.0.2.1:+5", "fe80::1%eth0", "[fdaa::3", "[fdaa::3]", "fdaa::3]:53",
        ])
    func refusal(text: String) {
        #expect(Nameserver(text) == nil)
    }
}
