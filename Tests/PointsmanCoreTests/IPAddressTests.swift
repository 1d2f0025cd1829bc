import PointsmanCore
import Testing

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "an IP address is written as RFC 5952 recommends",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("FDAA:0:18::3", "fdaa:0:18::3"),
            ("fdaa:2:224b:a7b:2dbb:3e15:aaea:2", "fdaa:2:224b:a7b:2dbb:3e15:aaea:2"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::ffff:192.0.2.9", "192.0.2.9"),
        ])
    func text(given: String, written: String) throws {
        #expect(try #require(IPAddress(given)).description == written)
    }

    @Test(
        "text that is no plain IP address is refused",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.+4", "a.b.c.d", ":", ":::", "1::2::3",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "fe80::1%eth0", "[::1]", "::1 ",
            "::1\n", "g::", "::1.2.3", "1;drop", "1::-0", "-0::1",
        ])
    func refusal(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "an unspecified, multicast or broadcast address is not a host's",
        arguments: [
            ("192.0.2.1", true), ("127.0.0.1", true), ("fdaa::1", true), ("::1", true), ("0.0.0.0", false),
            ("0.9.9.9", false), ("224.0.0.1", false), ("255.255.255.255", false), ("::", false), ("ff02::1", false),
        ])
    func host(text: String, isHost: Bool) throws {
        #expect(try #require(IPAddress(text)).isHost == isHost)
    }

    @Test("an IP address is made from four or sixteen bytes only")
    func bytes() {
        #expect(IPAddress(bytes: [192, 0, 2, 1])?.description == "192.0.2.1")
        #expect(IPAddress(bytes: [0xFD, 0xAA] + [UInt8](repeating: 0, count: 13) + [3])?.description == "fdaa::3")
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
    }
}

@Suite("Codes of regions")
struct RegionTests {
    @Test("a region's code is a plain lower-case word", arguments: ["iad", "eu-west-1", "a"])
    func word(code: String) {
        #expect(Region(code)?.code == code)
    }

    @Test(
        "text that is no region's code is refused",
        arguments: ["", "IAD", "-a", "a b", "a;b", "a\n", "é", String(repeating: "a", count: 33)])
    func refusal(code: String) {
        #expect(Region(code) == nil)
    }
}
