import StuckQueue
import Testing

@Suite("Clients that wait in vain")
struct StuckQueueTests {
    /// What each of these looks says: the totals, for how long nothing can have gone through, and the moment, in milliseconds.
    private func looks(_ looks: [(totals: Int?, idle: Int, moment: Int)]) -> [Bool] {
        var queue = StuckQueue<Int>()
        return looks.map { look in
            queue.isStuck(
                totals: look.totals, idle: .milliseconds(look.idle), at: .milliseconds(look.moment))
        }
    }

    @Test("clients wait in vain if nothing went through for a second")
    func second() {
        #expect(looks([(7, 0, 5_000), (7, 0, 5_999), (7, 0, 6_000)]) == [false, false, true])
    }

    @Test("the wait in vain begins anew with whatever goes through")
    func work() {
        #expect(looks([(1, 0, 0), (2, 0, 1_000), (3, 0, 2_000), (3, 0, 3_000)]) == [false, false, false, true])
    }

    @Test("clients that wait in vain are known at once if nothing can have gone through")
    func idle() {
        #expect(looks([(1, 600, 5_000), (1, 600, 5_399), (1, 600, 5_400)]) == [false, false, true])
        #expect(looks([(nil, 1_000, 0)]) == [true])
    }

    @Test("clients that wait in vain are known even if it is not known what went through")
    func unknown() {
        #expect(looks([(nil, 0, 0), (nil, 0, 999), (nil, 0, 1_000)]) == [false, false, true])
    }
}
