import PointsmanCore
import PointsmanFormats

/// The status of a conductor that has found a primary and two standbys, 4096 and 512 bytes behind it.
enum SettledStatus {
    static let primary = MemberID(address: .v4(0x7F00_000B), port: 5432)
    static let standbys = [
        MemberID(address: .v4(0x7F00_000C), port: 5432), MemberID(address: .v4(0x7F00_000D), port: 5432),
    ]

    /// - Parameter standbys: whether these answer.
    /// - Parameter primaryGoes: whether the primary is lost after all was well.
    /// - Parameters:
    ///   - further: events once all is settled, `span` apart, with the primary's answer to a probe before each.
    static func reading(
        standbysAnswer: Bool = true, primaryAnswers: Bool = true, primaryGoes: Bool = false,
        further: [Event] = [], after span: Duration = .zero
    ) -> StatusReading {
        var moment = Instant(nanoseconds: 1_000_000)
        var policy = Policy()
        policy.fleetConnections = .percent(60)
        var conductor = Conductor(policy: policy)
        var events: [Event] = [
            .discovery(
                .members([Member(id: primary, region: Region("iad"))] + standbys.map { Member(id: $0) })),
            .fleet([.v4(1), .v4(2)], own: []), .pooler(.up(holdsWrites: false)),
            observed(primary, primaryAnswers ? report(lsn: 10_000, started: 1) : nil),
            observed(standbys[0], standbysAnswer ? report(lsn: 5_904, started: 2, staleness: .seconds(3)) : nil),
            observed(standbys[1], standbysAnswer ? report(lsn: 9_488, started: 3, staleness: .seconds(1)) : nil),
        ]
        var counters = AgentCounters()
        var tally = EventCounters()
        var status: Status?
        var isGone = false
        while !events.isEmpty || (primaryGoes && !isGone) {
            if events.isEmpty {
                isGone = true
                events.append(.linkLost(primary, .down(.endOfFile)))
            }
            let event = events.removeFirst()
            tally.take(event)
            for directive in conductor.handle(event, at: moment) {
                switch directive {
                case .perform(let id, let operation):
                    tally.begin(id, operation)
                    events.append(.finished(id, .done))
                case .publish:
                    guard let new = conductor.status else { break }
                    counters.count(from: status, to: new, at: moment)
                    status = new
                default: break
                }
            }
        }
        for (index, event) in further.enumerated() {
            if index > 0 { moment = moment + span }
            let report = report(lsn: 10_000, started: 1)
            for event in [.observed(.init(member: primary, sent: moment, result: .report(report))), event] {
                if conductor.handle(event, at: moment).contains(.publish) { status = conductor.status ?? status }
            }
        }
        return StatusReading(status: status!, counters: counters, events: tally, moment: moment)
    }

    private static func observed(_ member: MemberID, _ report: ServerReport?) -> Event {
        .observed(
            Observation(
                member: member, sent: Instant(nanoseconds: 500_000),
                result: report.map { .report($0) } ?? .failure(.silent(.deadline)), roundTrip: .microseconds(300)))
    }

    private static func report(lsn: UInt64, started: Int64, staleness: Duration? = nil) -> ServerReport {
        ServerReport(
            identity: ServerIdentity(systemIdentifier: SystemIdentifier(7_000), startedMicroseconds: started),
            isInRecovery: started > 1, timeline: Timeline(3), lsn: LSN(bytes: lsn),
            upstream: started > 1 ? .member(primary) : .unknown, staleness: staleness)
    }
}
