import Glibc
import LinuxReactor
import Testing

@Suite("A waiter")
struct WaiterTests {
    @Test("a waiter's wait ends at its deadline if nothing else ends it")
    func deadline() async {
        let wake = await Reactor.run { await Waiter().wait(until: .now + .milliseconds(5)) }
        #expect(wake == .deadline)
    }

    @Test("a byte on the descriptor ends a waiter's wait long before its deadline")
    func readable() async throws {
        let wake = try await Reactor.run {
            let pipe = try Descriptor.pipe()
            let writing = pipe.writing.number
            Reactor.task {
                var byte: UInt8 = 1
                write(writing, &byte, 1)
            }
            return await Waiter().wait(on: pipe.reading.number, until: .now + .seconds(60))
        }
        #expect(wake == .ready)
    }

    @Test("end of file on the descriptor ends a waiter's wait")
    func endOfFile() async throws {
        let wake = try await Reactor.run {
            let reading = try Self.readingEndOfClosedPipe()
            return await Waiter().wait(on: reading.number, until: .now + .seconds(60))
        }
        #expect(wake == .ready)
    }

    @Test("a poke ends a waiter's current wait, and an early poke ends its next wait")
    func poke() async {
        let wakes = await Reactor.run {
            let waiter = Waiter()
            waiter.poke()
            let early = await waiter.wait(until: .now + .seconds(60))
            Reactor.task { waiter.poke() }
            let during = await waiter.wait(until: .now + .seconds(60))
            return [early, during]
        }
        #expect(wakes == [.poked, .poked])
    }

    @Test("cancelling the task ends a waiter's wait")
    func cancellation() async {
        let task = Reactor.task { await Waiter().wait(until: .now + .seconds(60)) }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test("a waiter reports a descriptor that cannot be polled as ready, so that the next call on it tells why")
    func refused() async {
        let wake = await Reactor.run { await Waiter().wait(on: 9999, until: .now + .seconds(60)) }
        #expect(wake == .ready)
    }

    @Test("a thousand waits with deadlines in any order all end")
    func many() async {
        let waits = (0..<1000).map { index in
            Reactor.task { await Waiter().wait(until: .now + .microseconds((index * 7919) % 20_000)) }
        }
        var ended = 0
        for wait in waits where await wait.value == .deadline { ended += 1 }
        #expect(ended == 1000)
    }

    private static func readingEndOfClosedPipe() throws -> Descriptor {
        let pipe = try Descriptor.pipe()
        return Descriptor(dup(pipe.reading.number))
    }
}
