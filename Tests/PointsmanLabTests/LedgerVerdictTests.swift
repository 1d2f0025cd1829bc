import PointsmanLab
import PointsmanLoad
import Testing

@Suite("The ledger's verdict")
struct LedgerVerdictTests {
    @Test("the ledger of a sound run has no lost, stale or duplicate write")
    func soundRun() {
        let verdict = LedgerVerdict(history(sound))
        #expect(verdict.acknowledged == 5)
        #expect(verdict.lost == 0)
        #expect(verdict.stale == 0)
        #expect(verdict.duplicates == 0)
        #expect(verdict.unacknowledgedPresent == 0)
    }

    @Test("an acknowledged write that is missing counts as lost")
    func loss() {
        var history = history(sound)
        history.ledger[entry(1, 0)] = nil
        #expect(LedgerVerdict(history).lost == 1)
    }

    @Test("an unacknowledged write may be missing or present")
    func unacknowledged() {
        var history = history(sound)
        history.ledger[entry(0, 1)] = 1
        let verdict = LedgerVerdict(history)
        #expect(verdict.lost == 0)
        #expect(verdict.unacknowledgedPresent == 1)
    }

    @Test("a write that the old primary acknowledges after the new one's first is stale")
    func stale() {
        let verdict = LedgerVerdict(history(sound + [acknowledged(1, 2, by: old, sent: 2030, ended: 2033)]))
        #expect(verdict.stale == 1)
    }

    @Test("a write that the old primary took before the reroute is not stale, even if its answer comes late")
    func late() {
        let verdict = LedgerVerdict(history(sound + [acknowledged(1, 2, by: old, sent: 2007, ended: 2033)]))
        #expect(verdict.stale == 0)
    }

    @Test("a write that the old primary acknowledges long after the reroute is stale, whenever it was sent")
    func awakened() {
        let verdict = LedgerVerdict(history(sound + [acknowledged(1, 2, by: old, sent: 1005, ended: 3000)]))
        #expect(verdict.stale == 1)
    }

    @Test("the ledger counts lost writes by the server that acknowledged them")
    func losers() {
        var history = history(sound)
        for number in [0, 1] { history.ledger[entry(1, number)] = nil }
        #expect(LedgerVerdict(history).lostBy == [old: 1, new: 1])
    }

    @Test("a write that is present twice counts as a duplicate")
    func duplicate() {
        var history = history(sound)
        history.ledger[entry(0, 2)] = 2
        #expect(LedgerVerdict(history).duplicates == 1)
    }
}
