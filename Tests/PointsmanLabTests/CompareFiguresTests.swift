import PointsmanLab
import PointsmanLoad
import Testing

@Suite("The figures of a comparison")
struct CompareFiguresTests {
    /// The fault at 1000 ms, t₁ at 2000, the end of the measurement at 5000.
    private func measured(_ attempts: [Attempt]) -> CompareFigures {
        CompareFigures(.hostList, .hang, move(to: new), writers: 2, attempts: attempts, over: at(5000))
    }

    @Test("a comparison counts times from the first write that the new primary took from any client")
    func times() {
        let figures = measured(sound)
        #expect(figures.withoutPrimaryMs == 1000)
        #expect(figures.rerouteMs == 8)
        #expect(figures.allBackMs == 20)
    }

    @Test("a writer that comes back only when the fault has ended counts as never back")
    func late() {
        let figures = measured([
            acknowledged(0, 0, by: new, sent: 2001, ended: 2008), acknowledged(1, 0, by: new, sent: 5001, ended: 5010),
        ])
        #expect(figures.rerouteMs == 8)
        #expect(figures.allBackMs == nil)
    }

    @Test("a comparison tells failures in flight, later ones and refused connections apart, whatever the message says")
    func failures() {
        let lost = Failure(phase: .statement, sqlState: nil, message: "server closed the connection unexpectedly")
        let turnedAway = Failure(phase: .connect, sqlState: nil, message: "connection refused")
        let figures = measured([
            failed(0, 0, lost, sent: 999, ended: 1900), failed(1, 0, lost, sent: 1050, ended: 1060),
            failed(0, 1, refused, sent: 1200, ended: 1201), failed(1, 1, turnedAway, sent: 1010, ended: 1011),
            // Before the fault, and after the measurement.
            failed(0, 2, refused, sent: 500, ended: 501), failed(0, 3, lost, sent: 4000, ended: 5001),
        ])
        #expect(figures.failedInFlight == 2)
        #expect(figures.failedOtherwise == 1)
        #expect(figures.refused == 1)
    }

    @Test("a write that the former primary acknowledges after the promotion counts as lost, to the run's very end")
    func lostAfter() {
        let figures = measured([
            acknowledged(0, 0, by: old, sent: 900, ended: 2040), acknowledged(0, 1, by: old, sent: 900, ended: 2100),
            acknowledged(1, 0, by: old, sent: 5100, ended: 5110), acknowledged(1, 1, by: new, sent: 5120, ended: 5130),
        ])
        #expect(figures.lostAfter == 2)
    }
}
