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

    @Test("have waited for a second in which nothing went through")
    func second() {
        #expect(looks([(7, 0, 5_000), (7, 0, 5_999), (7, 0, 6_000)]) == [false, false, true])
    }

    @Test("begin anew with whatever goes through")
    func work() {
        #expect(looks([(1, 0, 0), (2, 0, 1_000), (3, 0, 2_000), (3, 0, 3_000)]) == [false, false, false, true])
    }

    @Test("are known at once where nothing can have gone through for as long")
    func idle() {
        #expect(looks([(1, 600, 5_000), (1, 600, 5_399), (1, 600, 5_400)]) == [false, false, true])
        #expect(looks([(nil, 1_000, 0)]) == [true])
    }

    @Test("are known, too, where nothing is known of what went through")
    func unknown() {
        #expect(looks([(nil, 0, 0), (nil, 0, 999), (nil, 0, 1_000)]) == [false, false, true])
    }
}
