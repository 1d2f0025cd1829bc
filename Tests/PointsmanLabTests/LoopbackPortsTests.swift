import Glibc
import PointsmanLab
import Testing

/// An outgoing connection of some client took a port between its choice and its use, and two servers were given the same.
@Suite("Loopback ports") struct LoopbackPortsTests {
    @Test("loopback ports are given out once each, all below the kernel's range for outgoing connections")
    func chosen() throws {
        let ports = try (0..<500).map { _ in try LoopbackPorts.free() }
        #expect(Set(ports).count == ports.count)
        let file = try #require(fopen("/proc/sys/net/ipv4/ip_local_port_range", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        let lowest = try #require(UInt16(text.prefix { $0.isNumber }))
        #expect(ports.allSatisfy { $0 < lowest })
    }
}
