import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// One member's end of the fleet's channel, on the probe's connection: listens if the member is a primary, sends the
/// notices that wait, and delivers those that were received.
@Reactor
final class FleetLine {
    private let member: MemberID
    private let clock: AgentClock
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private var signature: NoticeSignature?
    private var outbox: [FleetNotice] = []
    private var listening: Listening?
    private var complaint: String?
    /// Whether forged notices have been logged.
    private var hasToldOfForgery = false

    /// A LISTEN that is in force.
    private struct Listening {
        let channel: String
        let since: ContinuousClock.Instant
        /// The member's clock minus ours, in microseconds.
        var offset: Int64
        var refresh: ContinuousClock.Instant
    }

    /// The time from one look at the member's clock to the next.
    private static let clockInterval = Duration.seconds(60)
    /// The most notices that wait to be sent: what a slow primary has not taken by then is too old anyway.
    private static let mostWaiting = 64

    init(_ member: MemberID, clock: AgentClock, log: Logger, post: @escaping @Reactor (Event) -> Void) {
        self.member = member
        self.clock = clock
        self.log = log
        self.post = post
    }

    /// Takes another secret or channel; nil for none.
    func take(_ signature: NoticeSignature?) { self.signature = signature }

    /// Notes that the connection is a new one.
    func begin() {
        listening = nil
        outbox = []
    }

    /// Queues `notice` for the next ``tell(on:within:)``.
    func add(_ notice: FleetNotice) {
        guard outbox.count < Self.mostWaiting else { return }
        outbox.append(notice)
    }

    /// Listens, looks at the member's clock if that is due, and sends the notices that wait. An error of the server is
    /// logged once.
    /// - Returns: why the link was lost; nil if it was not.
    func tend(_ connection: PostgresConnection, within limit: Duration) async -> PostgresError? {
        guard let signature else {
            guard listening != nil else { return nil }
            listening = nil
            return await run("UNLISTEN *", on: connection, within: limit).loss
        }
        if listening?.channel != signature.channel { listening = nil }
        if listening.map({ $0.refresh <= .now }) ?? true {
            connection.keepNotifications()
            let sent = ContinuousClock.now
            let statement = listening == nil ? FleetStatement.listen(signature.channel) : FleetStatement.clock
            let answer = await run(statement, on: connection, within: limit)
            if let loss = answer.loss { return loss }
            guard let now = answer.results.last?.value("now").flatMap({ Int64($0) }) else { return nil }
            let middle = sent + (.now - sent) / 2
            let offset = now - clock.instant(at: middle).nanoseconds / 1_000
            listening = Listening(
                channel: signature.channel, since: listening?.since ?? sent, offset: offset,
                refresh: .now + Self.clockInterval)
        }
        hear(connection)
        return await tell(on: connection, within: limit)
    }

    /// Sends the notices that wait.
    /// - Returns: why the link was lost; nil if it was not.
    func tell(on connection: PostgresConnection, within limit: Duration) async -> PostgresError? {
        while let signature, let listening, !outbox.isEmpty {
            let notice = outbox.removeFirst()
            let issued = clock.now.nanoseconds / 1_000 + listening.offset
            let payload = signature.payload(of: notice, issuedMicroseconds: issued)
            let answer = await run(
                FleetStatement.notify(payload, channel: signature.channel), on: connection, within: limit)
            if let loss = answer.loss { return loss }
        }
        return nil
    }

    /// Delivers the notices that were received.
    /// - Returns: whether there were any, or notices wait to be sent.
    @discardableResult
    func hear(_ connection: PostgresConnection) -> Bool {
        let heard = connection.takeNotifications()
        var forged = 0
        for notification in heard where notification.channel == signature?.channel {
            guard let signature, let listening else { continue }
            guard let (notice, issued) = signature.open(notification.payload) else {
                forged += 1
                continue
            }
            let age = clock.now.nanoseconds / 1_000 + listening.offset - issued
            post(
                .notice(
                    HeardNotice(notice, at: member, age: .microseconds(age), listening: .now - listening.since)))
        }
        if forged > 0 {
            if !hasToldOfForgery {
                log.warning(
                    "a notice to the fleet through \(member) is not signed with the secret of fleet_secret_file, and is refused"
                )
            }
            hasToldOfForgery = true
            post(.forgedNotices(forged))
        }
        return !heard.isEmpty || !outbox.isEmpty
    }

    private func run(
        _ statement: String, on connection: PostgresConnection, within limit: Duration
    ) async -> (results: [ResultSet], loss: PostgresError?) {
        do throws(PostgresError) {
            return (try await connection.execute(statement, until: .now + limit), nil)
        } catch {
            guard error.code == .server, case .blind = ProbeFailure(error) else { return ([], error) }
            if complaint != error.description {
                complaint = error.description
                log.warning("member \(member) carries no notices to the fleet: \(error)")
            }
            return ([], nil)
        }
    }
}
