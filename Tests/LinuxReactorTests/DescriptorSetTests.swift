import Glibc
import LinuxReactor
import Testing

@Suite("A set of descriptors")
struct DescriptorSetTests {
    @Test("a descriptor set is ready when any of its descriptors is, and reports which one", arguments: [0, 1, 2])
    func any(index: Int) async throws {
        let (wake, isThat) = try await Reactor.run {
            let first = try Descriptor.pipe()
            let second = try Descriptor.pipe()
            let third = try Descriptor.pipe()
            let reading = [first.reading.number, second.reading.number, third.reading.number]
            let writing = [first.writing.number, second.writing.number, third.writing.number][index]
            let set = try DescriptorSet()
            for descriptor in reading { try set.add(descriptor, for: .reading) }
            #expect(set.ready() == [])
            Reactor.task {
                var byte: UInt8 = 1
                write(writing, &byte, 1)
            }
            let wake = await Waiter().wait(on: set.number, until: .now + .seconds(60))
            return (wake, set.ready() == [reading[index]])
        }
        #expect(wake == .ready)
        #expect(isThat)
    }

    @Test("a descriptor set refuses a descriptor that cannot be polled")
    func refused() async {
        await #expect(throws: SystemError(call: "epoll_ctl", code: EBADF)) {
            try await Reactor.run { try DescriptorSet().add(9999, for: .reading) }
        }
    }
}
