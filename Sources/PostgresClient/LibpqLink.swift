import CLibpq
import Glibc

/// The only owner of a libpq connection, which it closes at its end. A budget limits what libpq reads on it.
///
/// `@unchecked Sendable`: one thread uses it at a time. The reactor gives it to a thread for one step of the login, and
/// leaves it alone until the step has returned. If the reactor does not wait for that, the thread is its last owner.
final class LibpqLink: @unchecked Sendable {
    let raw: OpaquePointer
    let budget = Budget()
    let notices: NoticeBox

    /// Begins to connect with libpq's keywords (PostgreSQL manual, 34.1.2). Pass `hostaddr`, never a host name alone:
    /// libpq looks names up with a call that blocks.
    init(connecting parameters: [(keyword: String, value: String)]) {
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer {
            keywords.forEach { free($0) }
            values.forEach { free($0) }
        }
        let handle = keywords.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { keywords in
            values.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { values in
                PQconnectStartParams(keywords.baseAddress, values.baseAddress, 0)
            }
        }
        guard let handle else { fatalError("PQconnectStartParams: out of memory") }
        raw = handle
        notices = NoticeBox(budget)
        PQsetnonblocking(raw, 1)
        _ = PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
        PQsetNoticeReceiver(raw, receiveNotice, Unmanaged.passUnretained(notices).toOpaque())
    }

    var isBad: Bool { PQstatus(raw) == CONNECTION_BAD || notices.complaint != nil }

    var errorText: String { String(cString: PQerrorMessage(raw)) }

    /// Why the link can't be used any more.
    var loss: PostgresError {
        if budget.isOverdrawn {
            return PostgresError(code: .misbehaving(.excess), message: "it sends more than is read in one answer")
        }
        return notices.complaint ?? notices.farewell ?? PostgresError(libpqText: errorText)
    }

    func connectPoll() -> PostgresPollingStatusType {
        budget.spend { PQconnectPoll(raw) }
    }

    func send(_ sql: String) -> Bool {
        budget.spend { PQsendQuery(raw, sql) } == 1
    }

    func flush() -> Int32 {
        budget.spend { PQflush(raw) }
    }

    /// Reads the bytes that have come, at most one slice.
    func consumeInput() -> Bool {
        budget.spend { PQconsumeInput(raw) } == 1
    }

    /// The notifications that have not been taken yet. Beyond ``mostNotifications`` they are dropped, as any session
    /// can send them. If no channel is listened to, all are dropped.
    var notifications: [PostgresNotification] = []
    var isListening = false
    /// The number of bytes of notifications that may still come beside the answer: they come from other sessions.
    var roomForNotifications = 0
    private static let mostNotifications = 256
    private static let roomForAnswer = 256 << 10

    /// Parses what was read, notifications included.
    /// - Returns: whether a result is still to come.
    func isBusy() -> Bool {
        let isBusy = budget.spend { PQisBusy(raw) } == 1
        while let notification = PQnotifies(raw) {
            defer { PQfreemem(notification) }
            guard isListening else { continue }
            let heard = PostgresNotification(notification.pointee)
            if notifications.count < Self.mostNotifications { notifications.append(heard) }
            roomForNotifications -= heard.payload.utf8.count + heard.channel.utf8.count + 16
            if roomForNotifications > 0 { budget.allow(Self.roomForAnswer) }
        }
        return isBusy
    }

    func nextResult() -> OpaquePointer? {
        budget.spend { PQgetResult(raw) }
    }

    deinit {
        // The farewell message also reads, if the other end accepts no more bytes.
        budget.withdraw()
        budget.spend { PQfinish(raw) }
    }
}
