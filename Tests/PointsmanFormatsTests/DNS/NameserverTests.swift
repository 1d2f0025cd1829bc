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
}
