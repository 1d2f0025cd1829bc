import CLibpq
import Glibc

/// The one owner of a libpq connection, which is closed when its owner goes away; what libpq reads on it is within a
/// budget.
///
/// `@unchecked Sendable`: one thread touches it at a time. The reactor hands it to a thread for a step of the login and
/// leaves it alone until the step has returned; where it doesn't wait for that, the thread is its last owner.
final class LibpqLink: @unchecked Sendable {
    let raw: OpaquePointer
    let budget = Budget()
    let notices = NoticeBox()

    /// Begins to connect with libpq's keywords (PostgreSQL manual, 34.1.2). Give `hostaddr`, never a bare host name:
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
        PQsetnonblocking(raw, 1)
        _ = PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
        PQsetNoticeReceiver(raw, receiveNotice, Unmanaged.passUnretained(notices).toOpaque())
    }

    var isBad: Bool { PQstatus(raw) == CONNECTION_BAD }

    var errorText: String { String(cString: PQerrorMessage(raw)) }

    /// Why the link can't be used any more.
    var loss: PostgresError {
        if budget.isOverdrawn {
            return PostgresError(code: .misbehaving(.excess), message: "it sends more than is read in one answer")
        }
        return notices.farewell ?? PostgresError(libpqText: errorText)
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

    /// Reads what is there, a slice at most.
    func consumeInput() -> Bool {
        budget.spend { PQconsumeInput(raw) } == 1
    }

    /// Notifications that came and were not taken yet; more than a few are dropped, as any session can send them. Where no
    /// channel is listened to all are.
    var notifications: [PostgresNotification] = []
    var isListening = false
    /// How many bytes of notifications may still come beside the answer that is waited for: they are none of the server's own.
    var roomForNotifications = 0
    private static let mostNotifications = 256
    private static let roomForAnswer = 256 << 10

    /// Takes in what was read, notifications too.
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
        // The good-bye reads too, where the other end takes none.
        budget.withdraw()
        budget.spend { PQfinish(raw) }
    }
}
