import Glibc
import LinuxReactor
import PostgresClient

/// A client of the name for writes: one connection to PgBouncer, one statement at a time.
@Reactor
final class ContractClient {
    private let parameters: [(keyword: String, value: String)]
    private var connection: PostgresConnection?
    /// Which server answered the last statement, by its port; nil while nobody has.
    private(set) var servedBy: UInt16?
    /// How the last statement failed.
    private(set) var failure: PostgresError?
    private(set) var isUnderWay = false

    init(_ parameters: [(keyword: String, value: String)]) {
        self.parameters = parameters
    }

    /// Sends `sql`, on a new connection where there is none, or none any more.
    func send(_ sql: String) async {
        if await isDropped() { connection = nil }
        (servedBy, failure, isUnderWay) = (nil, nil, true)
        Reactor.immediateTask {
            do throws(PostgresError) {
                let limit = ContinuousClock.now + .seconds(600)
                let connection: PostgresConnection
                if let known = self.connection {
                    connection = known
                } else {
                    connection = try await PostgresConnection.connect(self.parameters, until: limit)
                }
                self.connection = connection
                let results = try await connection.execute(sql, until: limit)
                self.servedBy = results.lazy.compactMap { $0.value("port") }.first.flatMap { UInt16($0) }
            } catch {
                self.failure = error
            }
            self.isUnderWay = false
        }
    }

    /// Whether its connection is gone: it could not be made, or has come to its end.
    func isDropped() async -> Bool {
        guard !isUnderWay else { return false }
        guard let connection else { return failure != nil }
        if connection.socket < 0 { return true }
        return await connection.idle(until: .now + .milliseconds(5)) != nil
    }

    /// Whether PgBouncer has sent nothing so far that was not read, neither words nor an end.
    var hearsNothing: Bool {
        guard let connection, connection.socket >= 0 else { return isUnderWay }
        var byte: UInt8 = 0
        return recv(connection.socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0 && errno == EAGAIN
    }

    /// Whether it has a connection that has not come to its end.
    var isConnected: Bool { connection != nil && hearsNothing }
}
