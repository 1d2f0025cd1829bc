import CLibpq

/// A message of a session to all sessions that listen to a channel (PostgreSQL manual, NOTIFY).
package struct PostgresNotification: Equatable, Sendable {
    package let channel: String
    package let payload: String

    init(_ notification: PGnotify) {
        channel = String(cString: notification.relname)
        payload = String(cString: notification.extra)
    }
}
