import CLibpq
import Glibc
package import LinuxReactor

/// Commands that go out over a connection in one write, so that a server of one thread, such as PgBouncer, does them
/// with nothing of others in between. libpq sends the next query when the one before is answered only, so these are Query
/// messages of our own (PostgreSQL manual, 55.7): the connection is of no use for anything else afterwards.
@Reactor
package final class JoinedCommands {
    package enum Answer: Equatable, Sendable {
        case done
        /// The server's words.
        case refused(String)
    }

    private let connection: PostgresConnection
    private var unread: [UInt8] = []
    private var refusal: String?
    /// What was answered so far, in the order of the commands.
    package private(set) var answers: [Answer] = []

    /// What may still come. PgBouncer's answers are some dozens of bytes.
    private var bytesLeft = 64 << 10

    /// - Returns: nil where the link is encrypted: there is no way to it but libpq's.
    package init?(on connection: PostgresConnection) {
        guard PQsslInUse(connection.link.raw) == 0 else { return nil }
        self.connection = connection
    }

    /// Sends `commands` before it returns.
    package func send(_ commands: [String]) throws(PostgresError) {
        let bytes = commands.flatMap(Self.query)
        let count = bytes.withUnsafeBytes {
            Glibc.send(connection.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard count == bytes.count else {
            throw PostgresError(code: .transport, systemError: errno, message: "the connection takes no more bytes")
        }
    }

    /// Waits until as many commands as `count` have their answers.
    package func wait(forAnswers count: Int, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        try read()
        while answers.count < count {
            try await connection.ready(for: .reading, until: deadline)
            try read()
        }
    }

    /// Takes the answers that are there.
    package func read() throws(PostgresError) {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(connection.socket, &chunk, chunk.count)
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { throw PostgresError(code: .transport, message: "the connection was closed") }
            // Whole messages count too: what keeps coming must not keep this from its end.
            bytesLeft -= count
            guard bytesLeft >= 0 else {
                throw PostgresError(code: .misbehaving(.excess), message: "it sends more than is read in one answer")
            }
            unread += chunk.prefix(count)
            while let message = nextMessage() { take(message) }
        }
    }

    private func take(_ message: (type: UInt8, body: ArraySlice<UInt8>)) {
        switch message.type {
        case UInt8(ascii: "E"): refusal = Self.text(of: message.body)
        case UInt8(ascii: "Z"):
            answers.append(refusal.map { .refused($0) } ?? .done)
            refusal = nil
        default: break
        }
    }

    private func nextMessage() -> (type: UInt8, body: ArraySlice<UInt8>)? {
        guard unread.count >= 5 else { return nil }
        let length = unread[1..<5].reduce(0) { $0 << 8 | Int($1) }
        guard length >= 4, unread.count > length else { return nil }
        let message = (type: unread[0], body: unread[5..<length + 1])
        unread = Array(unread[(length + 1)...])
        return message
    }

    private static func query(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8) + [0]
        let length = withUnsafeBytes(of: UInt32(bytes.count + 4).bigEndian) { Array($0) }
        return [UInt8(ascii: "Q")] + length + bytes
    }

    /// The field `M` of an ErrorResponse.
    private static func text(of body: ArraySlice<UInt8>) -> String {
        let message = body.split(separator: 0).first { $0.first == UInt8(ascii: "M") }
        return String(decoding: message?.dropFirst() ?? [], as: UTF8.self)
    }
}
