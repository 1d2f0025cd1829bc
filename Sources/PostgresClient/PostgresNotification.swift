import CLibpq

/// What a session has told all that listen to a channel (PostgreSQL manual, NOTIFY).
package struct PostgresNotification: Equatable, Sendable {
    package let channel: String
    package let payload: String

    init(_ notification: PGnotify) {
        channel = String(cString: notification.relname)
        payload = String(cString: notification.extra)
    }
}
