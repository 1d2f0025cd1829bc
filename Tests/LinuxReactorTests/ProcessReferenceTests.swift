import Glibc
import LinuxReactor
import Testing

@Suite("A copy of another process's descriptor")
@Reactor
struct ProcessReferenceTests {
    @Test("shutting down a copied descriptor closes the same TCP connection for the other process at once")
    func shutDown() async throws {
        let pair = try LoopbackPair()
        // It ends when its standard input does, which is the connection.
        let child = try ChildProcess(
            .init("/bin/cat", [], environment: [], descriptors: [pair.dialled.number, nil, nil]))
        let process = try ProcessReference(child.processID)
        #expect(try process.descriptors(most: 100).sorted() == [0, 1, 2])
        #expect(try process.descriptors(most: 2).count == 2)
        let copy = try process.copy(of: 0)
        #expect(copy.link == TCPLink(of: pair.dialled.number))
        #expect(copy.link == TCPLink(of: pair.accepted.number)?.mirrored)
        #expect(try process.copy(of: 1).link == nil)
        try copy.shutDown()
        #expect(await child.ended(until: .now + .seconds(60)) == 0)
    }

    @Test("closing a copied descriptor leaves the other process's own descriptor open")
    func closing() async throws {
        let pair = try LoopbackPair()
        let child = try ChildProcess(
            .init("/bin/cat", [], environment: [], descriptors: [pair.dialled.number, nil, nil]))
        let process = try ProcessReference(child.processID)
        for _ in 0..<3 { _ = try process.copy(of: 0) }
        #expect(try process.descriptors(most: 100).contains(0))
        #expect(write(pair.accepted.number, "x", 1) == 1)
        #expect(await child.ended(until: .now + .milliseconds(200)) == nil)
        try process.copy(of: 0).shutDown()
        #expect(await child.ended(until: .now + .seconds(60)) == 0)
    }

    @Test("copying a descriptor fails with the errno if the descriptor or the process does not exist")
    func absent() async throws {
        let child = try ChildProcess(.init("/bin/sleep", ["60"], environment: []))
        let process = try ProcessReference(child.processID)
        #expect(throws: SystemError(call: "pidfd_getfd", code: EBADF)) { _ = try process.copy(of: 99) }
        child.signal(SIGKILL)
        _ = await child.ended()
        #expect(throws: SystemError(call: "pidfd_getfd", code: ESRCH)) { _ = try process.copy(of: 0) }
        #expect(throws: SystemError(call: "pidfd_open", code: ESRCH)) { _ = try ProcessReference(child.processID) }
    }

    @Test("a TCP link shows an IPv4-mapped address as IPv4")
    func mapped() {
        let mapped = TCPLink.End(address: [UInt8](repeating: 0, count: 10) + [255, 255, 192, 0, 2, 1], port: 5)
        #expect(mapped == TCPLink.End(address: [192, 0, 2, 1], port: 5))
        let other = TCPLink.End(address: [1] + [UInt8](repeating: 0, count: 9) + [255, 255, 192, 0, 2, 1], port: 5)
        #expect(other.address.count == 16)
    }
}

/// Both ends of a connection over the loopback interface.
private struct LoopbackPair: ~Copyable {
    let dialled: Descriptor
    let accepted: Descriptor

    init() throws {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        let dialler = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        let status = withUnsafeMutableBytes(of: &name) { bytes in
            let address = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return bind(listener.number, address, size) == 0 && listen(listener.number, 1) == 0
                && getsockname(listener.number, address, &size) == 0 && connect(dialler.number, address, size) == 0
        }
        try #require(status)
        dialled = dialler
        accepted = Descriptor(accept(listener.number, nil, nil))
    }
}
