import PointsmanCore
import PointsmanLab
import PointsmanLoad

/// The old primary, the new one, and the old one started again.
let old = ServerMark(timeline: 1, startedAt: "old")
let new = ServerMark(timeline: 2, startedAt: "new")
let restarted = ServerMark(timeline: 1, startedAt: "restarted")

let crashed = Failure(phase: .statement, sqlState: "08P01", message: "server conn crashed?")
let refused = Failure(
    phase: .statement, sqlState: "08P01", message: "server login has been failing, try again later (server_login_retry)"
)

/// Milliseconds from the run's start.
func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
}

func acknowledged(
    _ writer: Int, _ number: Int, by mark: ServerMark, sent: Int64, ended: Int64
) -> Attempt {
    Attempt(writer: writer, number: number, sentAt: at(sent), endedAt: at(ended), outcome: .acknowledged(mark))
}

func failed(_ writer: Int, _ number: Int, _ failure: Failure, sent: Int64, ended: Int64) -> Attempt {
    Attempt(writer: writer, number: number, sentAt: at(sent), endedAt: at(ended), outcome: .failed(failure))
}

/// A run with its fault at 1000, the old server gone at 1005 and t₁ at 2000 ms, whose ledger holds what was
/// acknowledged.
func history(_ attempts: [Attempt], target: ServerMark = new, writers: Int = 2) -> DrillHistory {
    let entries = attempts.filter { $0.mark != nil }.map { entry($0.writer, $0.number) }
    return DrillHistory(
        moves: [move(to: target)], writers: writers, attempts: attempts,
        ledger: Dictionary(entries.map { ($0, 1) }, uniquingKeysWith: +))
}

/// A fault at 1000 ms, and t₁ at 2000.
func move(to target: ServerMark, since: Int64 = 1990) -> DrillMove {
    DrillMove(faultAt: at(1000), goneAt: at(1005), since: at(since), acceptedAt: at(2000), target: target)
}

func entry(_ writer: Int, _ number: Int) -> DrillHistory.Entry {
    DrillHistory.Entry(writer: writer, number: number)
}

/// Two writers through a crash, with nothing wrong.
let sound = [
    acknowledged(0, 0, by: old, sent: 900, ended: 903), acknowledged(1, 0, by: old, sent: 990, ended: 995),
    failed(0, 1, crashed, sent: 999, ended: 1002), acknowledged(0, 2, by: new, sent: 1003, ended: 2008),
    acknowledged(1, 1, by: new, sent: 1004, ended: 2020), acknowledged(0, 3, by: new, sent: 2013, ended: 2015),
]
