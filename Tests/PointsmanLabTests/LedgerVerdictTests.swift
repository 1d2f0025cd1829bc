import PointsmanLab
import Testing

@Suite("The ledger's verdict")
struct LedgerVerdictTests {
    @Test("a sound run has nothing lost, stale or written twice")
    func soundRun() {
        let verdict = LedgerVerdict(history(sound))
        #expect(verdict.acknowledged == 5)
        #expect(verdict.lost == 0)
        #expect(verdict.stale == 0)
        #expect(verdict.duplicates == 0)
        #expect(verdict.unacknowledgedPresent == 0)
    }

    @Test("an acknowledged write that is not there is lost")
    func loss() {
        var history = history(sound)
        history.ledger[entry(1, 0)] = nil
        #expect(LedgerVerdict(history).lost == 1)
    }

    @Test("a write that nobody acknowledged may be missing, and may be there")
    func unacknowledged() {
        var history = history(sound)
        history.ledger[entry(0, 1)] = 1
        let verdict = LedgerVerdict(history)
        #expect(verdict.lost == 0)
        #expect(verdict.unacknowledgedPresent == 1)
    }

    @Test("a write acknowledged by the old primary after the new one had acknowledged is stale")
    func stale() {
        let verdict = LedgerVerdict(history(sound + [acknowledged(1, 2, by: old, sent: 2030, ended: 2033)]))
        #expect(verdict.stale == 1)
    }

    @Test("a write that the old primary had before the reroute is not stale, however late its answer")
    func late() {
        let verdict = LedgerVerdict(history(sound + [acknowledged(1, 2, by: old, sent: 2007, ended: 2033)]))
        #expect(verdict.stale == 0)
    }

    @Test("a write that the old primary acknowledges long after the reroute is stale, whenever it was sent")
    func awakened() {
        let verdict = LedgerVerdict(history(sound + [acknowledged(1, 2, by: old, sent: 1005, ended: 3000)]))
        #expect(verdict.stale == 1)
    }

    @Test("what is lost is told by who had acknowledged it")
    func losers() {
        var history = history(sound)
        for number in [0, 1] { history.ledger[entry(1, number)] = nil }
        #expect(LedgerVerdict(history).lostBy == [old: 1, new: 1])
    }

    @Test("a write that is there twice is a duplicate")
    func duplicate() {
        var history = history(sound)
        history.ledger[entry(0, 2)] = 2
        #expect(LedgerVerdict(history).duplicates == 1)
    }
}
